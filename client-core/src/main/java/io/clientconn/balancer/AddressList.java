package io.clientconn.balancer;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

import io.clientconn.concurrent.OnSerializer;
import io.clientconn.resolver.Address;
import io.clientconn.resolver.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that {@link PickFirst} goes through, and how far it has come. Owned by
 * its balancer. Never connects.
 */
@OnSerializer
final class AddressList {

	private List<Address> addresses = List.of();

	private int position;

	/**
	 * The order in which backends are tried: their addresses one after the other, each
	 * once, with the address families in turn, so that a network that carries only one of
	 * them costs one attempt (RFC 8305 section 4). The family that comes first stays
	 * first, and within a family the order is kept.
	 */
	static List<Address> flatten(List<Endpoint> endpoints) {
		Set<Address> distinct = new LinkedHashSet<>();
		for (Endpoint endpoint : endpoints) {
			distinct.addAll(endpoint.addresses());
		}
		if (distinct.size() <= 1) {
			return List.copyOf(distinct);
		}
		Map<Object, Deque<Address>> families = new LinkedHashMap<>();
		for (Address address : distinct) {
			families.computeIfAbsent(family(address), (family) -> new ArrayDeque<>()).add(address);
		}
		List<Address> order = new ArrayList<>(distinct.size());
		while (order.size() < distinct.size()) {
			for (Deque<Address> family : families.values()) {
				Address next = family.poll();
				if (next != null) {
					order.add(next);
				}
			}
		}
		return List.copyOf(order);
	}

	/**
	 * IPv4, IPv6, or one for everything that is no internet address.
	 */
	private static Object family(Address address) {
		return (address.socketAddress() instanceof InetSocketAddress inet && inet.getAddress() != null)
				? inet.getAddress().getClass() : Address.class;
	}

	/**
	 * The backends in random order, heavier ones rather in front (gRFC A113); addresses
	 * of one backend stay together.
	 */
	static List<Endpoint> shuffle(List<Endpoint> endpoints, RandomGenerator random) {
		List<Drawn> drawn = new ArrayList<>(endpoints.size());
		for (Endpoint endpoint : endpoints) {
			Integer weight = endpoint.attributes().get(Endpoint.WEIGHT);
			double key = Math.pow(random.nextDouble(), 1.0 / Math.max(1, (weight != null) ? weight : 1));
			drawn.add(new Drawn(endpoint, key));
		}
		drawn.sort(Comparator.comparingDouble(Drawn::key).reversed());
		return drawn.stream().map(Drawn::endpoint).toList();
	}

	/**
	 * Starts over with other addresses.
	 */
	void replace(List<Address> newAddresses) {
		this.addresses = newAddresses;
		this.position = 0;
	}

	/**
	 * Starts over.
	 */
	void reset() {
		this.position = 0;
	}

	/**
	 * Goes on to the next address, which may be past the end.
	 */
	void advance() {
		this.position++;
	}

	/**
	 * Goes to an address.
	 * @return false, without moving, if it is not in the list
	 */
	boolean seek(Address address) {
		int index = this.addresses.indexOf(address);
		if (index >= 0) {
			this.position = index;
		}
		return index >= 0;
	}

	/**
	 * The address whose turn it is, or null past the end.
	 */
	@Nullable Address current() {
		return (this.position < this.addresses.size()) ? this.addresses.get(this.position) : null;
	}

	/**
	 * Whether there is an address after the one whose turn it is.
	 */
	boolean hasNext() {
		return this.position + 1 < this.addresses.size();
	}

	boolean contains(Address address) {
		return this.addresses.contains(address);
	}

	int size() {
		return this.addresses.size();
	}

	@Override
	public String toString() {
		return this.addresses + " at " + this.position;
	}

	/**
	 * A backend with its place in the order.
	 */
	private record Drawn(Endpoint endpoint, double key) {

	}

}
