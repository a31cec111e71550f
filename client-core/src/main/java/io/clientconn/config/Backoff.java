package io.clientconn.config;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
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
public record Backoff(Duration base, double multiplier, double jitter, Duration max) implements BackoffPolicy {

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
	 * The default, up to another maximum. One below the default base is the base too, so
	 * that no pause is longer than asked for, but for jitter.
	 * @param max the longest pause before jitter, above zero
	 * @return the backoff
	 */
	public static Backoff upTo(Duration max) {
		Duration base = (max.compareTo(DEFAULT.base) < 0) ? max : DEFAULT.base;
		return new Backoff(base, DEFAULT.multiplier, DEFAULT.jitter, max);
	}

	@Override
	public Duration pause(int retries, RandomGenerator random) {
		return Duration.ofNanos(delayNanos(retries, random));
	}

	/**
	 * The pause before another attempt.
	 * @param retries the number of pauses that went before, 0 for the first
	 * @param random the source of jitter
	 * @return nanoseconds
	 */
	public long delayNanos(int retries, RandomGenerator random) {
		if (retries <= 0) {
			return TimeUnit.NANOSECONDS.convert(this.base);
		}
		double limit = TimeUnit.NANOSECONDS.convert(this.max);
		double delay = Math.min(limit, TimeUnit.NANOSECONDS.convert(this.base) * Math.pow(this.multiplier, retries));
		return (long) (delay * (1 + this.jitter * (2 * random.nextDouble() - 1)));
	}

}
