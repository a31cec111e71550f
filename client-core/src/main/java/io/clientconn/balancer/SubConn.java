package io.clientconn.balancer;

import io.clientconn.resolver.Address;
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
