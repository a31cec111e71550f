package io.clientconn.concurrent;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one at a time and in the order in which they were handed in, on the threads
 * of an executor. It is the owner of everything marked {@link OnSerializer}.
 * <p>
 * Any thread may call {@link #execute}. A task handed in from within a task runs after
 * it, never on the same stack. A task that throws is reported to the failure handler and
 * the next one runs. It never blocks a caller and never runs a task on the caller's
 * stack, unless its executor does.
 *
 * @since 0.1.0
 */
@AnyThread
public final class Serializer implements Executor {

	private final Executor drainOn;

	private final Consumer<Throwable> failureHandler;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	/** Tasks handed in and not finished; the thread that moves it from 0 drains. */
	private final AtomicInteger pending = new AtomicInteger();

	/**
	 * A drain was handed over and has not begun. An executor may take it and throw all
	 * the same; whoever clears this drains, and nobody else.
	 */
	private final AtomicBoolean drainDue = new AtomicBoolean();

	private volatile @Nullable Thread owner;

	/**
	 * Creates a serializer.
	 * @param drainOn where tasks run
	 * @param failureHandler hears what a task threw, on the draining thread
	 */
	public Serializer(Executor drainOn, Consumer<Throwable> failureHandler) {
		this.drainOn = drainOn;
		this.failureHandler = failureHandler;
	}

	/**
	 * Hands in a task. If the executor does not take the drain, be it that it is closed
	 * or that the machine has no thread to give, the tasks run on the calling thread: a
	 * control decision is never lost.
	 * @param task what to run
	 */
	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
		if (this.pending.getAndIncrement() == 0) {
			this.drainDue.set(true);
			try {
				this.drainOn.execute(this::drainIfDue);
			}
			catch (Throwable ex) {
				// Errors too: a thread that cannot be started is an OutOfMemoryError.
				if (!this.drainDue.compareAndSet(true, false)) {
					throw ex;
				}
				drain();
			}
		}
	}

	/**
	 * Whether the calling thread is running a task of this serializer.
	 * @return true inside a task
	 */
	public boolean isOwner() {
		return this.owner == Thread.currentThread();
	}

	/**
	 * Fails unless called from a task of this serializer.
	 * @throws IllegalStateException if called from anywhere else
	 */
	public void checkOwner() {
		if (!isOwner()) {
			throw new IllegalStateException(
					"must run in the serializer, but runs on " + Thread.currentThread().getName());
		}
	}

	private void drainIfDue() {
		if (this.drainDue.compareAndSet(true, false)) {
			drain();
		}
	}

	private void drain() {
		do {
			Runnable task = this.tasks.poll();
			this.owner = Thread.currentThread();
			try {
				if (task != null) {
					task.run();
				}
			}
			catch (Throwable ex) {
				this.failureHandler.accept(ex);
			}
			finally {
				this.owner = null;
			}
		}
		while (this.pending.decrementAndGet() != 0);
	}

}
