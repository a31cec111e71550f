package io.clientconn.concurrent;

import java.time.Instant;

/**
 * The only source of time in the runtime. A production scheduler is backed by one timer
 * thread of the runtime; tests pass a manual one.
 * <p>
 * Tasks run on the scheduler's own thread and must only post: they never block and never
 * run user code.
 *
 * @since 0.1.0
 */
public interface Scheduler {

	/**
	 * A monotonic clock reading, comparable only with other readings of this scheduler.
	 * @return nanoseconds since an arbitrary origin
	 */
	long nanoTime();

	/**
	 * The wall clock, for deadlines given as an instant and for log output.
	 * @return the current instant
	 */
	Instant instant();

	/**
	 * Runs a task once after a delay.
	 * @param task what to run; must not block
	 * @param delayNanos the delay in nanoseconds; zero or less means as soon as possible
	 * @return a handle that cancels the task
	 */
	Timer schedule(Runnable task, long delayNanos);

	/**
	 * A scheduled task.
	 */
	@FunctionalInterface
	interface Timer {

		/**
		 * Cancels the task if it has not started, and lets go of it. Further calls do
		 * nothing.
		 */
		void cancel();

	}

}
