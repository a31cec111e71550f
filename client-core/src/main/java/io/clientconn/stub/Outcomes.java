package io.clientconn.stub;

import java.util.List;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;

import org.jspecify.annotations.Nullable;

/**
 * How calls end that the caller's side ends. Stateless.
 */
final class Outcomes {

	static final String INTERRUPTED = "the calling thread was interrupted";

	private Outcomes() {
	}

	static CallOutcome cancelled(String reason, @Nullable Throwable cause) {
		return CallOutcome.local(Status.of(StatusCode.CANCELLED, reason).withCause(cause));
	}

	/**
	 * The end of a call that an interceptor, or a channel that is not ours, broke by
	 * throwing.
	 */
	static CallOutcome brokenBy(Throwable thrown) {
		if (thrown instanceof StatusException failure) {
			// Its stack says who refused the call, and its own cause hangs below it.
			Status status = failure.status().withCause(failure);
			return new CallOutcome(status, failure.trailers(), failure.peer(), failure.origin(), failure.http2Error(),
					failure.attempts());
		}
		Status status = Status.fromThrowable(thrown);
		String description = (status.description() != null) ? status.description()
				: "the call could not be started: " + thrown;
		return CallOutcome.local(status.withDescription(description));
	}

	/**
	 * A server that answers a single-response method with more or less than one message
	 * has broken the contract, whatever status it gave.
	 */
	static CallOutcome cardinalityViolation(CallOutcome outcome, String what) {
		return new CallOutcome(Status.internal("cardinality violation: " + what), outcome.trailers(), outcome.peer(),
				CallOutcome.Origin.LOCAL, outcome.http2Error(), List.copyOf(outcome.failedAttempts()));
	}

}
