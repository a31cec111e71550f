package io.clientconn.grpcjava;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.clientconn.rpc.RpcOptions;

import io.grpc.Deadline;
import io.grpc.Status;

import org.jspecify.annotations.Nullable;

/**
 * The time a call has: the earlier one of two deadlines, and the words for its end.
 * Immutable.
 */
final class CallTime {

	static final CallTime UNLIMITED = new CallTime(null, false, 0);

	private final @Nullable Deadline deadline;

	private final boolean ofContext;

	private final long nanosAtStart;

	private CallTime(@Nullable Deadline deadline, boolean ofContext, long nanosAtStart) {
		this.deadline = deadline;
		this.ofContext = ofContext;
		this.nanosAtStart = nanosAtStart;
	}

	/**
	 * The time of a call that starts now.
	 */
	static CallTime of(@Nullable Deadline ofCall, @Nullable Deadline ofContext) {
		if (ofContext != null && (ofCall == null || ofContext.isBefore(ofCall))) {
			return new CallTime(ofContext, true, ofContext.timeRemaining(TimeUnit.NANOSECONDS));
		}
		return (ofCall != null) ? new CallTime(ofCall, false, ofCall.timeRemaining(TimeUnit.NANOSECONDS)) : UNLIMITED;
	}

	boolean isOfContext() {
		return this.ofContext;
	}

	boolean isOverAtStart() {
		return this.deadline != null && this.nanosAtStart <= 0;
	}

	boolean isOver() {
		return this.deadline != null && this.deadline.isExpired();
	}

	/**
	 * Gives a stream what is left.
	 */
	RpcOptions limit(RpcOptions options) {
		return (this.deadline != null)
				? options.timeout(Duration.ofNanos(this.deadline.timeRemaining(TimeUnit.NANOSECONDS))) : options;
	}

	Status exceededAtStart() {
		return Status.DEADLINE_EXCEEDED.withDescription("ClientCall started after " + source()
				+ " deadline was exceeded " + Texts.seconds(-this.nanosAtStart) + " seconds ago.");
	}

	/**
	 * The time ran out.
	 * @param details what the call was doing, or null
	 */
	Status exceeded(@Nullable String details) {
		return Status.DEADLINE_EXCEEDED.withDescription(source() + " deadline exceeded after "
				+ Texts.seconds(this.nanosAtStart) + "s. [" + ((details != null) ? details : "") + "]");
	}

	/**
	 * The time ran out, or the shorter one that a service config allows.
	 * @param details what the call was doing, or null
	 * @param elapsed nanoseconds since the start, for a limit that is not known here
	 */
	Status exceeded(@Nullable String details, long elapsed) {
		return isOver() ? exceeded(details) : new CallTime(null, false, elapsed).exceeded(details);
	}

	private String source() {
		return this.ofContext ? "Context" : "CallOptions";
	}

}
