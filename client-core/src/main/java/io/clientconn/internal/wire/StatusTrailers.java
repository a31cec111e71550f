package io.clientconn.internal.wire;

import java.nio.charset.StandardCharsets;

import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * Reads the status of a call out of its trailers.
 * <p>
 * Stateless. It never fails: trailers that make no sense are a status as well.
 */
public final class StatusTrailers {

	private StatusTrailers() {
	}

	/**
	 * The status that the server sent.
	 * @param trailers the block that ended the stream
	 * @return its status; {@link StatusCode#UNKNOWN} if there is none or it is no number
	 */
	public static Status statusOf(ResponseHeaders trailers) {
		String raw = trailers.grpcStatus();
		String message = trailers.grpcMessage();
		if (raw == null) {
			return Status.of(StatusCode.UNKNOWN,
					(message == null) ? "the server ended the call without grpc-status" : decode(message));
		}
		if (raw.equals("0") && message == null) {
			return Status.OK;
		}
		int value;
		try {
			value = Integer.parseInt(raw);
		}
		catch (NumberFormatException ex) {
			return Status.of(StatusCode.UNKNOWN, "transport: malformed grpc-status: \"" + raw + "\" is not a number");
		}
		return Status.of(StatusCode.of(value), describe(value, message));
	}

	/**
	 * Whether the server sent a status at all, so that the words of {@link #statusOf} are
	 * its own.
	 * @param trailers the block that ended the stream
	 * @return false if the status is missing or is no number
	 */
	public static boolean hasStatus(ResponseHeaders trailers) {
		String raw = trailers.grpcStatus();
		return raw != null && (raw.equals("0") || raw.matches("-?[0-9]{1,9}"));
	}

	private static @Nullable String describe(int value, @Nullable String message) {
		if (message != null) {
			return decode(message);
		}
		boolean known = StatusCode.of(value).value() == value;
		return known ? null : "the server sent the unknown grpc-status " + value;
	}

	/**
	 * Undoes the percent encoding of {@code grpc-message}. What is not a valid escape
	 * stays as it is; a server that forgot to encode meant UTF-8.
	 * @param encoded the value of the header
	 * @return the message
	 */
	static String decode(String encoded) {
		if (isPlain(encoded)) {
			return encoded;
		}
		byte[] bytes = new byte[encoded.length()];
		int length = 0;
		for (int i = 0; i < encoded.length(); i++) {
			char c = encoded.charAt(i);
			int escaped = (c == '%') ? escapeAt(encoded, i) : -1;
			if (escaped >= 0) {
				bytes[length++] = (byte) escaped;
				i += 2;
			}
			else {
				bytes[length++] = (byte) c;
			}
		}
		return new String(bytes, 0, length, StandardCharsets.UTF_8);
	}

	private static boolean isPlain(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '%' || c > 0x7f) {
				return false;
			}
		}
		return true;
	}

	private static int escapeAt(String text, int at) {
		if (at + 2 >= text.length()) {
			return -1;
		}
		int high = Character.digit(text.charAt(at + 1), 16);
		int low = Character.digit(text.charAt(at + 2), 16);
		return (high < 0 || low < 0) ? -1 : high * 16 + low;
	}

}
