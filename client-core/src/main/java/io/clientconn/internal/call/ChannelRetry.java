package io.clientconn.internal.call;

import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.config.RetryThrottling;
import io.clientconn.config.ServiceConfig;
import io.clientconn.internal.route.RouteTable;

import org.jspecify.annotations.Nullable;

/**
 * What the calls of one channel share for being made again: whether and how often the
 * channel allows it, and the tokens of the service config in force. Tokens are full again
 * when the service config brings other numbers, and only then.
 */
@AnyThread
public final class ChannelRetry {

	private final boolean enabled;

	private final int maxAttempts;

	private final RandomGenerator random;

	private final AtomicReference<@Nullable RetryThrottle> throttle = new AtomicReference<>();

	/**
	 * Makes the rules of a channel.
	 * @param enabled whether policies count
	 * @param maxAttempts the largest number of attempts of a call, the first included
	 * @param random the source of jitter, for any thread
	 */
	public ChannelRetry(boolean enabled, int maxAttempts, RandomGenerator random) {
		this.enabled = enabled;
		this.maxAttempts = maxAttempts;
		this.random = random;
	}

	boolean isEnabled() {
		return this.enabled;
	}

	int maxAttempts() {
		return this.maxAttempts;
	}

	RandomGenerator random() {
		return this.random;
	}

	/**
	 * The tokens in force.
	 * @return null if the service config knows none
	 */
	@Nullable RetryThrottle throttle(RouteTable routes) {
		ServiceConfig inForce = routes.current().serviceConfig();
		RetryThrottling settings = (inForce != null) ? inForce.retryThrottling() : null;
		if (settings == null) {
			return null;
		}
		RetryThrottle known = this.throttle.get();
		if (known != null && known.settings().equals(settings)) {
			return known;
		}
		RetryThrottle full = new RetryThrottle(settings);
		// Of calls that find the news at once, one brings the tokens for all.
		RetryThrottle before = this.throttle.compareAndExchange(known, full);
		return (before == known || before == null) ? full : before;
	}

	/**
	 * A call ended with OK.
	 */
	void succeeded(RouteTable routes) {
		RetryThrottle tokens = throttle(routes);
		if (tokens != null) {
			tokens.succeeded();
		}
	}

}
