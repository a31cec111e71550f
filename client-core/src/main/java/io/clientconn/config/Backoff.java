package io.clientconn.config;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to pause before the next attempt: the first pause is exactly the base, each
 * further one is longer by the multiplier up to a maximum, and jitter on top keeps
 * clients apart.
 * <p>
 * A pure rule: it neither counts attempts nor knows the time. Jitter is applied after the
 * maximum, so a pause may exceed it.
 *
 * @param base the first pause
 * @param multiplier the growth from one pause to the next, at least 1
 * @param jitter the largest part by which a pause is longer or shorter, 0 to 1
 * @param max the longest pause before jitter
 * @since 0.1.0
 * @see <a href= "https://github.com/grpc/grpc/blob/master/doc/connection-backoff.md">gRPC
 * connection backoff</a>
 */
public record Backoff(Duration base, double multiplier, double jitter, Duration max) {

	/** One second, growing by 1.6 up to two minutes, give or take a fifth. */
	public static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(1), 1.6, 0.2, Duration.ofSeconds(120));

	public Backoff {
		if (base.isNegative() || base.isZero()) {
			throw new IllegalArgumentException("backoff: the base must be above zero, but is " + base);
		}
		if (!(multiplier >= 1) || Double.isInfinite(multiplier)) {
			throw new IllegalArgumentException("backoff: the multiplier must be at least 1, but is " + multiplier);
		}
		if (!(jitter >= 0 && jitter <= 1)) {
			throw new IllegalArgumentException("backoff: the jitter must be between 0 and 1, but is " + jitter);
		}
		if (max.compareTo(base) < 0) {
			throw new IllegalArgumentException("backoff: the maximum " + max + " is below the base " + base);
		}
	}

	/**
	 * The pause before another attempt.
	 * @param retries the number of pauses that went before, 0 for the first
	 * @param random the source of jitter
	 * @return nanoseconds
	 */
	public long delayNanos(int retries, RandomGenerator random) {
		if (retries <= 0) {
			return this.base.toNanos();
		}
		double limit = this.max.toNanos();
		double delay = Math.min(limit, this.base.toNanos() * Math.pow(this.multiplier, retries));
		return (long) (delay * (1 + this.jitter * (2 * random.nextDouble() - 1)));
	}

}
