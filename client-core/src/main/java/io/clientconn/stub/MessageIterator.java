package io.clientconn.stub;

import java.util.Iterator;
import java.util.NoSuchElementException;

import org.jspecify.annotations.Nullable;

/**
 * The loop over the responses of a call. Belongs to the reading thread. It never closes
 * the call.
 *
 * @param <R> the response message
 */
final class MessageIterator<R> implements Iterator<R> {

	private final ServerStreamingCall<R> call;

	private @Nullable R next;

	private boolean ended;

	MessageIterator(ServerStreamingCall<R> call) {
		this.call = call;
	}

	@Override
	public boolean hasNext() {
		return peek() != null;
	}

	@Override
	public R next() {
		R message = peek();
		if (message == null) {
			throw new NoSuchElementException("the call has no more messages");
		}
		this.next = null;
		return message;
	}

	private @Nullable R peek() {
		if (this.next == null && !this.ended) {
			this.next = this.call.read();
			this.ended = this.next == null;
		}
		return this.next;
	}

}
