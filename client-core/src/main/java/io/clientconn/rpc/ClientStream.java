package io.clientconn.rpc;

import org.jspecify.annotations.Nullable;

/**
 * The sending side of a call. Any thread may call it, one at a time for {@link #send} and
 * {@link #halfClose}; {@link #request} and {@link #cancel} may come from anywhere at any
 * time. No method blocks. After the call has ended every method does nothing.
 *
 * @param <Q> the request message
 * @since 0.1.0
 */
public interface ClientStream<Q> {

	/** Flag: this is the last message; the sending side closes with it. */
	int LAST = 1;

	/**
	 * Flag: this message is sent as it is, whatever {@link RpcOptions#compression} says,
	 * because its size would give away a secret in it (gRPC compression document,
	 * "Specific Disabling of Compression").
	 */
	int UNCOMPRESSED = 2;

	/**
	 * Encodes a message on the calling thread and queues it. A message that cannot be
	 * encoded or is too large ends the call.
	 * @param message the message
	 * @param flags zero, {@link #LAST}, {@link #UNCOMPRESSED} or the sum of both
	 * @throws IllegalStateException after the sending side was closed, or for a second
	 * message of a method with a single request
	 */
	void send(Q message, int flags);

	/**
	 * Closes the sending side. Further calls do nothing.
	 */
	void halfClose();

	/**
	 * Asks for more response messages. Nothing is delivered that was not asked for;
	 * unasked messages hold back the server by flow control.
	 * @param count how many more, at least 1; adds to earlier requests
	 * @throws IllegalArgumentException if the count is less than 1
	 */
	void request(int count);

	/**
	 * Ends the call with {@link StatusCode#CANCELLED} and tells the server.
	 * {@link ResponseListener#onClose} always follows. Further calls do nothing.
	 * @param reason why, for the status description
	 * @param cause what led to it, or null
	 */
	void cancel(String reason, @Nullable Throwable cause);

	/**
	 * Whether sending now would queue little: false before the call has a connection,
	 * while 32 KiB or more wait unsent, and after the sending side was closed. When it
	 * turns true {@link ResponseListener#onReady} is called.
	 * @return true to go on sending
	 */
	boolean isReady();

}
