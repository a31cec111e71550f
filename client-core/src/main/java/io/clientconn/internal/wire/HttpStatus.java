package io.clientconn.internal.wire;

import io.clientconn.rpc.StatusCode;

/**
 * What an HTTP status means for a call whose answer is not gRPC.
 * <p>
 * Stateless. It is never asked about a gRPC response, whose {@code :status} says nothing.
 *
 * @see <a href=
 * "https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md"> HTTP to
 * gRPC Status Code Mapping</a>
 */
public final class HttpStatus {

	private HttpStatus() {
	}

	/**
	 * The status code of a call.
	 * @param httpStatus the {@code :status}
	 * @return its counterpart
	 */
	public static StatusCode codeOf(int httpStatus) {
		return switch (httpStatus) {
			case 400 -> StatusCode.INTERNAL;
			case 401 -> StatusCode.UNAUTHENTICATED;
			case 403 -> StatusCode.PERMISSION_DENIED;
			case 404 -> StatusCode.UNIMPLEMENTED;
			case 429, 502, 503, 504 -> StatusCode.UNAVAILABLE;
			default -> StatusCode.UNKNOWN;
		};
	}

	/**
	 * The status as a person reads it.
	 * @param httpStatus the {@code :status}
	 * @return for example {@code 503 (Service Unavailable)}
	 */
	public static String text(int httpStatus) {
		String phrase = phrase(httpStatus);
		return phrase.isEmpty() ? Integer.toString(httpStatus) : httpStatus + " (" + phrase + ")";
	}

	private static String phrase(int httpStatus) {
		return switch (httpStatus) {
			case 200 -> "OK";
			case 204 -> "No Content";
			case 301 -> "Moved Permanently";
			case 302 -> "Found";
			case 307 -> "Temporary Redirect";
			case 308 -> "Permanent Redirect";
			case 400 -> "Bad Request";
			case 401 -> "Unauthorized";
			case 403 -> "Forbidden";
			case 404 -> "Not Found";
			case 405 -> "Method Not Allowed";
			case 408 -> "Request Timeout";
			case 411 -> "Length Required";
			case 413 -> "Content Too Large";
			case 415 -> "Unsupported Media Type";
			case 421 -> "Misdirected Request";
			case 429 -> "Too Many Requests";
			case 431 -> "Request Header Fields Too Large";
			case 464 -> "Incompatible Protocol";
			case 500 -> "Internal Server Error";
			case 501 -> "Not Implemented";
			case 502 -> "Bad Gateway";
			case 503 -> "Service Unavailable";
			case 504 -> "Gateway Timeout";
			case 505 -> "HTTP Version Not Supported";
			default -> "";
		};
	}

}
