package io.clientconn.test;

import java.util.ArrayDeque;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * Messages on their way to one side of a call, and how many that side asked for. Belongs
 * to the books of the call; whether it is full may be seen by anybody. It delivers
 * nothing.
 *
 * @param <T> the message
 */
final class Direction<T> {

	/** So many messages may wait before the sender should. */
	static final int WINDOW = 8;

	private final Queue<T> waiting = new ArrayDeque<>();

	private long credit;

	private boolean ended;

	private volatile boolean full;

	void add(T message) {
		if (!this.ended) {
			this.waiting.add(message);
			this.full = this.waiting.size() >= WINDOW;
		}
	}

	void credit(int count) {
		this.credit += count;
	}

	/**
	 * Nothing follows what waits.
	 */
	void end() {
		this.ended = true;
	}

	/**
	 * Nothing follows, and what waits is dropped.
	 */
	void drop() {
		this.ended = true;
		this.waiting.clear();
	}

	/**
	 * Takes the next message that was asked for.
	 * @return the message, or null if there is none
	 */
	@Nullable T next() {
		if (this.credit == 0 || this.waiting.isEmpty()) {
			return null;
		}
		this.credit--;
		T message = this.waiting.remove();
		this.full = this.waiting.size() >= WINDOW;
		return message;
	}

	boolean isOver() {
		return this.ended && this.waiting.isEmpty();
	}

	boolean isFull() {
		return this.full;
	}

}
