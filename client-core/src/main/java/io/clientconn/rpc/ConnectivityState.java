package io.clientconn.rpc;

/**
 * The state of a channel, or of one connection under it.
 *
 * @since 0.1.0
 * @see <a href=
 * "https://github.com/grpc/grpc/blob/master/doc/connectivity-semantics-and-api.md">gRPC
 * connectivity semantics</a>
 */
public enum ConnectivityState {

	/** Not connected and not trying to; a call or a connect request changes that. */
	IDLE,
	/** Resolving, connecting or shaking hands. */
	CONNECTING,
	/** A connection is up: calls go out at once. */
	READY,
	/** The last attempt failed; another one follows after a pause. */
	TRANSIENT_FAILURE,
	/** Closed for good. */
	SHUTDOWN

}
