package io.clientconn.balancer;

import java.util.Map;

/**
 * {@code pick_first}: one connection, to the first backend that can be reached.
 * Stateless.
 */
final class PickFirstProvider implements BalancerProvider {

	static final String NAME = "pick_first";

	@Override
	public String policyName() {
		return NAME;
	}

	@Override
	public Object parse(Map<String, Object> settings) {
		return PickFirstSettings.parse(settings);
	}

	@Override
	public Balancer create(BalancerHost host) {
		return new PickFirst(host);
	}

}
