package io.clientconn.internal.call;

import io.clientconn.concurrent.Scheduler;
import io.clientconn.rpc.Status;

import org.jspecify.annotations.Nullable;

/**
 * The pause before an attempt that stands in for a failed one. Belongs to the call
 * serializer, but for the timer, which posts there. It is known to the routes as one that
 * waits, so that closing the channel ends it; it never makes the attempt itself.
 */
final class RetryPause implements Runnable {

	private final RpcCall<?, ?> call;

	private final Attempt attempt;

	private final Status failure;

	private Scheduler.@Nullable Timer timer;

	RetryPause(RpcCall<?, ?> call, Attempt attempt, Status failure) {
		this.call = call;
		this.attempt = attempt;
		this.failure = failure;
	}

	void begin(long nanos) {
		this.call.environment().routes().hold(this.attempt);
		try {
			this.timer = this.call.scheduler().schedule(this, nanos);
		}
		catch (Throwable ex) {
			// Without a timer there is no other attempt, so the failure stands.
			this.attempt.failed(this.failure);
		}
	}

	/** The timer; on the scheduler's thread. */
	@Override
	public void run() {
		this.call.post(this.attempt::pauseOver);
	}

	/**
	 * It is over, or nobody waits for its end any more.
	 */
	void end() {
		if (this.timer != null) {
			this.timer.cancel();
		}
		this.call.environment().routes().letGo(this.attempt);
	}

	Status overdue(long timeoutNanos) {
		return CallTexts.overdueInPause(timeoutNanos, this.failure);
	}

}
