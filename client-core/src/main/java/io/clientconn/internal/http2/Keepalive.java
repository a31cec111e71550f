package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;

/**
 * Decides when a silent connection is asked for a sign of life, and when it counts as
 * dead. Anything that arrives is a sign of life, not just the answer to the PING.
 * <p>
 * Owned by the event loop; pure.
 *
 * <pre>
 * QUIET --time passed, calls--> ASKED --timeout passed--> dead
 *   |  ^                          |
 *   |  +--------anything read-----+
 *   +--time passed, no calls--> DORMANT --call starts--> ASKED
 * </pre>
 */
@OnEventLoop
final class Keepalive {

	private final KeepaliveSettings settings;

	private State state = State.QUIET;

	private long lastRead;

	private long askedAt;

	Keepalive(KeepaliveSettings settings, long now) {
		this.settings = settings;
		this.lastRead = now;
	}

	/**
	 * Something arrived.
	 */
	void read(long now) {
		this.lastRead = now;
		if (this.state == State.ASKED) {
			this.state = State.QUIET;
		}
	}

	/**
	 * A call starts.
	 * @return whether to send a PING now and to look again after a {@link #pause}
	 */
	boolean callStarts(long now) {
		if (this.state != State.DORMANT) {
			return false;
		}
		ask(now);
		return true;
	}

	/**
	 * The time that the last answer named has come.
	 * @param hasCalls whether there are calls
	 */
	Decision look(long now, boolean hasCalls) {
		if (this.state == State.ASKED) {
			long left = this.askedAt + this.settings.timeoutNanos() - now;
			return (left > 0) ? new Decision(Action.WAIT, Math.min(left, this.settings.timeNanos()))
					: new Decision(Action.GIVE_UP, 0);
		}
		long left = this.lastRead + this.settings.timeNanos() - now;
		if (left > 0) {
			return new Decision(Action.WAIT, left);
		}
		if (!hasCalls && !this.settings.withoutCalls()) {
			this.state = State.DORMANT;
			return new Decision(Action.SLEEP, 0);
		}
		ask(now);
		return new Decision(Action.PING, pause());
	}

	/**
	 * How long after a PING to look again: an answer counts from when it came, even if it
	 * was given more time than that.
	 */
	long pause() {
		return Math.min(this.settings.timeNanos(), this.settings.timeoutNanos());
	}

	private void ask(long now) {
		this.state = State.ASKED;
		this.askedAt = now;
	}

	@Override
	public String toString() {
		return "Keepalive[" + this.state + "]";
	}

	/** What is known of the peer. */
	private enum State {

		/** It was heard, or may be silent a while longer. */
		QUIET,
		/** It owes a sign of life. */
		ASKED,
		/** Nobody cares: there are no calls. */
		DORMANT

	}

	/** What to do. */
	enum Action {

		/** Look again later. */
		WAIT,
		/** Send a PING and look again later. */
		PING,
		/** Look again when a call starts. */
		SLEEP,
		/** The connection is dead. */
		GIVE_UP

	}

	/**
	 * What to do, and when to look again.
	 *
	 * @param action what to do
	 * @param nanos when to look again, for {@link Action#WAIT} and {@link Action#PING}
	 */
	record Decision(Action action, long nanos) {

	}

}
