package io.clientconn.testing;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * An executor that keeps its tasks until a test runs them, on the test's thread and in
 * order. Any thread may hand in tasks.
 */
public final class ManualExecutor implements Executor {

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	@Override
	public void execute(Runnable task) {
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
