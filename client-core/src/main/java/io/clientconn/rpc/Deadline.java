package io.clientconn.rpc;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import io.clientconn.concurrent.Scheduler;

import org.jspecify.annotations.Nullable;

/**
 * When a call has to be over: a time from its start, a point in time, or whichever of the
 * two passes first. A relative deadline counts anew for every call that uses it, so
 * options that hold one can be constants.
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
		return new Deadline(LONGEST, Objects.requireNonNull(instant, "instant"));
	}

	/**
	 * The one of two deadlines that passes first, judged anew for every call.
	 * @param other another deadline
	 * @return a deadline that passes with the first of the two
	 */
	public Deadline sooner(Deadline other) {
		Instant mine = this.instant;
		Instant others = other.instant;
		boolean keep = others == null || (mine != null && mine.isBefore(others));
		return new Deadline(Math.min(this.timeoutNanos, other.timeoutNanos), keep ? mine : others);
	}

	/**
	 * The time a call that starts now has left.
	 * @param scheduler the clocks
	 * @return nanoseconds, zero or less if the deadline has passed
	 */
	public long remainingNanos(Scheduler scheduler) {
		return (this.instant == null) ? this.timeoutNanos
				: Math.min(this.timeoutNanos, nanos(Duration.between(scheduler.instant(), this.instant)));
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
		String fromStart = Duration.ofNanos(this.timeoutNanos) + " from the start of the call";
		if (this.instant == null) {
			return fromStart;
		}
		return (this.timeoutNanos == LONGEST) ? this.instant.toString()
				: fromStart + ", " + this.instant + " at the latest";
	}

}
