package io.clientconn.transport;

import io.clientconn.rpc.Status;

import io.netty.buffer.ByteBuf;

/**
 * The sending side of one attempt. Any thread may call it; every method posts and
 * returns, in order. After the stream has ended every method does nothing but release
 * what it was handed.
 *
 * @since 0.1.0
 */
public interface TransportStream {

	/**
	 * Queues a message.
	 * @param message a framed message; its reference is handed over, its indices are not:
	 * the call may keep it for another attempt
	 * @param last whether the sending side ends with it
	 */
	void send(ByteBuf message, boolean last);

	/**
	 * Ends the sending side.
	 */
	void halfClose();

	/**
	 * Gives flow-control credit for messages that the application took. Zero makes the
	 * stream ask {@link StreamListener#awaitsMessage} again.
	 * @param bytes their framed size, the 5-byte prefix included
	 */
	void consumed(int bytes);

	/**
	 * Ends the stream with RST_STREAM(CANCEL), or without a trace if its headers were
	 * never written. The listener hears {@link StreamListener#closed} unless it did
	 * already.
	 * @param reason the status of the outcome
	 */
	void cancel(Status reason);

	/**
	 * Whether few bytes wait to be written.
	 * @return true while it makes sense to send more
	 */
	boolean isReady();

}
