package io.clientconn.internal.http2;

import java.util.ArrayDeque;

import io.clientconn.concurrent.OnEventLoop;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What one stream has to send: framed messages, and whether they are the last.
 * <p>
 * Owned by the event loop; it holds one reference of each message and never moves the
 * indices of what it was handed, as the call may keep it for another attempt. A call with
 * a single message never pays for a queue.
 */
@OnEventLoop
final class SendQueue {

	private @Nullable ByteBuf first;

	private @Nullable ArrayDeque<ByteBuf> rest;

	private long bytes;

	private boolean ended;

	/**
	 * Whether the first one was read in part, and is a duplicate of our own therefore.
	 */
	private boolean begun;

	/**
	 * Appends a message.
	 * @param message the message; its reference is handed over
	 */
	void add(ByteBuf message) {
		this.bytes += message.readableBytes();
		if (this.first == null) {
			this.first = message;
			return;
		}
		if (this.rest == null) {
			this.rest = new ArrayDeque<>();
		}
		this.rest.add(message);
	}

	void end() {
		this.ended = true;
	}

	boolean isEnded() {
		return this.ended;
	}

	long bytes() {
		return this.bytes;
	}

	/**
	 * Whether END_STREAM belongs to a frame that takes so many bytes.
	 */
	boolean endsAfter(int taken) {
		return this.ended && taken == this.bytes;
	}

	/**
	 * Moves bytes into the output.
	 * @param count how many, not more than there are
	 * @param output small pieces are copied into it, large ones handed over
	 * @param copyLimit the largest piece to copy
	 */
	void moveTo(int count, OutputBuffer output, int copyLimit) {
		int left = count;
		while (left > 0) {
			ByteBuf head = this.first;
			if (head == null) {
				throw new IllegalStateException(left + " bytes more than the queue holds");
			}
			int size = Math.min(left, head.readableBytes());
			if (size <= copyLimit) {
				output.room(size).writeBytes(head, head.readerIndex(), size);
			}
			else {
				output.append(head.retainedSlice(head.readerIndex(), size));
			}
			left -= size;
			if (size == head.readableBytes()) {
				next();
				head.release();
			}
			else {
				begin(head).skipBytes(size);
			}
		}
		this.bytes -= count;
	}

	/**
	 * Drops everything.
	 */
	void clear() {
		for (ByteBuf head = this.first; head != null; head = this.first) {
			next();
			head.release();
		}
		this.bytes = 0;
	}

	private ByteBuf begin(ByteBuf head) {
		if (this.begun) {
			return head;
		}
		ByteBuf own = head.retainedDuplicate();
		head.release();
		this.first = own;
		this.begun = true;
		return own;
	}

	private void next() {
		this.begun = false;
		this.first = (this.rest == null) ? null : this.rest.poll();
	}

}
