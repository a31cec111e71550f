package io.clientconn.stub;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.clientconn.concurrent.AnyThread;

import org.jspecify.annotations.Nullable;

/**
 * The callback executor of one blocking call: what is handed in runs on the thread that
 * made the call, in order, while that thread has nothing else to do than wait.
 * <p>
 * Any thread may hand in tasks; only the caller runs, parks and closes. A burst of tasks
 * unparks it once. No task is lost: what arrives after the caller has left runs on the
 * JDK's default asynchronous executor, never on the thread that hands it in, which may be
 * an event loop.
 */
@AnyThread
final class CallerLane implements Executor {

	private static final Node CLOSED = new Node(() -> {
	});

	/**
	 * Where asynchronous stages run by default: the common pool, or a thread per task.
	 */
	private static final Executor ASYNC = new CompletableFuture<Void>().defaultExecutor();

	private final Thread caller = Thread.currentThread();

	/** Tasks handed in since the caller last looked, the newest first. */
	private final AtomicReference<@Nullable Node> newest = new AtomicReference<>();

	@Override
	public void execute(Runnable task) {
		Node node = new Node(task);
		Node before;
		do {
			before = this.newest.get();
			if (before == CLOSED) {
				ASYNC.execute(task);
				return;
			}
			node.older = before;
		}
		while (!this.newest.compareAndSet(before, node));
		if (before == null) {
			LockSupport.unpark(this.caller);
		}
	}

	/**
	 * Runs what was handed in. Without any, waits for an unpark, which may be spurious.
	 * @return true if the caller was interrupted while waiting; its flag is cleared
	 */
	boolean runOrPark() {
		Node batch = this.newest.getAndSet(null);
		if (batch != null) {
			run(batch);
			return false;
		}
		LockSupport.park(this);
		return Thread.interrupted();
	}

	/**
	 * Wakes the caller without a task.
	 */
	void unparkCaller() {
		if (Thread.currentThread() != this.caller) {
			LockSupport.unpark(this.caller);
		}
	}

	/**
	 * Runs what is left, then sends later tasks elsewhere.
	 */
	void close() {
		run(this.newest.getAndSet(CLOSED));
	}

	private void run(@Nullable Node batch) {
		for (Node node = oldestFirst(batch); node != null; node = node.older) {
			try {
				node.task.run();
			}
			catch (Throwable ex) {
				// As any executor thread would: report it and take the next task.
				this.caller.getUncaughtExceptionHandler().uncaughtException(this.caller, ex);
			}
		}
	}

	private static @Nullable Node oldestFirst(@Nullable Node newest) {
		Node reversed = null;
		for (Node node = newest; node != null;) {
			Node older = node.older;
			node.older = reversed;
			reversed = node;
			node = older;
		}
		return reversed;
	}

	@Override
	public String toString() {
		return "CallerLane[" + this.caller.getName() + ((this.newest.get() == CLOSED) ? ", closed]" : "]");
	}

	/**
	 * A task and the one handed in before it; in a reversed batch, after it.
	 */
	private static final class Node {

		private final Runnable task;

		private @Nullable Node older;

		Node(Runnable task) {
			this.task = task;
		}

	}

}
