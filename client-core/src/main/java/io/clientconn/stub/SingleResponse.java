package io.clientconn.stub;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Status;

import org.jspecify.annotations.Nullable;

/**
 * Holds the method with a single response to exactly one message. Belongs to the serial
 * callbacks of one call. It decides only and never touches the call.
 *
 * @param <R> the response message
 */
class SingleResponse<R> {

	/** Asking for two makes a wrong second message visible. */
	static final int CREDIT = 2;

	private @Nullable R message;

	private boolean tooMany;

	/**
	 * Takes a message.
	 * @return false if it is one too many
	 */
	final boolean accept(R received) {
		if (this.message != null) {
			this.tooMany = true;
			return false;
		}
		this.message = received;
		return true;
	}

	/**
	 * Judges the end of the call.
	 * @return the outcome as it came, or an INTERNAL one if the server broke the rule. If
	 * it is OK there is a message
	 */
	final CallOutcome judge(CallOutcome outcome) {
		if (this.tooMany) {
			return Outcomes.cardinalityViolation(outcome,
					"the server sent more than one response to a method with a single one");
		}
		if (outcome.status().isOk() && this.message == null) {
			return Outcomes.cardinalityViolation(outcome, "the call ended with OK but without a response");
		}
		return outcome;
	}

	final R message() {
		if (this.message == null) {
			throw new IllegalStateException("no response, but the call is judged " + Status.OK);
		}
		return this.message;
	}

}
