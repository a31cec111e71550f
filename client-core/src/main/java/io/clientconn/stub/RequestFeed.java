package io.clientconn.stub;

import io.clientconn.rpc.ClientStream;

/**
 * Brings the requests of one asynchronous call. Started once, on the thread that starts
 * the call; the rest comes from the serial callbacks of the call, which may begin before
 * the start has returned.
 *
 * @param <Q> the request message
 */
interface RequestFeed<Q> {

	/**
	 * Begins to send.
	 * @param stream the sending side of the call
	 */
	void start(ClientStream<Q> stream);

	/**
	 * The call can take requests again.
	 */
	void ready();

	/**
	 * The call takes no more requests.
	 */
	void callOver();

}
