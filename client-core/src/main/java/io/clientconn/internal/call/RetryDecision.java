package io.clientconn.internal.call;

import io.clientconn.rpc.Status;

/**
 * What follows on a failed attempt.
 *
 * @param kind whether there is another attempt
 * @param pauseNanos the pause before it
 */
record RetryDecision(Kind kind, long pauseNanos) {

	/** The failure is what the call ends with. */
	static final RetryDecision STOP = new RetryDecision(Kind.STOP, 0);

	/** It would have been another attempt, but there were as many as there may be. */
	static final RetryDecision EXHAUSTED = new RetryDecision(Kind.EXHAUSTED, 0);

	static RetryDecision after(long pauseNanos) {
		return new RetryDecision(Kind.AGAIN, pauseNanos);
	}

	boolean isAgain() {
		return this.kind == Kind.AGAIN;
	}

	/**
	 * The status that the call ends with, if it does.
	 * @param attempts how many there were
	 */
	Status told(Status status, int attempts) {
		return (this.kind == Kind.EXHAUSTED) ? status.withDescription("max retries exhausted: failed after " + attempts
				+ " attempts: " + ((status.description() != null) ? status.description() : status.code())) : status;
	}

	enum Kind {

		AGAIN, STOP, EXHAUSTED

	}

}
