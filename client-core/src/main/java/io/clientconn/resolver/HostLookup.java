package io.clientconn.resolver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Turns a host name into addresses. Blocks, so it runs on {@link ResolverHost#offload()}
 * and never in the serializer. Thread-safe.
 */
@FunctionalInterface
interface HostLookup {

	/** What the JDK knows, its cache ({@code networkaddress.cache.ttl}) included. */
	HostLookup JDK = (host) -> List.of(InetAddress.getAllByName(host));

	/**
	 * Looks a name up.
	 * @param host the name
	 * @return its addresses, in order of preference
	 * @throws UnknownHostException if there is no such host
	 */
	List<InetAddress> lookUp(String host) throws UnknownHostException;

}
