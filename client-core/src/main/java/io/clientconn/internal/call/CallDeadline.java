package io.clientconn.internal.call;

import io.clientconn.concurrent.Scheduler;

import org.jspecify.annotations.Nullable;

/**
 * How long a call may take, and the timer that ends it. Belongs to the call serializer.
 */
final class CallDeadline {

	private final Scheduler scheduler;

	private final long startNanos;

	private final Runnable onExpiry;

	private long timeoutNanos = CallSettings.NO_TIMEOUT;

	private Scheduler.@Nullable Timer timer;

	/**
	 * Starts to count.
	 * @param onExpiry called on the scheduler's thread
	 */
	CallDeadline(Scheduler scheduler, Runnable onExpiry) {
		this.scheduler = scheduler;
		this.startNanos = scheduler.nanoTime();
		this.onExpiry = onExpiry;
	}

	/**
	 * Sets the time the call may take, if that is less than it has.
	 * @return false if it has passed
	 */
	boolean limitTo(long timeout) {
		if (timeout >= this.timeoutNanos) {
			return true;
		}
		this.timeoutNanos = timeout;
		stop();
		long left = this.startNanos + timeout - this.scheduler.nanoTime();
		if (left > 0) {
			this.timer = this.scheduler.schedule(this.onExpiry, left);
		}
		return left > 0;
	}

	void stop() {
		if (this.timer != null) {
			this.timer.cancel();
			this.timer = null;
		}
	}

	boolean isSet() {
		return this.timeoutNanos != CallSettings.NO_TIMEOUT;
	}

	/**
	 * By the scheduler's clock; meaningful only if it is set.
	 */
	long atNanos() {
		return this.startNanos + this.timeoutNanos;
	}

	long timeoutNanos() {
		return this.timeoutNanos;
	}

}
