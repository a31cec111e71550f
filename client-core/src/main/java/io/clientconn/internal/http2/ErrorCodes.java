package io.clientconn.internal.http2;

import io.clientconn.rpc.StatusCode;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;

/**
 * What the error codes of RFC 9113 section 7 are called and mean for a call.
 * <p>
 * Stateless. It follows gRPC's document where grpc-go differs from it (FLOW_CONTROL_ERROR
 * is INTERNAL), and never looks at deadlines: the caller knows those.
 */
final class ErrorCodes {

	private ErrorCodes() {
	}

	static String name(long code) {
		Http2Error error = Http2Error.valueOf(code);
		return (error != null) ? error.name() : "0x" + Long.toHexString(code);
	}

	/**
	 * The status code of a call that was reset.
	 * @param code the code of the RST_STREAM
	 * @return its counterpart
	 */
	static StatusCode statusOf(long code) {
		@Nullable Http2Error error = Http2Error.valueOf(code);
		if (error == null) {
			return StatusCode.UNKNOWN;
		}
		return switch (error) {
			case NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR, FLOW_CONTROL_ERROR, SETTINGS_TIMEOUT, STREAM_CLOSED,
					FRAME_SIZE_ERROR, COMPRESSION_ERROR, CONNECT_ERROR, HTTP_1_1_REQUIRED ->
				StatusCode.INTERNAL;
			case REFUSED_STREAM -> StatusCode.UNAVAILABLE;
			case CANCEL -> StatusCode.CANCELLED;
			case ENHANCE_YOUR_CALM -> StatusCode.RESOURCE_EXHAUSTED;
			case INADEQUATE_SECURITY -> StatusCode.PERMISSION_DENIED;
		};
	}

}
