package io.clientconn.resolver;

import java.net.SocketAddress;
import java.util.Objects;

/**
 * A Unix domain socket in Linux's abstract namespace: a name without a file, which any
 * process of the machine may connect to. For sockets with a path see
 * {@link java.net.UnixDomainSocketAddress}. Immutable.
 *
 * @since 0.1.0
 */
public final class AbstractSocketAddress extends SocketAddress {

	private static final long serialVersionUID = 1L;

	private final String name;

	private AbstractSocketAddress(String name) {
		this.name = name;
	}

	/**
	 * The socket of a name.
	 * @param name the name without the NUL that the system puts in front of it
	 * @return the address
	 * @throws IllegalArgumentException if the name is empty or holds a NUL
	 */
	public static AbstractSocketAddress of(String name) {
		if (name.isEmpty()) {
			throw new IllegalArgumentException("the name of the socket is missing");
		}
		if (name.indexOf(0) >= 0) {
			throw new IllegalArgumentException("the name of the socket holds a NUL");
		}
		return new AbstractSocketAddress(name);
	}

	/**
	 * The name of the socket.
	 * @return the name without the NUL in front of it
	 */
	public String name() {
		return this.name;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof AbstractSocketAddress that && Objects.equals(this.name, that.name);
	}

	@Override
	public int hashCode() {
		return this.name.hashCode();
	}

	@Override
	public String toString() {
		return "unix-abstract:" + this.name;
	}

}
