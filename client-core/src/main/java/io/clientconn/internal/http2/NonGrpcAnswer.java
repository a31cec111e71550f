package io.clientconn.internal.http2;

import io.clientconn.internal.wire.HttpStatus;
import io.clientconn.internal.wire.ResponseHeaders;
import io.clientconn.rpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * What it means when something answers that does not speak gRPC: a proxy, a web server.
 * <p>
 * Stateless. It is never asked about a response with the content type of gRPC, unless
 * that is informational.
 */
final class NonGrpcAnswer {

	private NonGrpcAnswer() {
	}

	/**
	 * The status of a call whose answer ended with these headers.
	 */
	static Status endStatusOf(ResponseHeaders headers) {
		if (headers.isInformational()) {
			return Status.internal("protocol error: informational header with status code " + headers.httpStatus()
					+ " must not have END_STREAM set");
		}
		return statusOf(headers);
	}

	/**
	 * The status of a call whose answer began with these headers.
	 */
	static Status statusOf(ResponseHeaders headers) {
		String raw = headers.httpStatus();
		if (raw == null) {
			return Status.internal("malformed header: missing HTTP status; " + aboutContentType(headers));
		}
		int status = number(raw);
		if (status < 0) {
			return Status
				.internal("malformed header: HTTP status \"" + Printable.of(raw) + "\"; " + aboutContentType(headers));
		}
		return Status.of(HttpStatus.codeOf(status), "unexpected HTTP status code received from server: "
				+ HttpStatus.text(status) + "; " + aboutContentType(headers));
	}

	private static String aboutContentType(ResponseHeaders headers) {
		String type = headers.contentType();
		return (type == null) ? "malformed header: missing HTTP content-type"
				: "transport: received unexpected content-type \"" + Printable.of(type) + "\"";
	}

	private static int number(@Nullable String text) {
		if (text == null || text.isEmpty() || !text.chars().allMatch((c) -> c >= '0' && c <= '9')) {
			return -1;
		}
		try {
			return Integer.parseInt(text);
		}
		catch (NumberFormatException ex) {
			return -1;
		}
	}

}
