package io.clientconn.rpc;

/**
 * The receiving side of a call. Its methods are called one after another, never at the
 * same time, on the callback executor of the call: {@link #onHeaders} at most once, then
 * any number of {@link #onMessage}, then {@link #onClose} exactly once and nothing after
 * it. {@link #onReady} may come at any time before {@link #onClose}. An exception out of
 * any of them but the last cancels the call.
 *
 * @param <R> the response message
 * @since 0.1.0
 */
public interface ResponseListener<R> {

	/**
	 * The server's headers arrived. Not called if it answered with trailers only.
	 * @param headers its custom headers
	 * @param peer who answered
	 */
	default void onHeaders(Metadata headers, PeerInfo peer) {
	}

	/**
	 * A message arrived that was asked for.
	 * @param message the decoded message
	 */
	void onMessage(R message);

	/**
	 * {@link ClientStream#isReady} turned true. Never called for methods with a single
	 * request.
	 */
	default void onReady() {
	}

	/**
	 * The call ended.
	 * @param outcome how
	 */
	void onClose(CallOutcome outcome);

}
