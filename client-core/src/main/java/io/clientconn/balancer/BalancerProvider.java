package io.clientconn.balancer;

import java.util.Map;

/**
 * Makes the balancers of one policy. Thread-safe.
 *
 * @since 0.1.0
 */
public interface BalancerProvider {

	/**
	 * The name of the policy in service configs and properties; case matters.
	 * @return for example {@code round_robin}
	 */
	String policyName();

	/**
	 * Checks the settings of the policy and makes them its own.
	 * @param settings what the service config says: strings, numbers, booleans, lists and
	 * maps; empty if it says nothing
	 * @return the settings, handed to {@link Balancer#accept} with every update
	 * @throws IllegalArgumentException if they are wrong, with the name of the field
	 */
	default Object parse(Map<String, Object> settings) {
		return settings;
	}

	/**
	 * Makes a balancer. No I/O.
	 * @param host what the balancer may ask of its channel
	 * @return a balancer that has no addresses yet
	 */
	Balancer create(BalancerHost host);

}
