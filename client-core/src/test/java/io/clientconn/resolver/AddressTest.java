package io.clientconn.resolver;

import java.net.InetSocketAddress;

import io.clientconn.rpc.Attributes;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AddressTest {

	private static final Attributes.Key<String> ZONE = Attributes.Key.of("zone");

	@Test
	void addressesAreEqualIfSocketAddressAndAttributesAre() {
		Address one = address("10.0.0.1", "a");
		Address same = address("10.0.0.1", "a");

		assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
		assertThat(one).isNotEqualTo(address("10.0.0.2", "a"))
			.isNotEqualTo(address("10.0.0.1", "b"))
			.isNotEqualTo(Address.of(one.socketAddress()))
			.isNotEqualTo(null)
			.isNotEqualTo("10.0.0.1");
	}

	private static Address address(String host, String zone) {
		return new Address(new InetSocketAddress(host, 80), Attributes.EMPTY.with(ZONE, zone));
	}

}
