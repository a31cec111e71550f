package io.clientconn.autoconfigure;

import java.util.Locale;

/**
 * Names of channels, compared the way Boot compares property names: an environment
 * variable cannot hold a dash, so {@code order-service}, {@code orderService} and
 * {@code ORDERSERVICE} are one channel. Stateless.
 */
final class ChannelName {

	/** The channel that lends its settings to all others. */
	static final String TEMPLATE = "default";

	private ChannelName() {
	}

	/**
	 * The form in which names are equal.
	 */
	static String canonical(String name) {
		StringBuilder canonical = new StringBuilder(name.length());
		for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
			if (c != '-' && c != '_') {
				canonical.append(c);
			}
		}
		return canonical.toString();
	}

	/**
	 * The better spelling of two equal names: the one that keeps word boundaries, which
	 * the name made up from an environment variable has lost.
	 */
	static String moreTelling(String one, String other) {
		if (one.length() != other.length()) {
			return (one.length() > other.length()) ? one : other;
		}
		return other.equals(canonical(other)) ? one : other;
	}

}
