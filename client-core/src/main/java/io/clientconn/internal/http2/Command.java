package io.clientconn.internal.http2;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.clientconn.concurrent.AnyThread;
import org.jspecify.annotations.Nullable;

/**
 * Something that other threads want of a connection. Built anywhere, applied on the event
 * loop, in the order in which it was posted. What it carries is its own until then:
 * whoever applies it takes over the references.
 * <p>
 * It is its own place in the {@link CommandQueue}, so it must not be posted again before
 * it is applied. Apart from that place nothing of it changes while it waits.
 */
@AnyThread
abstract class Command {

	private static final AtomicReferenceFieldUpdater<Command, @Nullable Command> NEXT = AtomicReferenceFieldUpdater
		.newUpdater(Command.class, Command.class, "next");

	private volatile @Nullable Command next;

	abstract void applyTo(Http2Connection connection);

	@Nullable Command next() {
		return this.next;
	}

	/** Everything written before is seen by whoever sees it. */
	void linkTo(@Nullable Command next) {
		NEXT.lazySet(this, next);
	}

	/**
	 * One that does what it is told, for what does not happen with every call.
	 */
	static Command of(Action action) {
		return new Told(action);
	}

	/**
	 * What to do with a connection.
	 */
	@FunctionalInterface
	interface Action {

		void applyTo(Http2Connection connection);

	}

	private static final class Told extends Command {

		private final Action action;

		Told(Action action) {
			this.action = action;
		}

		@Override
		void applyTo(Http2Connection connection) {
			this.action.applyTo(connection);
		}

	}

}
