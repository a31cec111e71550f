package io.clientconn.internal.call;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.rpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * How long a call may take, and the timer that ends it.
 * <p>
 * All of it belongs to the call serializer, except that the timer runs on the scheduler's
 * thread and posts from there. It never ends the call itself.
 */
@AnyThread
abstract class TimedCall extends CallSerializer implements Runnable {

	private final long startNanos;

	private long timeoutNanos = CallSettings.NO_TIMEOUT;

	private Scheduler.@Nullable Timer timer;

	/**
	 * Starts to count.
	 */
	TimedCall(Scheduler scheduler) {
		this.startNanos = scheduler.nanoTime();
	}

	/**
	 * The clock that the call began by.
	 */
	abstract Scheduler scheduler();

	abstract boolean isOver();

	abstract void fail(Status status);

	/**
	 * The time is up. Inside, and perhaps late: the call may be over.
	 */
	abstract void expire();

	/**
	 * Sets the time the call may take, if that is less than it has. Inside.
	 */
	final void limitTo(long timeout) {
		if (isOver() || timeout >= this.timeoutNanos) {
			return;
		}
		this.timeoutNanos = timeout;
		stopTimer();
		long left = this.startNanos + timeout - scheduler().nanoTime();
		if (left > 0) {
			startTimer(left);
		}
		else {
			expire();
		}
	}

	/**
	 * A call that nobody would end in time must not begin.
	 */
	private void startTimer(long left) {
		try {
			this.timer = scheduler().schedule(this, left);
		}
		catch (Throwable ex) {
			// Errors too: a thread that cannot be started is an OutOfMemoryError.
			fail(Status.unavailable("no timer for the deadline of the call: " + ex).withCause(ex));
		}
	}

	/** The timer; on the scheduler's thread. */
	@Override
	public final void run() {
		post(this::expire);
	}

	final void stopTimer() {
		if (this.timer != null) {
			this.timer.cancel();
			this.timer = null;
		}
	}

	final boolean hasDeadline() {
		return this.timeoutNanos != CallSettings.NO_TIMEOUT;
	}

	/**
	 * By the scheduler's clock; meaningful only if there is a deadline.
	 */
	final long deadlineNanos() {
		return this.startNanos + this.timeoutNanos;
	}

	final long timeoutNanos() {
		return this.timeoutNanos;
	}

}
