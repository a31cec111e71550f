package io.clientconn.balancer;

import io.clientconn.resolver.Address;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.transport.ClientTransport;

import org.jspecify.annotations.Nullable;

/**
 * A balancer's view of one connection to one address. After a failed attempt it pauses,
 * then turns idle; connecting again is the balancer's decision. A connection that is lost
 * turns idle at once.
 *
 * @since 0.1.0
 */
public interface SubConn {

	/**
	 * Connects if idle, otherwise does nothing. Any thread may call it.
	 */
	void connect();

	/**
	 * Ends it for good: running calls finish, no new one starts. To be called in the
	 * serializer; idempotent.
	 */
	void shutdown();

	/**
	 * Hears whether the server that is connected wants calls (gRFC A17), until the state
	 * of the connection changes: register again whenever it turns ready. Several may
	 * listen; they share one stream to the server. To be called in the serializer.
	 * <p>
	 * Where nobody asked for health checks, and where the server knows none, ready is all
	 * there is to know and the listener hears nothing, unless that changes.
	 * @param listener hears every change of the server's health, in the serializer, never
	 * from within this method: {@link ConnectivityState#READY}, or
	 * {@link ConnectivityState#CONNECTING} while it is not known, or
	 * {@link ConnectivityState#TRANSIENT_FAILURE} with the reason
	 * @return {@link ConnectivityState#READY} if calls may go out now, else
	 * {@link ConnectivityState#CONNECTING}: the listener will hear
	 */
	default ConnectivityState watchHealth(SubConnListener listener) {
		return ConnectivityState.READY;
	}

	/**
	 * Where it goes.
	 * @return the address
	 */
	Address address();

	/**
	 * The connection if it is ready. For the routing of calls only. Any thread may call
	 * it.
	 * @return the connection, or null while there is none
	 */
	@Nullable ClientTransport transport();

}
