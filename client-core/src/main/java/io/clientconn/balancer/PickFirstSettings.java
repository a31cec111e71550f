package io.clientconn.balancer;

import java.util.Map;

/**
 * What a service config says about {@code pick_first}.
 *
 * @param shuffleAddressList whether each client tries the backends in an order of its own
 */
record PickFirstSettings(boolean shuffleAddressList) {

	private static final String SHUFFLE = "shuffleAddressList";

	static PickFirstSettings parse(Map<String, Object> settings) {
		Object shuffle = settings.getOrDefault(SHUFFLE, false);
		if (!(shuffle instanceof Boolean value)) {
			throw new IllegalArgumentException(SHUFFLE + ": expected true or false, but found " + shuffle);
		}
		return new PickFirstSettings(value);
	}

}
