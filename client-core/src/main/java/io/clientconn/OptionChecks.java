package io.clientconn;

import java.time.Duration;

/**
 * What values the options of a builder may have. Stateless.
 */
final class OptionChecks {

	private OptionChecks() {
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
