package io.clientconn.internal.health;

import io.clientconn.concurrent.OnSerializer;
import io.clientconn.rpc.StatusCode;

/**
 * Where the watch of one connection stands and when it may ask again. A pure machine:
 * events in, answers out. It never asks, waits or logs.
 *
 * <pre>
 *             answered
 *   ASKING ------------> ANSWERED
 *    ^  |                 |
 *    |  | ended           | ended
 *    |  v                 v
 *    +- PAUSING, or straight back --+
 *
 *   any --ended with UNIMPLEMENTED, stopped--> OVER
 * </pre>
 *
 * After an answer the next question is put at once, and only what follows pauses longer
 * and longer (gRFC A17). A server that answers and ends the stream as soon as it began is
 * forgiven once; without that exception it would be asked in a loop.
 */
@OnSerializer
final class HealthState {

	private Phase phase = Phase.PAUSING;

	private long askedNanos;

	/** Pauses in a row. */
	private int pauses;

	/** Whether the last answered stream was a short one. */
	private boolean forgiven;

	/** Whether the last stream may have ended with its connection. */
	private boolean suspected;

	/**
	 * A question goes out.
	 */
	void asked(long nowNanos) {
		this.phase = Phase.ASKING;
		this.askedNanos = nowNanos;
	}

	/**
	 * The server answered, for the first time or again.
	 */
	void answered() {
		if (this.phase == Phase.ASKING) {
			this.phase = Phase.ANSWERED;
		}
		this.suspected = false;
	}

	/**
	 * The stream is over.
	 * @param code the code of its end
	 * @param perhapsConnection whether that may be the end of the whole connection, of
	 * which others hear in a moment
	 * @param nowNanos the time
	 * @param shortNanos up to which age a stream counts as short
	 */
	OnEnd ended(StatusCode code, boolean perhapsConnection, long nowNanos, long shortNanos) {
		if (this.phase == Phase.OVER) {
			return OnEnd.NOTHING;
		}
		if (code == StatusCode.UNIMPLEMENTED) {
			this.phase = Phase.OVER;
			return OnEnd.UNCHECKED;
		}
		boolean answered = this.phase == Phase.ANSWERED;
		boolean shortStream = answered && nowNanos - this.askedNanos < shortNanos;
		this.phase = Phase.PAUSING;
		if (answered && !(shortStream && this.forgiven)) {
			this.pauses = 0;
			this.forgiven = shortStream;
		}
		else {
			answered = false;
		}
		if (perhapsConnection && !this.suspected) {
			this.suspected = true;
			return OnEnd.WAIT_AND_SEE;
		}
		return answered ? OnEnd.ASK_AGAIN : OnEnd.PAUSE;
	}

	/**
	 * A pause begins.
	 * @return how many in a row went before
	 */
	int pause() {
		return this.pauses++;
	}

	/**
	 * Nobody wants to know any more.
	 */
	void stopped() {
		this.phase = Phase.OVER;
	}

	boolean isOver() {
		return this.phase == Phase.OVER;
	}

	@Override
	public String toString() {
		return (this.pauses == 0) ? this.phase.toString() : this.phase + ", pauses=" + this.pauses;
	}

	private enum Phase {

		/** A stream without an answer yet. */
		ASKING,
		/** A stream with an answer, which holds until the next one. */
		ANSWERED,
		/** No stream. */
		PAUSING,
		/** No stream, and none to come. */
		OVER

	}

	/**
	 * What the end of a stream means.
	 */
	enum OnEnd {

		/** The server knows no health checks: the connection counts as healthy. */
		UNCHECKED,
		/** The health is not known: say so and ask again at once. */
		ASK_AGAIN,
		/** The health is not known: say so, pause and ask again. */
		PAUSE,
		/** Say nothing yet, pause and ask again. */
		WAIT_AND_SEE,
		/** Nothing. */
		NOTHING

	}

}
