package io.clientconn.balancer;

import io.clientconn.concurrent.OnSerializer;
import io.clientconn.rpc.Status;

/**
 * One policy at work in one channel: it decides which connections exist and, by the
 * {@link Picker}s it publishes, which call takes which. Every method is called in the
 * channel's serializer and must not block.
 *
 * @since 0.1.0
 */
@OnSerializer
public interface Balancer {

	/**
	 * Takes the full list of backends.
	 * @param update backends and settings
	 * @return {@link Status#OK}, or why this list is of no use; the resolver is then
	 * asked to look again
	 */
	Status accept(BalancerUpdate update);

	/**
	 * Name resolution failed. A balancer that has backends goes on with them; one that
	 * has none publishes a failing picker.
	 * @param error why
	 */
	void resolverError(Status error);

	/**
	 * Connects whatever is idle: a call waits, or the user asked for it.
	 */
	void exitIdle();

	/**
	 * Stops. The host shuts down the balancer's connections; nothing it publishes
	 * afterwards counts.
	 */
	void close();

}
