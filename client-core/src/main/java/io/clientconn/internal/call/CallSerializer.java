package io.clientconn.internal.call;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.clientconn.concurrent.AnyThread;

import org.jspecify.annotations.Nullable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one event of a call run at a time, on the thread that brings it. A thread that
 * finds the call busy leaves its event to the thread that is in there.
 * <p>
 * The way in without contention is one compare-and-set and allocates nothing: {@code if
 * (enter()) { try { .. } finally { leave(); } } else post(..)}. Events of one thread keep
 * their order. It never blocks and never runs user code.
 */
@AnyThread
abstract class CallSerializer {

	private static final Logger LOG = LoggerFactory.getLogger(CallSerializer.class);

	private static final VarHandle PENDING;

	private static final VarHandle LATER;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			PENDING = lookup.findVarHandle(CallSerializer.class, "pending", int.class);
			LATER = lookup.findVarHandle(CallSerializer.class, "later", Queue.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** Events that are in or wait; whoever moves it from 0 is in. */
	@SuppressWarnings("UnusedVariable") // through PENDING
	private volatile int pending;

	private volatile @Nullable Queue<Runnable> later;

	/**
	 * Goes in if nobody is.
	 * @return true if the caller is in and must {@link #leave}
	 */
	final boolean enter() {
		return PENDING.compareAndSet(this, 0, 1);
	}

	/**
	 * Goes out, after the events that others left.
	 */
	final void leave() {
		if ((int) PENDING.getAndAdd(this, -1) != 1) {
			runLater();
		}
	}

	/**
	 * Runs an event as soon as nobody else is in: at once, or on the thread that is.
	 */
	final void post(Runnable event) {
		queue().add(event);
		if ((int) PENDING.getAndAdd(this, 1) == 0) {
			runLater();
		}
	}

	/**
	 * Runs an event inside, at once or as soon as nobody else is in. Allocates only in
	 * the second case, given that the event captures nothing.
	 */
	static <S extends CallSerializer, A, B> void in(S self, A first, B second, Event<S, A, B> event) {
		if (!self.enter()) {
			self.post(() -> event.run(self, first, second));
			return;
		}
		try {
			event.run(self, first, second);
		}
		catch (Throwable ex) {
			self.failed(ex);
		}
		finally {
			self.leave();
		}
	}

	/**
	 * An event failed, by a bug of ours or of a transport that is not ours: the call must
	 * not hang.
	 */
	abstract void broken(Throwable bug);

	/** For whoever went in by {@link #enter}. */
	final void failed(Throwable bug) {
		LOG.error("An event of {} failed", this, bug);
		broken(bug);
	}

	private void runLater() {
		Queue<Runnable> queue = queue();
		do {
			Runnable event = queue.poll();
			try {
				if (event != null) {
					event.run();
				}
			}
			catch (Throwable ex) {
				failed(ex);
			}
		}
		while ((int) PENDING.getAndAdd(this, -1) != 1);
	}

	private Queue<Runnable> queue() {
		Queue<Runnable> queue = this.later;
		if (queue == null) {
			LATER.compareAndSet(this, null, new ConcurrentLinkedQueue<Runnable>());
			queue = this.later;
		}
		if (queue == null) {
			throw new IllegalStateException("the queue was set above and is never taken away");
		}
		return queue;
	}

	/**
	 * Something that happens to a call.
	 *
	 * @param <S> the call
	 * @param <A> what it is about
	 * @param <B> what it brings
	 */
	@FunctionalInterface
	interface Event<S, A, B> {

		void run(S self, A first, B second);

	}

}
