package io.clientconn.test;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.clientconn.concurrent.AnyThread;

/**
 * Events for one side of a call. Putting one in runs nothing; delivering runs what is
 * there on the executor, one event at a time. Unlike a serializer it can be filled from
 * inside the books of a call without running user code there.
 */
@AnyThread
final class Mailbox {

	private final Executor executor;

	private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();

	/** Whether a run is due or under way. */
	private final AtomicBoolean scheduled = new AtomicBoolean();

	Mailbox(Executor executor) {
		this.executor = executor;
	}

	void add(Runnable event) {
		this.events.add(event);
	}

	void deliver() {
		if (!this.events.isEmpty() && this.scheduled.compareAndSet(false, true)) {
			try {
				this.executor.execute(this::run);
			}
			catch (RejectedExecutionException ex) {
				run();
			}
		}
	}

	private void run() {
		do {
			for (Runnable event = this.events.poll(); event != null; event = this.events.poll()) {
				event.run();
			}
			this.scheduled.set(false);
		}
		while (!this.events.isEmpty() && this.scheduled.compareAndSet(false, true));
	}

}
