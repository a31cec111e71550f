package io.clientconn.balancer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
	 * once.
	 */
	static List<Address> flatten(List<Endpoint> endpoints) {
		Set<Address> addresses = new LinkedHashSet<>();
		endpoints.forEach((endpoint) -> addresses.addAll(endpoint.addresses()));
		return List.copyOf(addresses);
	}

	/**
	 * The backends in random order; addresses of one backend stay together.
	 */
	static List<Endpoint> shuffle(List<Endpoint> endpoints, RandomGenerator random) {
		List<Endpoint> shuffled = new ArrayList<>(endpoints);
		for (int i = shuffled.size() - 1; i > 0; i--) {
			int other = random.nextInt(i + 1);
			Endpoint moved = shuffled.set(other, shuffled.get(i));
			shuffled.set(i, moved);
		}
		return shuffled;
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

}
