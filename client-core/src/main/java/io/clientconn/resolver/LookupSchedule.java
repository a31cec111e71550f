package io.clientconn.resolver;

import java.util.random.RandomGenerator;

import io.clientconn.concurrent.OnSerializer;
import io.clientconn.config.Backoff;

/**
 * When a name is looked up. A pure machine: the driver brings the events and does what
 * the answers say; it never looks at a clock itself.
 *
 * <pre>
 *            succeeded, not asked                 resolveNow within 30 s
 *  LOOKING ------------------------> RESTING ---------------------------> HELD_BACK
 *   ^ ^ |                               | resolveNow later                    |
 *   | | +--failed--> BACKING_OFF        |                                     |
 *   | |                   | timer       |                                     |
 *   | +-------------------+-------------+------------------ timer ------------+
 *   +-- start
 * </pre>
 *
 * A wish that comes while a look-up runs is kept; one that comes during a pause is not
 * needed, since a look-up follows anyway.
 */
@OnSerializer
final class LookupSchedule {

	/** As in grpc-go: however often it is asked, it looks up twice a minute at most. */
	static final long MIN_INTERVAL_NANOS = 30_000_000_000L;

	private Phase phase = Phase.LOOKING;

	private boolean asked;

	/** Failures since the last success. */
	private int failures;

	private long lastSuccessNanos;

	/**
	 * Somebody wants a fresh look.
	 */
	Answer resolveNow(long nowNanos) {
		if (this.phase == Phase.LOOKING) {
			this.asked = true;
			return Answer.NOTHING;
		}
		return (this.phase == Phase.RESTING) ? lookAgain(nowNanos) : Answer.NOTHING;
	}

	/**
	 * The look-up found something and the channel took it.
	 */
	Answer succeeded(long nowNanos) {
		this.phase = Phase.RESTING;
		this.failures = 0;
		this.lastSuccessNanos = nowNanos;
		return this.asked ? lookAgain(nowNanos) : Answer.NOTHING;
	}

	/**
	 * The look-up failed, or the channel had no use for the result.
	 */
	Answer failed(Backoff backoff, RandomGenerator random) {
		this.phase = Phase.BACKING_OFF;
		this.failures++;
		// From 1, as in grpc-go: the first pause is the base times the multiplier.
		return Answer.waitFor(backoff.delayNanos(this.failures, random));
	}

	/**
	 * A pause is over: look up now.
	 */
	void pauseOver() {
		if (this.phase != Phase.HELD_BACK && this.phase != Phase.BACKING_OFF) {
			throw new IllegalStateException("no pause to end while " + this.phase);
		}
		startLooking();
	}

	private Answer lookAgain(long nowNanos) {
		long wait = this.lastSuccessNanos + MIN_INTERVAL_NANOS - nowNanos;
		if (wait > 0) {
			this.phase = Phase.HELD_BACK;
			return Answer.waitFor(wait);
		}
		startLooking();
		return Answer.LOOK_UP;
	}

	private void startLooking() {
		this.phase = Phase.LOOKING;
		this.asked = false;
	}

	@Override
	public String toString() {
		return this.phase + ", failures=" + this.failures;
	}

	private enum Phase {

		LOOKING, RESTING, HELD_BACK, BACKING_OFF

	}

	/**
	 * What the driver has to do.
	 *
	 * @param action what
	 * @param nanos for how long to wait
	 */
	record Answer(Action action, long nanos) {

		static final Answer NOTHING = new Answer(Action.NOTHING, 0);

		static final Answer LOOK_UP = new Answer(Action.LOOK_UP, 0);

		static Answer waitFor(long nanos) {
			return new Answer(Action.WAIT, nanos);
		}

	}

	/**
	 * The kinds of answers.
	 */
	enum Action {

		/** Nothing. */
		NOTHING,
		/** Look up now. */
		LOOK_UP,
		/** Call {@link #pauseOver} after a while. */
		WAIT

	}

}
