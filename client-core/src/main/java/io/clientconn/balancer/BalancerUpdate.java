package io.clientconn.balancer;

import java.util.List;

import io.clientconn.resolver.Endpoint;

/**
 * What a resolver found, for a balancer.
 *
 * @param endpoints all backends, possibly none
 * @param settings what {@link BalancerProvider#parse} made of the policy's settings
 * @since 0.1.0
 */
public record BalancerUpdate(List<Endpoint> endpoints, Object settings) {

	public BalancerUpdate {
		endpoints = List.copyOf(endpoints);
	}

}
