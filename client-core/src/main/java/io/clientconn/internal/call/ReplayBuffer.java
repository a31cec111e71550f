package io.clientconn.internal.call;

import java.util.ArrayList;
import java.util.List;

import io.clientconn.internal.wire.MessageFramer;
import io.clientconn.transport.TransportStream;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

/**
 * The messages of a call that may have to go out again on another connection, until the
 * call is committed or they are too many.
 * <p>
 * Belongs to the call serializer. It holds one reference to each message, which nobody
 * moves the indices of, and never copies one.
 */
class ReplayBuffer {

	private final int limit;

	/** The first message stands apart: most calls have no other. */
	private @Nullable ByteBuf first;

	private @Nullable List<ByteBuf> more;

	private long bytes;

	private boolean ended;

	ReplayBuffer(int limit) {
		this.limit = limit;
	}

	/**
	 * Keeps a message; its reference is handed over.
	 */
	final void add(ByteBuf message) {
		this.bytes += message.readableBytes();
		if (this.first == null) {
			this.first = message;
			return;
		}
		if (this.more == null) {
			this.more = new ArrayList<>();
		}
		this.more.add(message);
	}

	/**
	 * The sending side is closed.
	 */
	final void end() {
		this.ended = true;
	}

	final boolean isOverLimit() {
		return this.bytes > this.limit;
	}

	/**
	 * The largest message without its prefix.
	 */
	final int largestMessage() {
		int largest = (this.first != null) ? this.first.readableBytes() : 0;
		if (this.more != null) {
			for (ByteBuf message : this.more) {
				largest = Math.max(largest, message.readableBytes());
			}
		}
		return Math.max(0, largest - MessageFramer.PREFIX_LENGTH);
	}

	/**
	 * The only message of a call that ended with it, for sending along with the headers.
	 * @return a new reference, or null if the call is not of that kind
	 */
	final @Nullable ByteBuf wholeCall() {
		return (this.ended && this.more == null && this.first != null) ? this.first.retain() : null;
	}

	/**
	 * Sends everything kept so far on a stream.
	 */
	final void replay(TransportStream stream) {
		if (this.first != null) {
			boolean last = this.ended && this.more == null;
			stream.send(this.first.retain(), last);
		}
		if (this.more != null) {
			int size = this.more.size();
			for (int i = 0; i < size; i++) {
				stream.send(this.more.get(i).retain(), this.ended && i == size - 1);
			}
		}
		if (this.ended && this.first == null) {
			stream.halfClose();
		}
	}

	/**
	 * Lets go of all messages.
	 */
	final void release() {
		if (this.first != null) {
			this.first.release();
			this.first = null;
		}
		if (this.more != null) {
			for (ByteBuf message : this.more) {
				message.release();
			}
			this.more = null;
		}
		this.bytes = 0;
	}

}
