package io.clientconn.testing;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An executor that keeps its tasks until a test runs them, on the test's thread and in
 * order. Any thread may hand in tasks.
 */
public final class ManualExecutor implements Executor {

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final AtomicInteger refusals = new AtomicInteger();

	/**
	 * Has no thread for the next tasks: throws an Error, as the JDK does then.
	 */
	public void refuse(int times) {
		this.refusals.set(times);
	}

	@Override
	public void execute(Runnable task) {
		if (this.refusals.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
			throw new Error("unable to create native thread (made for a test)");
		}
		this.tasks.add(task);
	}

	/**
	 * Runs the oldest task.
	 * @return false if there was none
	 */
	public boolean runNext() {
		Runnable task = this.tasks.poll();
		if (task == null) {
			return false;
		}
		task.run();
		return true;
	}

	/**
	 * Runs tasks, those that they hand in included, until none is left.
	 * @return how many ran
	 */
	public int runAll() {
		int count = 0;
		while (runNext()) {
			count++;
		}
		return count;
	}

	/**
	 * Tasks that wait.
	 */
	public int pending() {
		return this.tasks.size();
	}

}
