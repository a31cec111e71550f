package io.clientconn.balancer;

import java.util.Map;

/**
 * What a service config says about {@code pick_first}.
 *
 * @param shuffleAddressList whether each client tries the backends in an order of its own
 * @param healthChecked whether ready is what the server says rather than the connection;
 * for a parent to say, not for the service config
 */
record PickFirstSettings(boolean shuffleAddressList, boolean healthChecked) {

	/** For the one backend of a parent that can do without it. */
	static final PickFirstSettings OF_ONE_BACKEND = new PickFirstSettings(false, true);

	private static final String SHUFFLE = "shuffleAddressList";

	static PickFirstSettings parse(Map<String, Object> settings) {
		Object shuffle = settings.getOrDefault(SHUFFLE, false);
		if (!(shuffle instanceof Boolean value)) {
			throw new IllegalArgumentException(SHUFFLE + ": expected true or false, but found " + shuffle);
		}
		return new PickFirstSettings(value, false);
	}

}
