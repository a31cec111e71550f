package io.clientconn.rpc;

/**
 * Hears what becomes of one attempt of a call. Trusted code that does not block; see
 * {@link CallObserver}.
 * <p>
 * {@link #messageSent} comes from the thread that sends or from the one that found the
 * connection, one at a time and in order; the other methods come from the event loop of
 * the connection, {@link #headersReceived} at most once and {@link #ended} exactly once
 * as the last of them. The end of the call may reach its listener before, if this side
 * ended it.
 *
 * @since 0.1.0
 */
public interface AttemptObserver {

	/**
	 * A request message was handed to the connection. A later attempt of the same call
	 * hears of the same messages again.
	 * @param wireBytes its size as sent, compressed if it is, with the 5-byte prefix
	 */
	default void messageSent(int wireBytes) {
	}

	/**
	 * The server's headers arrived. Not called if it answered with trailers only.
	 * @param headers its custom headers
	 */
	default void headersReceived(Metadata headers) {
	}

	/**
	 * The attempt ended. If the call goes on, another attempt may start.
	 * @param outcome how; its list of failed attempts is empty
	 */
	default void ended(CallOutcome outcome) {
	}

}
