package io.clientconn.internal.http2;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.clientconn.concurrent.AnyThread;
import org.jspecify.annotations.Nullable;

/**
 * Commands in the order in which they were posted, linked to each other, so that an idle
 * connection holds no more than a placeholder. It is Dmitry Vyukov's intrusive queue of
 * many producers and one consumer.
 * <p>
 * Any thread adds; only the event loop takes. A producer first makes its command the
 * newest and then links it behind the one before. In between the queue ends, for the
 * consumer, in front of that link: the producer has to wake the consumer after
 * {@link #add}, which finds what others have added behind it as well. It never blocks,
 * waits or allocates.
 */
@AnyThread
final class CommandQueue {

	private static final AtomicReferenceFieldUpdater<CommandQueue, Command> NEWEST = AtomicReferenceFieldUpdater
		.newUpdater(CommandQueue.class, Command.class, "newest");

	/** Keeps the place between the last command taken and the next one to come. */
	private final Command placeholder = Command.of((connection) -> {
		throw new IllegalStateException("a placeholder is no command");
	});

	private volatile Command newest = this.placeholder;

	/** The event loop's own. */
	private Command oldest = this.placeholder;

	/**
	 * Appends a command. It belongs to the queue until it is taken.
	 */
	void add(Command command) {
		command.linkTo(null);
		NEWEST.getAndSet(this, command).linkTo(command);
	}

	/**
	 * Takes the oldest command. For the event loop.
	 * @return null if there is none, or if the producer of the oldest one has still to
	 * link it, and then to wake the event loop
	 */
	@Nullable Command poll() {
		Command first = this.oldest;
		Command next = first.next();
		if (first == this.placeholder) {
			if (next == null) {
				return null;
			}
			first = next;
			this.oldest = first;
			next = first.next();
		}
		if (next == null) {
			if (first != this.newest) {
				return null;
			}
			// The last one cannot be taken without something to stand in its place.
			add(this.placeholder);
			next = first.next();
			if (next == null) {
				return null;
			}
		}
		this.oldest = next;
		// A stream that stays open must not keep all commands that came after it.
		first.linkTo(null);
		return first;
	}

	/**
	 * Whether {@link #poll} would find nothing. For the event loop.
	 */
	boolean isEmpty() {
		Command first = this.oldest;
		return first.next() == null && (first == this.placeholder || first != this.newest);
	}

}
