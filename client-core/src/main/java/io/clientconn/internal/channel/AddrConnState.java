package io.clientconn.internal.channel;

import io.clientconn.concurrent.OnSerializer;
import io.clientconn.rpc.ConnectivityState;

/**
 * The states of one {@link AddrConn}, how often it failed since it last worked, and how
 * many pauses in a row its next one counts as. A pure machine: events in, answers out. It
 * never connects, waits or logs.
 *
 * <pre>
 *          connect                  ready
 *   IDLE ----------> CONNECTING ------------> READY
 *    ^ ^                 | closed               |
 *    | |                 v                      |
 *    | +---------- TRANSIENT_FAILURE            |
 *    |  pauseOver, resetBackoff                 |
 *    +------------------------------------------+
 *                  draining, closed
 *
 *   any --shutdown--> SHUTDOWN
 * </pre>
 *
 * Only news of the connection in use may be brought here; news of an older one changes
 * nothing. After SHUTDOWN every event is a harmless race and is ignored.
 */
@OnSerializer
final class AddrConnState {

	private ConnectivityState state = ConnectivityState.IDLE;

	private int failures;

	private int pauses;

	private long firstAttemptNanos;

	ConnectivityState state() {
		return this.state;
	}

	/**
	 * The attempts that failed since the last one that did not.
	 */
	int failures() {
		return this.failures;
	}

	/**
	 * The pauses in a row before the next one, which decide on its length.
	 */
	int pauses() {
		return this.pauses;
	}

	/**
	 * How long it has been failing, counted from the start of the first failed attempt.
	 */
	long failingForNanos(long nowNanos) {
		return (this.failures == 0) ? 0 : nowNanos - this.firstAttemptNanos;
	}

	/**
	 * Somebody wants a connection.
	 * @return whether to start an attempt
	 */
	boolean connect(long nowNanos) {
		if (this.state != ConnectivityState.IDLE) {
			return false;
		}
		this.state = ConnectivityState.CONNECTING;
		if (this.failures == 0) {
			this.firstAttemptNanos = nowNanos;
		}
		return true;
	}

	/**
	 * The attempt succeeded.
	 * @return whether to use the connection
	 */
	boolean ready() {
		if (this.state != ConnectivityState.CONNECTING) {
			return false;
		}
		this.state = ConnectivityState.READY;
		this.failures = 0;
		this.pauses = 0;
		return true;
	}

	/**
	 * The connection takes no new calls.
	 * @return whether it was in use
	 */
	boolean draining() {
		if (this.state != ConnectivityState.READY) {
			return false;
		}
		this.state = ConnectivityState.IDLE;
		return true;
	}

	/**
	 * The attempt failed, or the connection is gone.
	 */
	OnClosed closed() {
		return switch (this.state) {
			case CONNECTING -> {
				this.state = ConnectivityState.TRANSIENT_FAILURE;
				this.failures++;
				this.pauses++;
				yield OnClosed.PAUSE;
			}
			case READY -> {
				this.state = ConnectivityState.IDLE;
				yield OnClosed.LOST;
			}
			case IDLE, TRANSIENT_FAILURE, SHUTDOWN -> OnClosed.IGNORE;
		};
	}

	/**
	 * The pause after a failure is over.
	 * @return whether it is idle now
	 */
	boolean pauseOver() {
		if (this.state != ConnectivityState.TRANSIENT_FAILURE) {
			return false;
		}
		this.state = ConnectivityState.IDLE;
		return true;
	}

	/**
	 * Pauses shall be short again, and one under way is to end. What failed is
	 * remembered.
	 * @return what follows from it
	 */
	OnReset resetBackoff() {
		this.pauses = 0;
		return switch (this.state) {
			case TRANSIENT_FAILURE -> {
				this.state = ConnectivityState.IDLE;
				yield OnReset.STOP_PAUSE;
			}
			case CONNECTING -> OnReset.SHORTEN_NEXT_PAUSE;
			case IDLE, READY, SHUTDOWN -> OnReset.NOTHING;
		};
	}

	/**
	 * The balancer needs it no more.
	 */
	OnShutdown shutdown() {
		OnShutdown answer = switch (this.state) {
			case IDLE -> OnShutdown.NOTHING;
			case CONNECTING -> OnShutdown.GIVE_UP_ATTEMPT;
			case READY -> OnShutdown.DRAIN;
			case TRANSIENT_FAILURE -> OnShutdown.STOP_PAUSE;
			case SHUTDOWN -> OnShutdown.IGNORE;
		};
		this.state = ConnectivityState.SHUTDOWN;
		return answer;
	}

	@Override
	public String toString() {
		return (this.failures == 0) ? this.state.toString() : this.state + ", failures=" + this.failures;
	}

	/**
	 * What the end of a connection means.
	 */
	enum OnClosed {

		/** The attempt failed: report it and pause. */
		PAUSE,
		/** A connection in use was lost: it is idle, look the name up again. */
		LOST,
		/** Nothing. */
		IGNORE

	}

	/**
	 * What short pauses mean at this moment.
	 */
	enum OnReset {

		/** A pause is over: report it and stop the timer. */
		STOP_PAUSE,
		/** If the attempt under way fails, the pause after it is like a first one. */
		SHORTEN_NEXT_PAUSE,
		/** Nothing more. */
		NOTHING

	}

	/**
	 * What there is to clear away.
	 */
	enum OnShutdown {

		/** Only the state to report. */
		NOTHING,
		/** An attempt. */
		GIVE_UP_ATTEMPT,
		/** A connection with calls. */
		DRAIN,
		/** A timer. */
		STOP_PAUSE,
		/** It was shut down before. */
		IGNORE

	}

}
