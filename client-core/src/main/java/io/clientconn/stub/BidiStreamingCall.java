package io.clientconn.stub;

import java.time.Duration;

import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;

/**
 * A running call that sends and receives messages by blocking, each direction at its own
 * pace. Always close it: closing cancels what is left of the call.
 * <p>
 * One thread at a time reads and one at a time writes, and they may be two threads. A
 * single thread that writes without reading can wait for ever if the server stops reading
 * until its own messages are taken. For waiting, interrupts and the reading side see
 * {@link ServerStreamingCall}.
 *
 * @param <Q> the request message
 * @param <R> the response message
 * @since 0.1.0
 */
public interface BidiStreamingCall<Q, R> extends ServerStreamingCall<R> {

	/**
	 * Sends a message, after waiting until the connection can take it.
	 * @param message the message
	 * @return true if it is on its way, false if the server ended the call with success,
	 * so that there is nothing more to write
	 * @throws StatusException if the call failed; {@link StatusCode#CANCELLED} if it was
	 * closed or the thread was interrupted
	 * @throws IllegalStateException after {@link #halfClose}
	 */
	boolean write(Q message);

	/**
	 * Sends a message as it is, whatever {@link RpcOptions#compression} says, like
	 * {@link #write} in everything else. For messages with a secret next to text that
	 * others control, whose compressed size would give the secret away.
	 * @param message the message
	 * @return as for {@link #write}
	 * @throws StatusException as for {@link #write}
	 * @throws IllegalStateException as for {@link #write}
	 */
	boolean writeUncompressed(Q message);

	/**
	 * Sends a message if the connection can take it within a time.
	 * @param message the message
	 * @param timeout how long to wait; zero or less does not wait
	 * @return what became of the message
	 * @throws StatusException as for {@link #write}
	 * @throws IllegalStateException after {@link #halfClose}
	 */
	WriteResult tryWrite(Q message, Duration timeout);

	/**
	 * Tells the server that no more messages follow. Reading goes on. Further calls do
	 * nothing.
	 */
	void halfClose();

}
