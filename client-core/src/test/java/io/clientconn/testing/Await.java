package io.clientconn.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Waits for what other threads do when there is no latch to wait for, and fails with
 * words if it never comes. Lets other threads run and never sleeps, so nothing depends on
 * how long a pause is. An interrupt ends the wait: that is how a timeout of JUnit
 * arrives.
 */
@SuppressWarnings("ThreadPriorityCheck") // with one processor somebody else has to run
public final class Await {

	/** Real time, and much more than any machine needs. */
	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private Await() {
	}

	/**
	 * Waits until something is true, for 30 seconds at most.
	 * @param condition is asked again and again, on this thread
	 * @param what what is waited for, as in "waited in vain until ..."
	 */
	public static void until(BooleanSupplier condition, String what) {
		until(condition, what, PATIENCE);
	}

	static void until(BooleanSupplier condition, String what, Duration patience) {
		long start = System.nanoTime();
		while (!condition.getAsBoolean()) {
			giveUpIfInterrupted(what);
			if (System.nanoTime() - start > patience.toNanos()) {
				throw new AssertionError("waited " + patience.toSeconds() + " s in vain until " + what);
			}
			Thread.yield();
		}
	}

	/**
	 * Waits until something was counted so often. That may take as long as it likes, but
	 * the count has to move at least every 30 seconds.
	 * @param goal where the count has to get to
	 * @param count never goes down
	 * @param what what is counted
	 */
	public static void count(int goal, IntSupplier count, String what) {
		count(goal, count, what, PATIENCE);
	}

	static void count(int goal, IntSupplier count, String what, Duration patience) {
		int before = count.getAsInt();
		while (before < goal) {
			int last = before;
			until(() -> count.getAsInt() > last, "there were more " + what + " than " + last + " of " + goal, patience);
			before = count.getAsInt();
		}
	}

	private static void giveUpIfInterrupted(String what) {
		if (Thread.currentThread().isInterrupted()) {
			throw new AssertionError("interrupted before " + what);
		}
	}

}
