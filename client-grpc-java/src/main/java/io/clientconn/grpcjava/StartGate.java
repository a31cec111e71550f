package io.clientconn.grpcjava;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.clientconn.concurrent.AnyThread;

import org.jspecify.annotations.Nullable;

/**
 * Holds the callbacks of a call back until its {@code start} knows the stream: a
 * connection that is there tells the first readiness before that, and what a listener
 * then does to its call would go nowhere. Afterwards it stands aside.
 * <p>
 * The starting thread and the event loop meet in one slot.
 */
@AnyThread
final class StartGate implements Executor {

	private static final Held OPEN = new Held(() -> {
	}, null);

	private final Executor executor;

	/** Null at first, then what is held, then {@link #OPEN} for good. */
	private final AtomicReference<@Nullable Held> state = new AtomicReference<>();

	StartGate(Executor executor) {
		this.executor = executor;
	}

	@Override
	public void execute(Runnable task) {
		while (true) {
			Held held = this.state.get();
			if (held == OPEN) {
				this.executor.execute(task);
				return;
			}
			if (this.state.compareAndSet(held, new Held(task, held))) {
				return;
			}
		}
	}

	/**
	 * Lets everything through from now on.
	 * @param rejected told if the executor does not take what was held; that is then run
	 * by the thread that opens, as the listener has to hear the end
	 */
	void open(Consumer<Throwable> rejected) {
		pass(this.state.getAndSet(OPEN), rejected);
	}

	private void pass(@Nullable Held held, Consumer<Throwable> rejected) {
		if (held == null) {
			return;
		}
		pass(held.before, rejected);
		try {
			this.executor.execute(held.task);
		}
		catch (Throwable ex) {
			rejected.accept(ex);
			held.task.run();
		}
	}

	/**
	 * A task that waits, and those that came before it.
	 */
	private static final class Held {

		private final Runnable task;

		private final @Nullable Held before;

		Held(Runnable task, @Nullable Held before) {
			this.task = task;
			this.before = before;
		}

	}

}
