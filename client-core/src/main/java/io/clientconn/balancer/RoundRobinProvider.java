package io.clientconn.balancer;

/**
 * {@code round_robin}: a connection to every backend, and calls in turn over those that
 * are ready. It is {@link EndpointSharding} over {@code pick_first}, which tries the
 * addresses of one backend. A backend whose server says that it is not healthy is passed
 * over (gRFC A17). Stateless.
 */
final class RoundRobinProvider implements BalancerProvider {

	static final String NAME = "round_robin";

	@Override
	public String policyName() {
		return NAME;
	}

	@Override
	public Balancer create(BalancerHost host) {
		return new EndpointSharding(host, new PickFirstProvider(), PickFirstSettings.OF_ONE_BACKEND);
	}

}
