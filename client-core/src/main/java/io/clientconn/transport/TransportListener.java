package io.clientconn.transport;

import io.clientconn.rpc.Status;

/**
 * Hears the life of one connection: each method at most once, in the order in which they
 * stand here, {@link #closed} always. Called on the event loop; implementations post to
 * their own owner and return.
 *
 * @since 0.1.0
 */
public interface TransportListener {

	/**
	 * The server's SETTINGS arrived: calls may go out.
	 */
	void ready();

	/**
	 * A call got an answer, its response headers or its end, for the first time: the
	 * server is of use. May be left out.
	 */
	default void answered() {
	}

	/**
	 * The connection takes no new calls: the server sent GOAWAY or stream ids ran out.
	 * Calls under way go on.
	 * @param reason what the server said
	 */
	void draining(Status reason);

	/**
	 * The connection is gone, or the attempt failed. All its streams have ended.
	 * @param reason which phase failed, to which peer, and why; caused by a
	 * {@link PermanentConnectException} if another attempt makes no sense
	 */
	void closed(Status reason);

}
