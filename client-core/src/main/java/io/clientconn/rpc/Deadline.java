package io.clientconn.rpc;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import io.clientconn.concurrent.Scheduler;

import org.jspecify.annotations.Nullable;

/**
 * When a call has to be over: either a time from its start, or a point in time. A
 * relative deadline counts anew for every call that uses it, so options that hold one can
 * be constants.
 *
 * @since 0.1.0
 */
public final class Deadline {

	private static final long LONGEST = Long.MAX_VALUE / 2;

	private final long timeoutNanos;

	private final @Nullable Instant instant;

	private Deadline(long timeoutNanos, @Nullable Instant instant) {
		this.timeoutNanos = timeoutNanos;
		this.instant = instant;
	}

	/**
	 * A deadline that starts to run when the call starts.
	 * @param timeout how long the call may take; zero or less has passed already
	 * @return the deadline
	 */
	public static Deadline after(Duration timeout) {
		return new Deadline(nanos(timeout), null);
	}

	/**
	 * A deadline at a point in time by the wall clock.
	 * @param instant when the call has to be over
	 * @return the deadline
	 */
	public static Deadline at(Instant instant) {
		return new Deadline(0, Objects.requireNonNull(instant, "instant"));
	}

	/**
	 * The time a call that starts now has left.
	 * @param scheduler the clocks
	 * @return nanoseconds, zero or less if the deadline has passed
	 */
	public long remainingNanos(Scheduler scheduler) {
		return (this.instant == null) ? this.timeoutNanos : nanos(Duration.between(scheduler.instant(), this.instant));
	}

	private static long nanos(Duration duration) {
		try {
			return Math.max(-LONGEST, Math.min(LONGEST, duration.toNanos()));
		}
		catch (ArithmeticException ex) {
			return duration.isNegative() ? -LONGEST : LONGEST;
		}
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Deadline that && this.timeoutNanos == that.timeoutNanos
				&& Objects.equals(this.instant, that.instant);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.timeoutNanos, this.instant);
	}

	@Override
	public String toString() {
		return (this.instant == null) ? Duration.ofNanos(this.timeoutNanos) + " from the start of the call"
				: this.instant.toString();
	}

}
