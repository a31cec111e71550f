package io.clientconn.rpc;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a call ended.
 *
 * @param status the status
 * @param trailers the server's trailers; empty if the call ended without any
 * @param peer who served it, or null if it never reached a connection
 * @param origin who decided the status
 * @param http2Error the error code of the RST_STREAM or GOAWAY that ended it, or -1
 * @param failedAttempts attempts before the last one, in order
 * @since 0.1.0
 */
public record CallOutcome(Status status, Metadata trailers, @Nullable PeerInfo peer, Origin origin, long http2Error,
		List<FailedAttempt> failedAttempts) {

	/** No HTTP/2 error code was involved. */
	public static final long NO_HTTP2_ERROR = -1;

	/**
	 * The outcome of a call that this side ended, before or without the server's word.
	 * @param status the status
	 * @return an outcome without trailers and peer
	 */
	public static CallOutcome local(Status status) {
		return new CallOutcome(status, Metadata.EMPTY, null, Origin.LOCAL, NO_HTTP2_ERROR, List.of());
	}

	/**
	 * Who decided a status.
	 */
	public enum Origin {

		/** This side: deadline, cancellation, a limit, no backend. */
		LOCAL,
		/** The connection: lost, reset, or an answer that is not gRPC. */
		TRANSPORT,
		/** The server sent it. */
		SERVER

	}

	/**
	 * An attempt that was given up for another one.
	 *
	 * @param peer whom it was sent to, or null if it never reached a connection
	 * @param status how it failed
	 */
	public record FailedAttempt(@Nullable PeerInfo peer, Status status) {

	}

}
