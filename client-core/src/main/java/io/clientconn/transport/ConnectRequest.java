package io.clientconn.transport;

import io.clientconn.resolver.Address;

/**
 * One attempt to connect.
 *
 * @param address where to
 * @param authority the authority of calls that choose none; it has taken the server name
 * of the address into account
 * @param timeoutNanos how long everything up to the server's SETTINGS may take
 * @since 0.1.0
 */
public record ConnectRequest(Address address, String authority, long timeoutNanos) {

}
