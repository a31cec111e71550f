package io.clientconn.test;

import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;

/**
 * One call as the service sees it. Any thread may use it; no method blocks. After the
 * call has ended every method does nothing.
 *
 * @param <R> the response message
 * @since 0.1.0
 */
public interface ServedCall<R> {

	/**
	 * The client's headers.
	 * @return custom headers, possibly empty
	 */
	Metadata headers();

	/**
	 * Asks for more requests. Nothing arrives that was not asked for.
	 * @param count how many more, at least 1
	 */
	void request(int count);

	/**
	 * Sends headers. Without it the first message sends empty ones.
	 * @param headers custom headers
	 */
	void sendHeaders(Metadata headers);

	/**
	 * Sends a message.
	 * @param message the response
	 */
	void send(R message);

	/**
	 * Whether the client keeps up: false while several messages wait that it did not ask
	 * for. When it turns true {@link RequestListener#onReady} is called.
	 * @return true to go on sending
	 */
	boolean isReady();

	/**
	 * Ends the call.
	 * @param status how; its cause stays on this side
	 * @param trailers custom trailers
	 */
	void close(Status status, Metadata trailers);

}
