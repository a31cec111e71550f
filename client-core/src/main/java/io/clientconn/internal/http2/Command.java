package io.clientconn.internal.http2;

import org.jspecify.annotations.Nullable;

/**
 * Something that other threads want of a connection. Built anywhere, applied on the event
 * loop, in the order in which it was posted. What it carries is its own until then:
 * whoever applies it takes over the references.
 * <p>
 * It is its own place in the {@link CommandQueue}, so it must not be posted again before
 * it is applied. Apart from that place nothing of it changes while it waits.
 */
interface Command {

	void applyTo(Http2Connection connection);

	/** The next one in the queue. */
	@Nullable Command next();

	/** Whoever sees the link sees everything written before. */
	void linkTo(@Nullable Command next);

	/**
	 * One that does what it is told, for what does not happen with every call.
	 */
	static Command of(Action action) {
		return new ToldCommand(action);
	}

	/**
	 * What to do with a connection.
	 */
	@FunctionalInterface
	interface Action {

		void applyTo(Http2Connection connection);

	}

}
