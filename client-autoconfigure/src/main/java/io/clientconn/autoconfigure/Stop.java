package io.clientconn.autoconfigure;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Stops something on a thread of its own: closing takes as long as calls may, and the
 * threads that all share may be waiting for just that.
 */
final class Stop {

	private static final Log logger = LogFactory.getLog(Stop.class);

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
		ExecutorService thread = Executors.newSingleThreadExecutor(threads());
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

	/**
	 * Runs all at the same time and waits for them. If no thread can be started, or this
	 * one is interrupted, it returns early with the others interrupted: whoever closes
	 * next ends what they waited for.
	 * @param what waits for something each
	 */
	static void together(List<Callable<Object>> what) {
		together(what, threads());
	}

	static void together(List<Callable<Object>> what, ThreadFactory factory) {
		ExecutorService threads = Executors.newCachedThreadPool(factory);
		try {
			threads.invokeAll(what);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (OutOfMemoryError ex) {
			logger.warn("gRPC calls under way are cut off, because no thread can wait for them", ex);
		}
		finally {
			threads.shutdown();
		}
	}

	private static ThreadFactory threads() {
		return new CustomizableThreadFactory("clientconn-stop-");
	}

}
