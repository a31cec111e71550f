package io.clientconn;

import java.time.Duration;

/**
 * The pause between attempts to connect: it starts at the base delay and grows by the
 * multiplier up to the maximum; every pause but the first varies by the jitter.
 *
 * @param baseDelay the first pause, above zero
 * @param multiplier at least 1
 * @param jitter how far a pause may vary, from 0 for not at all to 1
 * @param maxDelay the longest pause before jitter, at least the base delay
 * @since 0.1.0
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/connection-backoff.md">gRPC
 * connection backoff protocol</a>
 */
public record BackoffSettings(Duration baseDelay, double multiplier, double jitter, Duration maxDelay) {

	/** 1 s, 1.6, 0.2, 120 s. */
	public static final BackoffSettings DEFAULT = new BackoffSettings(Duration.ofSeconds(1), 1.6, 0.2,
			Duration.ofSeconds(120));

	public BackoffSettings {
		if (baseDelay.isZero() || baseDelay.isNegative()) {
			throw new IllegalArgumentException("baseDelay must be above zero, but is " + baseDelay);
		}
		if (!(multiplier >= 1)) {
			throw new IllegalArgumentException("multiplier must be at least 1, but is " + multiplier);
		}
		if (!(jitter >= 0 && jitter <= 1)) {
			throw new IllegalArgumentException("jitter must be between 0 and 1, but is " + jitter);
		}
		if (maxDelay.compareTo(baseDelay) < 0) {
			throw new IllegalArgumentException(
					"maxDelay must be at least baseDelay, which is " + baseDelay + ", but is " + maxDelay);
		}
	}

}
