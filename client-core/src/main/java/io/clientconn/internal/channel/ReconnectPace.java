package io.clientconn.internal.channel;

import io.clientconn.concurrent.OnSerializer;
import io.clientconn.rpc.Status;

/**
 * Keeps a peer that accepts connections and drops them at once from being dialled in a
 * tight loop. A connection that was ready resets the backoff of failed attempts, so that
 * backoff never slows such a peer down; this pace does.
 * <p>
 * A connection that was ready for less than the first pause of the backoff and answered
 * no call had a short life. The first one is forgiven, servers restart; from the second
 * one in a row on each costs a pause, which grows as those of failed attempts do. Belongs
 * to the channel's serializer; pure.
 */
@OnSerializer
final class ReconnectPace {

	private static final int FORGIVEN = 1;

	private final GuardedBackoff backoff;

	private int shortLives;

	private long readyNanos;

	/** Whether the connection was of use to a call. */
	private boolean answered;

	/** Whether the pause for the last short life is still to be made. */
	private boolean due;

	private Status lastReason = Status.OK;

	ReconnectPace(GuardedBackoff backoff) {
		this.backoff = backoff;
	}

	void ready(long nowNanos) {
		this.readyNanos = nowNanos;
		this.answered = false;
	}

	void answered() {
		this.answered = true;
	}

	boolean isAnswered() {
		return this.answered;
	}

	void lost(long nowNanos, Status reason) {
		boolean shortLife = !this.answered && nowNanos - this.readyNanos < this.backoff.pauseNanos(0);
		this.shortLives = shortLife ? this.shortLives + 1 : 0;
		this.due = this.shortLives > FORGIVEN;
		this.lastReason = reason;
	}

	/**
	 * Asked before each attempt; a pause is asked for once.
	 * @return how long to pause first, or zero
	 */
	long pauseNanos() {
		if (!this.due) {
			return 0;
		}
		this.due = false;
		return this.backoff.pauseNanos(this.shortLives - FORGIVEN - 1);
	}

	/**
	 * Forgives all short lives.
	 */
	void reset() {
		this.shortLives = 0;
		this.due = false;
	}

	/**
	 * Whether there is nothing to pause for.
	 */
	boolean isForgiven() {
		return this.shortLives <= FORGIVEN;
	}

	/**
	 * Why there is a pause.
	 */
	Status reason() {
		return ConnectFailure.unavailable(this.lastReason)
			.withDescription("the last " + this.shortLives + " connections were lost as soon as they were ready: "
					+ ConnectFailure.unavailable(this.lastReason).description());
	}

	@Override
	public String toString() {
		return "ReconnectPace[" + this.shortLives + " short lives]";
	}

}
