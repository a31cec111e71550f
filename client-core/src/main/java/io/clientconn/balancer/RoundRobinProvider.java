package io.clientconn.balancer;

import java.util.Map;

/**
 * {@code round_robin}: a connection to every backend, and calls in turn over those that
 * are ready. It is {@link EndpointSharding} over {@code pick_first}, which tries the
 * addresses of one backend. Stateless.
 */
final class RoundRobinProvider implements BalancerProvider {

	static final String NAME = "round_robin";

	@Override
	public String policyName() {
		return NAME;
	}

	@Override
	public Balancer create(BalancerHost host) {
		BalancerProvider child = new PickFirstProvider();
		return new EndpointSharding(host, child, child.parse(Map.of()));
	}

}
