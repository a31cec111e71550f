package io.clientconn.testing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

import io.clientconn.resolver.Address;
import io.clientconn.resolver.Endpoint;
import io.clientconn.rpc.Attributes;

/**
 * Backends from short names: {@code a} is 10.0.0.1:1, {@code b} is 10.0.0.2:1, and so on;
 * {@code ab} is one backend with two addresses.
 */
public final class Endpoints {

	private Endpoints() {
	}

	/** One backend for each name. */
	public static List<Endpoint> of(String... names) {
		List<Endpoint> endpoints = new ArrayList<>();
		for (String name : names) {
			List<Address> addresses = name.chars().mapToObj(Endpoints::address).toList();
			endpoints.add(new Endpoint(addresses, Attributes.EMPTY));
		}
		return endpoints;
	}

	/** The address text of a letter. */
	public static String text(char letter) {
		return address(letter).toString();
	}

	private static Address address(int letter) {
		try {
			byte[] ip = { 10, 0, 0, (byte) (letter - 'a' + 1) };
			return Address.of(new InetSocketAddress(InetAddress.getByAddress(ip), 1));
		}
		catch (UnknownHostException ex) {
			throw new AssertionError(ex);
		}
	}

}
