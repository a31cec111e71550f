package io.clientconn.internal.call;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import io.clientconn.rpc.RetryPolicy;
import io.clientconn.rpc.StatusCode;

import org.jspecify.annotations.Nullable;

/**
 * The attempts of one call that count, and whether its policy wants another one (gRFC
 * A6). It asks in the order of the rules: what the server says, what the policy says, how
 * many tokens the channel has left, how many attempts there were.
 * <p>
 * Belongs to the call serializer. It neither knows the time nor makes attempts.
 */
final class PolicyRetry {

	/** Pauses are longer or shorter by up to this part. */
	private static final double JITTER = 0.2;

	private int retries;

	/** Pauses that grew; a server that names a pause starts them anew. */
	private int grown;

	/**
	 * How many attempts were made again.
	 */
	int retries() {
		return this.retries;
	}

	/**
	 * An attempt failed.
	 * @param code how
	 * @param pushbackMillis what the server says, see {@link Pushback}
	 * @return what follows
	 */
	RetryDecision after(StatusCode code, long pushbackMillis, @Nullable RetryPolicy policy, ChannelRetry rules,
			@Nullable RetryThrottle throttle) {
		if (pushbackMillis == Pushback.NEVER) {
			// Takes a token with or without a policy: the server says that it suffers.
			mayRetry(throttle);
			return RetryDecision.STOP;
		}
		if (policy == null || !policy.retryableCodes().contains(code) || !mayRetry(throttle)) {
			return RetryDecision.STOP;
		}
		if (this.retries + 1 >= Math.min(policy.maxAttempts(), rules.maxAttempts())) {
			return RetryDecision.EXHAUSTED;
		}
		this.retries++;
		if (pushbackMillis != Pushback.NOTHING) {
			this.grown = 0;
			return RetryDecision.after(TimeUnit.MILLISECONDS.toNanos(pushbackMillis));
		}
		return RetryDecision.after(pauseNanos(policy, this.grown++, rules.random()));
	}

	private static boolean mayRetry(@Nullable RetryThrottle throttle) {
		return throttle == null || throttle.failed();
	}

	/**
	 * Jitter comes after the longest pause, so a pause may exceed it.
	 */
	private static long pauseNanos(RetryPolicy policy, int grown, RandomGenerator random) {
		double limit = TimeUnit.NANOSECONDS.convert(policy.maxBackoff());
		double pause = TimeUnit.NANOSECONDS.convert(policy.initialBackoff())
				* Math.pow(policy.backoffMultiplier(), grown);
		return (long) (Math.min(limit, pause) * (1 - JITTER + 2 * JITTER * random.nextDouble()));
	}

}
