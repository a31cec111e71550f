package io.clientconn.resolver;

import java.net.SocketAddress;
import java.util.Objects;

import io.clientconn.rpc.AddressText;
import io.clientconn.rpc.Attributes;
import io.clientconn.rpc.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * One place to connect to. Two addresses are the same only if all fields are, so the same
 * host and port with other attributes is another connection.
 *
 * @param socketAddress where to connect
 * @param attributes what the resolver knows about it
 * @since 0.1.0
 */
public record Address(SocketAddress socketAddress, Attributes attributes) {

	/**
	 * Overrides the authority of calls and the name in the certificate for one address: a
	 * resolver that sets it decides whose certificate is good. Nothing the application
	 * sets as the authority of its channel is overridden, and resolvers of this project
	 * never set it.
	 */
	public static final Attributes.Key<String> SERVER_NAME = Attributes.Key.of("server-name");

	/**
	 * Headers of every call on a connection to one address, behind all others.
	 */
	public static final Attributes.Key<Metadata> HEADERS = Attributes.Key.of("headers");

	public Address {
		Objects.requireNonNull(socketAddress, "socketAddress");
		Objects.requireNonNull(attributes, "attributes");
	}

	/**
	 * An address without attributes.
	 * @param socketAddress where to connect
	 * @return the address
	 */
	public static Address of(SocketAddress socketAddress) {
		return new Address(socketAddress, Attributes.EMPTY);
	}

	/*
	 * By hand, and so is the next: what a record has by itself is linked at its first
	 * use, for which every new process would wait before its first call.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Address that && this.socketAddress.equals(that.socketAddress)
				&& this.attributes.equals(that.attributes);
	}

	@Override
	public int hashCode() {
		return 31 * this.socketAddress.hashCode() + this.attributes.hashCode();
	}

	/**
	 * Host and port as a person writes them.
	 */
	@Override
	public String toString() {
		return AddressText.of(this.socketAddress);
	}

}
