package io.clientconn.stub;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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

	private static final VarHandle NEWEST;

	static {
		try {
			NEWEST = MethodHandles.lookup().findVarHandle(CallerLane.class, "newest", Runnable.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** Says that the caller has left. */
	private static final Node CLOSED = new Node(() -> {
	}, null);

	/**
	 * Where asynchronous stages run by default: the common pool, or a thread per task.
	 */
	private static final Executor ASYNC = new CompletableFuture<Void>().defaultExecutor();

	private final Thread caller = Thread.currentThread();

	/**
	 * What was handed in since the caller last looked: a task, which mostly has no other
	 * beside it, or a {@link Node} of the newest task before the others.
	 */
	private volatile @Nullable Runnable newest;

	@Override
	public void execute(Runnable task) {
		Runnable before;
		Runnable after;
		do {
			before = this.newest;
			if (before == CLOSED) {
				ASYNC.execute(task);
				return;
			}
			after = (before != null) ? new Node(task, before) : task;
		}
		while (!NEWEST.compareAndSet(this, before, after));
		if (before == null) {
			LockSupport.unpark(this.caller);
		}
	}

	/**
	 * Runs what was handed in. Without any, waits for an unpark, which may be spurious.
	 * @return true if the caller was interrupted while waiting; its flag is cleared
	 */
	boolean runOrPark() {
		Runnable batch = takeAll(null);
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
		run(takeAll(CLOSED));
	}

	private @Nullable Runnable takeAll(@Nullable Runnable left) {
		return (Runnable) NEWEST.getAndSet(this, left);
	}

	private void run(@Nullable Runnable batch) {
		if (batch instanceof Node newest) {
			for (Node node = oldestFirst(newest); node != null; node = node.next()) {
				runOne(node.task);
			}
		}
		else if (batch != null) {
			runOne(batch);
		}
	}

	private void runOne(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			// As any executor thread would: report it and take the next task.
			this.caller.getUncaughtExceptionHandler().uncaughtException(this.caller, ex);
		}
	}

	private static @Nullable Node oldestFirst(Node newest) {
		Node reversed = null;
		for (Runnable older = newest; older != null;) {
			Node node = (older instanceof Node one) ? one : new Node(older, null);
			older = node.other;
			node.other = reversed;
			reversed = node;
		}
		return reversed;
	}

	@Override
	public String toString() {
		return "CallerLane[" + this.caller.getName() + ((this.newest == CLOSED) ? ", closed]" : "]");
	}

	/**
	 * A task among others. It is never run itself.
	 */
	private static final class Node implements Runnable {

		private final Runnable task;

		/** What was handed in before it; in a reversed batch, after it. */
		private @Nullable Runnable other;

		Node(Runnable task, @Nullable Runnable other) {
			this.task = task;
			this.other = other;
		}

		@Nullable Node next() {
			return (Node) this.other;
		}

		@Override
		public void run() {
			throw new IllegalStateException("a place in a lane is not a task");
		}

	}

}
