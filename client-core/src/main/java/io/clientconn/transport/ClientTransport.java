package io.clientconn.transport;

import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.Status;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

/**
 * One connection. Any thread may call it; every method posts and returns.
 *
 * @since 0.1.0
 */
public interface ClientTransport {

	/**
	 * Opens a stream. If the connection cannot take it any more the listener hears
	 * {@link StreamOutcome.Progress#NOT_SENT}.
	 * @param request what the headers say
	 * @param message the only message of the call, framed, which also ends the sending
	 * side; null if messages follow. Its reference is handed over, unless this throws;
	 * its indices stay as they are, as the call may keep it for another attempt.
	 * @param listener hears the response
	 * @return the stream
	 */
	TransportStream open(OpenRequest request, @Nullable ByteBuf message, StreamListener listener);

	/**
	 * The two ends of the connection.
	 * @return the peer
	 * @throws IllegalStateException before the connection was ready
	 */
	PeerInfo peer();

	/**
	 * Takes no new calls, lets those under way finish, then closes. Idempotent.
	 * @param reason why, for the calls that come too late
	 */
	void shutdown(Status reason);

	/**
	 * Ends all calls and closes. Idempotent; also ends a shutdown and a connection
	 * attempt.
	 * @param reason the status of the calls that it ends
	 */
	void close(Status reason);

}
