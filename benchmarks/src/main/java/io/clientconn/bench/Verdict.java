package io.clientconn.bench;

import java.util.Locale;

/**
 * One number of a row beside its target.
 *
 * @param metric what it is
 * @param ratio to grpc-java
 * @param target what the ratio is to be, or not a number
 * @param outcome what came out
 */
record Verdict(String metric, double ratio, double target, Outcome outcome) {

	static Verdict atLeast(String metric, double ratio, double target, boolean steady) {
		return new Verdict(metric, ratio, target, Outcome.of(ratio >= target, steady));
	}

	static Verdict atMost(String metric, double ratio, double target, boolean steady) {
		return new Verdict(metric, ratio, target, Outcome.of(ratio <= target, steady));
	}

	boolean isAsked() {
		return !Double.isNaN(this.target);
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%s %.3f of %.2f %s", this.metric, this.ratio, this.target,
				this.outcome.text);
	}

	/**
	 * What came out.
	 */
	enum Outcome {

		MET("met"), NOT_MET("NOT MET"), UNSURE("cannot tell");

		private final String text;

		Outcome(String text) {
			this.text = text;
		}

		private static Outcome of(boolean met, boolean steady) {
			if (!steady) {
				return UNSURE;
			}
			return met ? MET : NOT_MET;
		}

	}

}
