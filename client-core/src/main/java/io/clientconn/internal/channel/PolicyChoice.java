package io.clientconn.internal.channel;

import java.util.List;

import io.clientconn.balancer.BalancerProvider;
import io.clientconn.balancer.BalancerRegistry;
import io.clientconn.config.LoadBalancingPolicy;
import io.clientconn.config.ServiceConfig;

/**
 * The load balancing policy that a service config comes down to in one channel.
 * Immutable.
 *
 * @param provider makes the policy
 * @param settings the policy's settings, checked
 */
public record PolicyChoice(BalancerProvider provider, Object settings) {

	/**
	 * Chooses the first policy that exists, or the default one if the service config
	 * names none. Its settings must be right: a later candidate is for clients that do
	 * not know the earlier one, not for mistakes.
	 * @param serviceConfig names candidates
	 * @param registry the policies that exist
	 * @param defaultPolicy the policy if no candidate is named
	 * @return the choice
	 * @throws IllegalArgumentException if no candidate exists or its settings are wrong
	 */
	public static PolicyChoice of(ServiceConfig serviceConfig, BalancerRegistry registry, String defaultPolicy) {
		List<LoadBalancingPolicy> candidates = serviceConfig.loadBalancing();
		if (candidates.isEmpty()) {
			candidates = List.of(LoadBalancingPolicy.named(defaultPolicy));
		}
		for (LoadBalancingPolicy candidate : candidates) {
			BalancerProvider provider = registry.find(candidate.name());
			if (provider != null) {
				return new PolicyChoice(provider, settings(provider, candidate));
			}
		}
		throw new IllegalArgumentException(
				"no load balancing policy of " + candidates.stream().map(LoadBalancingPolicy::name).toList()
						+ " is known; known are " + registry.policyNames());
	}

	private static Object settings(BalancerProvider provider, LoadBalancingPolicy candidate) {
		try {
			return provider.parse(candidate.settings());
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("load balancing policy " + candidate.name() + ": " + ex.getMessage(),
					ex);
		}
	}

}
