package io.clientconn.stub;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The loop over the responses of a call. Belongs to the reading thread. It never closes
 * the call.
 *
 * @param <R> the response message
 */
final class MessageIterator<R> implements Iterator<R> {

	private final Supplier<@Nullable R> messages;

	private @Nullable R next;

	private boolean ended;

	/**
	 * Makes an iterator.
	 * @param messages answers the next message, or null after the last one
	 */
	MessageIterator(Supplier<@Nullable R> messages) {
		this.messages = messages;
	}

	@Override
	public boolean hasNext() {
		return peek() != null;
	}

	@Override
	public R next() {
		R message = take();
		if (message == null) {
			throw new NoSuchElementException("the call has no more messages");
		}
		return message;
	}

	/**
	 * Answers the next message, or null after the last one.
	 */
	@Nullable R take() {
		R message = peek();
		this.next = null;
		return message;
	}

	private @Nullable R peek() {
		if (this.next == null && !this.ended) {
			this.next = this.messages.get();
			this.ended = this.next == null;
		}
		return this.next;
	}

}
