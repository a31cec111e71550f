package io.clientconn.resolver;

import java.util.List;

import io.clientconn.rpc.Attributes;

/**
 * One backend: the addresses under which it can be reached, and what is known about it.
 *
 * @param addresses at least one address, in order of preference
 * @param attributes what the resolver knows about the backend
 * @since 0.1.0
 */
public record Endpoint(List<Address> addresses, Attributes attributes) {

	/**
	 * How often a backend comes first where clients shuffle their backends, in proportion
	 * to the others' (gRFC A113). Without one, or below 1, it counts as 1.
	 */
	public static final Attributes.Key<Integer> WEIGHT = Attributes.Key.of("weight");

	public Endpoint {
		addresses = List.copyOf(addresses);
		if (addresses.isEmpty()) {
			throw new IllegalArgumentException("an endpoint needs at least one address");
		}
	}

	/**
	 * A backend with one address.
	 * @param address the address
	 * @return the endpoint
	 */
	public static Endpoint of(Address address) {
		return new Endpoint(List.of(address), Attributes.EMPTY);
	}

	@Override
	public String toString() {
		return this.addresses.toString();
	}

}
