package io.clientconn;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import io.clientconn.concurrent.AnyThread;

/**
 * Runs callbacks of all channels of a runtime on threads that share the work: a thread
 * that is awake takes one after the other, so that a burst wakes two threads and not one
 * for each callback.
 * <p>
 * Callbacks stay independent. Before a thread runs one it sees to it that, if there are
 * more, another thread is on its way to them; a callback that blocks holds up nobody. Any
 * thread hands in and takes out. It never runs a callback on the thread that hands it in,
 * unless the threads are gone.
 */
@AnyThread
final class CallbackExecutor implements Executor, Runnable {

	/** So many in a row, then the thread makes room for whoever waits for one. */
	static final int LARGEST_SHARE = 256;

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	/** Whether a thread was asked for that has not looked for work yet. */
	private final AtomicBoolean onItsWay = new AtomicBoolean();

	private final Executor threads;

	/**
	 * Starts without callbacks.
	 * @param threads a thread for each task; without a bound, or callbacks that wait for
	 * others could take them all
	 */
	CallbackExecutor(Executor threads) {
		this.threads = threads;
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
			ask();
		}
		catch (Throwable ex) {
			boolean mine = this.waiting.remove(callback);
			// Others may have relied on the thread that did not come.
			drain();
			if (mine) {
				throw ex;
			}
		}
	}

	/** One thread's share. */
	@Override
	public void run() {
		// From here on whoever hands in asks for a thread; what came before is seen.
		this.onItsWay.set(false);
		drain();
	}

	private void drain() {
		int taken = 0;
		for (Runnable next = this.waiting.poll(); next != null; next = this.waiting.poll()) {
			if (!this.waiting.isEmpty()) {
				askForHelp();
			}
			run(next);
			if (++taken >= LARGEST_SHARE && (this.waiting.isEmpty() || askForHelp())) {
				return;
			}
		}
	}

	private void ask() {
		if (!this.onItsWay.get() && this.onItsWay.compareAndSet(false, true)) {
			try {
				this.threads.execute(this);
			}
			catch (Throwable ex) {
				this.onItsWay.set(false);
				throw ex;
			}
		}
	}

	/**
	 * Asks for one more thread.
	 * @return false if there is none: then this one goes on alone
	 */
	private boolean askForHelp() {
		try {
			ask();
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
