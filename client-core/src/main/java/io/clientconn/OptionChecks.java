package io.clientconn;

import java.time.Duration;

import io.clientconn.internal.http2.KeepaliveSettings;

/**
 * Which values the options of a {@link ClientConnBuilder} may have. Pure functions, which
 * throw {@link IllegalArgumentException} with the name of the option.
 */
final class OptionChecks {

	static final Duration LEAST_KEEPALIVE = Duration.ofSeconds(10);

	private OptionChecks() {
	}

	static KeepaliveSettings keepalive(Duration time, Duration timeout, boolean withoutCalls) {
		if (time.compareTo(LEAST_KEEPALIVE) < 0) {
			throw new IllegalArgumentException("keepalive time must be at least 10 s, but is " + time);
		}
		return new KeepaliveSettings(time.toNanos(), positive("keepalive timeout", timeout).toNanos(), withoutCalls);
	}

	static Duration positive(String option, Duration value) {
		if (value.isZero() || value.isNegative()) {
			throw new IllegalArgumentException(option + " must be above zero, but is " + value);
		}
		return value;
	}

	static Duration zeroForNever(String option, Duration value) {
		if (value.isNegative()) {
			throw new IllegalArgumentException(option + " must be above zero, or zero for never, but is " + value);
		}
		return value;
	}

	static int notNegative(String option, int value) {
		if (value < 0) {
			throw new IllegalArgumentException(option + " must not be negative, but is " + value);
		}
		return value;
	}

}
