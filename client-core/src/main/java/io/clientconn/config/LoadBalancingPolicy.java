package io.clientconn.config;

import java.util.Map;

/**
 * A load balancing policy that a service config names, with its own settings as they came
 * from JSON. Which of several candidates is used, and whether its settings are right, is
 * for the channel to say: it knows the policies that exist.
 *
 * @param name the policy's name, as in {@code round_robin}
 * @param settings its settings: strings, numbers, booleans, lists and maps
 * @since 0.1.0
 */
public record LoadBalancingPolicy(String name, Map<String, Object> settings) {

	public LoadBalancingPolicy {
		settings = Map.copyOf(settings);
	}

	/**
	 * A policy without settings.
	 * @param name its name
	 * @return the candidate
	 */
	public static LoadBalancingPolicy named(String name) {
		return new LoadBalancingPolicy(name, Map.of());
	}

}
