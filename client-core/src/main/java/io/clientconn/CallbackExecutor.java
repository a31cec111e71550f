package io.clientconn;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.clientconn.concurrent.AnyThread;

/**
 * Runs callbacks of all channels of a runtime on threads that share the work: a thread
 * that is awake takes one after the other, so that a burst wakes two threads and not one
 * for each callback.
 * <p>
 * Callbacks stay independent. Before a thread runs one it sees to it that, if there are
 * more, another thread is on its way to them; a callback that blocks holds up nobody. Any
 * thread hands in and takes out. It never runs a callback on the thread that hands it in,
 * unless there are no threads at all.
 */
@AnyThread
final class CallbackExecutor implements Executor, Runnable {

	/** So many in a row, then the thread makes room for whoever waits for one. */
	static final int LARGEST_SHARE = 256;

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	/** Whether a thread was asked for that has not looked for work yet. */
	private final AtomicBoolean onItsWay = new AtomicBoolean();

	/** Threads that are taking callbacks out. */
	private final AtomicInteger awake = new AtomicInteger();

	private final Executor threads;

	private final ThreadFactory afterTheEnd;

	/**
	 * Starts without callbacks.
	 * @param threads a thread for each task; without a bound, or callbacks that wait for
	 * others could take them all
	 * @param afterTheEnd makes the threads for callbacks that were taken in before the
	 * others were shut down
	 */
	CallbackExecutor(Executor threads, ThreadFactory afterTheEnd) {
		this.threads = threads;
		this.afterTheEnd = afterTheEnd;
	}

	/**
	 * Hands in a callback.
	 * @throws RuntimeException whatever the threads' executor throws if there are no
	 * threads any more; the callback does not run then
	 */
	@Override
	public void execute(Runnable callback) {
		this.waiting.add(callback);
		try {
			ask(false);
		}
		catch (Throwable ex) {
			boolean mine = this.waiting.remove(callback);
			// Others may have relied on the thread that did not come. Whoever is awake
			// looks again before it goes.
			if (!this.waiting.isEmpty() && !askForHelp() && this.awake.get() == 0) {
				takeAll();
			}
			if (mine) {
				throw ex;
			}
		}
	}

	/** One thread's share. */
	@Override
	public void run() {
		this.awake.incrementAndGet();
		// From here on whoever hands in asks for a thread; what came before is seen.
		this.onItsWay.set(false);
		drain();
		if (isLeftAlone()) {
			takeAll();
		}
	}

	private void takeAll() {
		do {
			this.awake.incrementAndGet();
			drain();
		}
		while (isLeftAlone());
	}

	/**
	 * This thread goes.
	 * @return true if it must stay, because there are callbacks and nobody else for them
	 */
	private boolean isLeftAlone() {
		return this.awake.decrementAndGet() == 0 && !this.waiting.isEmpty() && !askForHelp();
	}

	private void drain() {
		Thread current = Thread.currentThread();
		ClassLoader loader = current.getContextClassLoader();
		int taken = 0;
		for (Runnable next = this.waiting.poll(); next != null; next = this.waiting.poll()) {
			if (!this.waiting.isEmpty()) {
				askForHelp();
			}
			run(next);
			if (current.getContextClassLoader() != loader) {
				current.setContextClassLoader(loader);
			}
			if (++taken >= LARGEST_SHARE && (this.waiting.isEmpty() || askForHelp())) {
				return;
			}
		}
	}

	private void ask(boolean evenAfterTheEnd) {
		if (!this.onItsWay.get() && this.onItsWay.compareAndSet(false, true)) {
			try {
				startThread(evenAfterTheEnd);
			}
			catch (Throwable ex) {
				this.onItsWay.set(false);
				throw ex;
			}
		}
	}

	private void startThread(boolean evenAfterTheEnd) {
		try {
			this.threads.execute(this);
		}
		catch (RejectedExecutionException closed) {
			if (!evenAfterTheEnd) {
				throw closed;
			}
			this.afterTheEnd.newThread(this).start();
		}
	}

	/**
	 * Asks for one more thread for what was taken in.
	 * @return false if there is none: then this one goes on alone
	 */
	private boolean askForHelp() {
		try {
			ask(true);
			return true;
		}
		catch (Throwable ex) {
			return false;
		}
	}

	private static void run(Runnable callback) {
		try {
			callback.run();
		}
		catch (Throwable ex) {
			report(ex);
		}
		finally {
			// An interrupt of one does not reach the next.
			boolean unused = Thread.interrupted();
		}
	}

	/** As if the callback had had the thread to itself. */
	private static void report(Throwable thrown) {
		Thread current = Thread.currentThread();
		try {
			current.getUncaughtExceptionHandler().uncaughtException(current, thrown);
		}
		catch (Throwable ex) {
			// Ignored, as the JVM does: the next callback has its turn.
		}
	}

}
