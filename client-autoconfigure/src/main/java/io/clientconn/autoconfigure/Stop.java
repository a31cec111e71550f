package io.clientconn.autoconfigure;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stops something on a thread of its own: closing takes as long as calls may, and the
 * threads that all share may be waiting for just that.
 */
final class Stop {

	private Stop() {
	}

	/**
	 * Stops, and says so. If no thread can be started this one does it.
	 * @param what stops
	 * @param told called when it has stopped, or failed to
	 */
	static void apart(Runnable what, Runnable told) {
		Runnable both = () -> {
			try {
				what.run();
			}
			finally {
				told.run();
			}
		};
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try {
			thread.execute(both);
		}
		catch (OutOfMemoryError ex) {
			both.run();
		}
		finally {
			thread.shutdown();
		}
	}

}
