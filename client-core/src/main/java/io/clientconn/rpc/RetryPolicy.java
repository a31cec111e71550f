package io.clientconn.rpc;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * When a call that failed is made again, how often, and after which pause (gRFC A6). It
 * is for calls that a server may have worked on; what no server has seen goes elsewhere
 * without a policy.
 * <p>
 * A call is made again only while nothing of a response has arrived, and while all its
 * requests are kept. Its deadline stays the same. Immutable; meant to be a constant.
 *
 * @since 0.1.0
 * @see <a href= "https://github.com/grpc/proposal/blob/master/A6-client-retries.md">gRFC
 * A6</a>
 */
public final class RetryPolicy {

	/** A call is not made again, whatever the service config says. */
	public static final RetryPolicy OFF = new RetryPolicy(new Builder());

	/**
	 * For calls that a server may work on twice: up to 4 attempts if the service cannot
	 * be reached, with pauses of 100, 200 and 400 milliseconds, give or take a fifth.
	 */
	public static final RetryPolicy IDEMPOTENT = builder().retryOn(StatusCode.UNAVAILABLE).build();

	private final int maxAttempts;

	private final Duration initialBackoff;

	private final Duration maxBackoff;

	private final double backoffMultiplier;

	private final Set<StatusCode> retryableCodes;

	private RetryPolicy(Builder from) {
		this.retryableCodes = Collections.unmodifiableSet(EnumSet.copyOf(from.retryableCodes));
		this.maxAttempts = from.retryableCodes.isEmpty() ? 1 : from.maxAttempts;
		this.initialBackoff = from.initialBackoff;
		this.maxBackoff = from.maxBackoff;
		this.backoffMultiplier = from.backoffMultiplier;
	}

	/**
	 * Starts a policy.
	 * @return a builder with 4 attempts, pauses from 100 milliseconds to 1 second that
	 * double, and no codes
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * The largest number of attempts. The channel may allow fewer.
	 * @return the attempts, the first one included; 1 if calls are not made again
	 */
	public int maxAttempts() {
		return this.maxAttempts;
	}

	/**
	 * The pause before the second attempt.
	 * @return the pause before jitter
	 */
	public Duration initialBackoff() {
		return this.initialBackoff;
	}

	/**
	 * The longest pause.
	 * @return the pause before jitter
	 */
	public Duration maxBackoff() {
		return this.maxBackoff;
	}

	/**
	 * The growth from one pause to the next.
	 * @return the factor
	 */
	public double backoffMultiplier() {
		return this.backoffMultiplier;
	}

	/**
	 * What has to go wrong for a call to be made again.
	 * @return the codes
	 */
	public Set<StatusCode> retryableCodes() {
		return this.retryableCodes;
	}

	/**
	 * Whether calls are never made again.
	 * @return true for {@link #OFF}
	 */
	public boolean isOff() {
		return this.maxAttempts == 1;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof RetryPolicy that && values().equals(that.values());
	}

	@Override
	public int hashCode() {
		return values().hashCode();
	}

	private List<Object> values() {
		return List.of(this.maxAttempts, this.initialBackoff, this.maxBackoff, this.backoffMultiplier,
				this.retryableCodes);
	}

	@Override
	public String toString() {
		return isOff() ? "RetryPolicy[off]"
				: "RetryPolicy[maxAttempts=" + this.maxAttempts + ", backoff=" + this.initialBackoff + " to "
						+ this.maxBackoff + " by " + this.backoffMultiplier + ", codes=" + this.retryableCodes + "]";
	}

	/**
	 * Describes a policy. Not thread-safe.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private final EnumSet<StatusCode> retryableCodes = EnumSet.noneOf(StatusCode.class);

		private int maxAttempts = 4;

		private Duration initialBackoff = Duration.ofMillis(100);

		private Duration maxBackoff = Duration.ofSeconds(1);

		private double backoffMultiplier = 2;

		private Builder() {
		}

		/**
		 * The largest number of attempts. Default: 4. A channel allows 5 if nobody told
		 * it otherwise; more here counts as what the channel allows.
		 * @param attempts the attempts, the first one included; at least 2
		 * @return this
		 * @throws IllegalArgumentException if there is no second attempt
		 */
		public Builder maxAttempts(int attempts) {
			if (attempts < 2) {
				throw new IllegalArgumentException(
						"maxAttempts counts the first attempt and must be at least 2, but is " + attempts
								+ "; RetryPolicy.OFF switches retries off");
			}
			this.maxAttempts = attempts;
			return this;
		}

		/**
		 * The pause before the second attempt, give or take a fifth. Default: 100
		 * milliseconds.
		 * @param pause the pause, above zero
		 * @return this
		 * @throws IllegalArgumentException if it is zero or negative
		 */
		public Builder initialBackoff(Duration pause) {
			this.initialBackoff = positive("initialBackoff", pause);
			return this;
		}

		/**
		 * The longest pause, give or take a fifth. Default: 1 second.
		 * @param pause the pause, above zero
		 * @return this
		 * @throws IllegalArgumentException if it is zero or negative
		 */
		public Builder maxBackoff(Duration pause) {
			this.maxBackoff = positive("maxBackoff", pause);
			return this;
		}

		/**
		 * The growth from one pause to the next. Default: 2.
		 * @param factor the factor, above zero
		 * @return this
		 * @throws IllegalArgumentException if it is zero, negative or no finite number
		 */
		public Builder backoffMultiplier(double factor) {
			if (!(factor > 0) || Double.isInfinite(factor)) {
				throw new IllegalArgumentException("backoffMultiplier must be above zero, but is " + factor);
			}
			this.backoffMultiplier = factor;
			return this;
		}

		/**
		 * Adds codes after which a call is made again. There is no default:
		 * {@link StatusCode#UNAVAILABLE} is the usual one, and others are for methods
		 * whose servers promise what they mean.
		 * @param codes the codes
		 * @return this
		 * @throws IllegalArgumentException if {@link StatusCode#OK} is among them
		 */
		public Builder retryOn(StatusCode... codes) {
			return retryOn(List.of(codes));
		}

		/**
		 * Adds codes after which a call is made again.
		 * @param codes the codes
		 * @return this
		 * @throws IllegalArgumentException if {@link StatusCode#OK} is among them
		 */
		public Builder retryOn(Collection<StatusCode> codes) {
			if (codes.contains(StatusCode.OK)) {
				throw new IllegalArgumentException("a call that ended with OK cannot be made again");
			}
			this.retryableCodes.addAll(codes);
			return this;
		}

		/**
		 * Makes the policy.
		 * @return the policy
		 * @throws IllegalArgumentException if no code was named
		 */
		public RetryPolicy build() {
			if (this.retryableCodes.isEmpty()) {
				throw new IllegalArgumentException(
						"a retry policy must name at least one code after which calls are made again, for example UNAVAILABLE");
			}
			return new RetryPolicy(this);
		}

		private static Duration positive(String option, Duration pause) {
			Objects.requireNonNull(pause, option);
			if (pause.isZero() || pause.isNegative()) {
				throw new IllegalArgumentException(option + " must be above zero, but is " + pause);
			}
			return pause;
		}

	}

}
