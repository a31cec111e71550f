package io.clientconn.stub;

import java.time.Duration;

import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;

/**
 * A running call that sends many messages by blocking and then gets one response. Always
 * close it: closing cancels the call unless {@link #finish} returned.
 * <p>
 * One thread at a time writes and finishes; {@link #close} may come from any thread and
 * ends a waiting method. Waiting parks the thread, virtual ones included, and holds no
 * lock. An interrupt cancels the call, and the waiting method throws
 * {@link StatusCode#CANCELLED} with the interrupt flag set.
 *
 * @param <Q> the request message
 * @param <R> the response message
 * @since 0.1.0
 */
public interface ClientStreamingCall<Q, R> extends AutoCloseable {

	/**
	 * Sends a message, after waiting until the connection can take it.
	 * @param message the message
	 * @return true if it is on its way, false if the server has answered already, so that
	 * only {@link #finish} is left to do
	 * @throws StatusException if the call failed; {@link StatusCode#CANCELLED} if it was
	 * closed or the thread was interrupted
	 * @throws IllegalStateException after {@link #finish}
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
	 * @throws IllegalStateException after {@link #finish}
	 */
	WriteResult tryWrite(Q message, Duration timeout);

	/**
	 * Tells the server that no more messages follow and waits for its response.
	 * @return the response
	 * @throws StatusException if the call failed, was closed or the thread was
	 * interrupted
	 */
	R finish();

	/**
	 * Cancels the call unless it is over. Does not wait. Further calls do nothing.
	 */
	@Override
	void close();

}
