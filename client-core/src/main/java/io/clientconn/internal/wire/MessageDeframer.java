package io.clientconn.internal.wire;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Splits the bytes of one response into messages, however they are cut.
 * <p>
 * Owned by the event loop of the connection. A message that arrived in one piece is a
 * slice of what was read; of one in several pieces the large ones are slices and the
 * small ones are copied, so that no peer can pin a read buffer with a single byte. It
 * never decompresses, never looks into a message, and never stores a byte of one that is
 * over the limit.
 */
@OnEventLoop
public final class MessageDeframer {

	/** A piece of at least this size is worth keeping its read buffer for. */
	private static final int SLICE_FROM = 4096;

	/** Small pieces of one message are gathered in buffers of this size. */
	private static final int GATHER = 16 * 1024;

	private static final Status ENDED = Status.of(StatusCode.CANCELLED, "the stream ended");

	private final ByteBufAllocator allocator;

	private final int maxInbound;

	private final Target target;

	/** How much of the prefix was read. */
	private int prefixRead;

	private int flag;

	private int length;

	private @Nullable CompositeByteBuf pieces;

	private @Nullable ByteBuf gathering;

	private @Nullable Status failure;

	/**
	 * Creates a deframer.
	 * @param allocator where buffers for small pieces come from
	 * @param maxInbound how many bytes a message may have
	 * @param target gets the messages
	 */
	public MessageDeframer(ByteBufAllocator allocator, int maxInbound, Target target) {
		this.allocator = allocator;
		this.maxInbound = maxInbound;
		this.target = target;
	}

	/**
	 * Takes the next bytes. Complete messages go to the target at once.
	 * @param data the bytes, still the caller's; all of them are read
	 * @return why the stream cannot go on, or null
	 */
	public @Nullable Status read(ByteBuf data) {
		while (this.failure == null && data.isReadable()) {
			if (this.prefixRead < MessageFramer.PREFIX_LENGTH) {
				readPrefix(data);
			}
			else {
				readBody(data);
			}
		}
		return this.failure;
	}

	/**
	 * Whether the bytes so far end inside a message.
	 * @return true if a prefix or a body is incomplete
	 */
	public boolean isInsideMessage() {
		return this.prefixRead > 0;
	}

	/**
	 * How many bytes of the current message have not arrived.
	 * @return zero or more; what a missing prefix will ask for is not known
	 */
	public int missing() {
		if (this.prefixRead < MessageFramer.PREFIX_LENGTH) {
			return MessageFramer.PREFIX_LENGTH - this.prefixRead;
		}
		return this.length - received();
	}

	/**
	 * Releases what it holds of an incomplete message. It takes no bytes afterwards.
	 */
	public void close() {
		if (this.failure == null) {
			this.failure = ENDED;
		}
		ByteBuf kept = this.pieces;
		ByteBuf gathered = this.gathering;
		this.pieces = null;
		this.gathering = null;
		if (kept != null) {
			kept.release();
		}
		if (gathered != null) {
			gathered.release();
		}
	}

	private void readPrefix(ByteBuf data) {
		while (this.prefixRead < MessageFramer.PREFIX_LENGTH && data.isReadable()) {
			int next = data.readUnsignedByte();
			if (this.prefixRead == 0) {
				this.flag = next;
				this.length = 0;
			}
			else {
				this.length = this.length << 8 | next;
			}
			this.prefixRead++;
		}
		if (this.prefixRead == MessageFramer.PREFIX_LENGTH) {
			prefixComplete(data);
		}
	}

	private void prefixComplete(ByteBuf data) {
		if ((this.flag & 0xfe) != 0) {
			this.failure = Status.internal("the server sent a message with the unknown flags 0x"
					+ Integer.toHexString(this.flag) + " (is it gRPC?)");
		}
		else if (this.length < 0 || this.length > this.maxInbound) {
			this.failure = Status.of(StatusCode.RESOURCE_EXHAUSTED, "received message larger than max ("
					+ Integer.toUnsignedLong(this.length) + " vs. " + this.maxInbound + ")");
		}
		else if (this.length == 0) {
			deliver(data.readRetainedSlice(0));
		}
	}

	private void readBody(ByteBuf data) {
		int missing = this.length - received();
		int available = Math.min(missing, data.readableBytes());
		if (available == this.length) {
			deliver(data.readRetainedSlice(available));
			return;
		}
		if (available >= SLICE_FROM) {
			addGathered();
			pieces().addComponent(true, data.readRetainedSlice(available));
		}
		else {
			gather(data, available);
		}
		if (available == missing) {
			addGathered();
			CompositeByteBuf whole = pieces();
			this.pieces = null;
			deliver(whole);
		}
	}

	private void gather(ByteBuf data, int count) {
		ByteBuf buffer = this.gathering;
		if (buffer != null && buffer.maxWritableBytes() < count) {
			addGathered();
			buffer = null;
		}
		if (buffer == null) {
			int room = Math.max(count, Math.min(GATHER, this.length - received()));
			buffer = this.allocator.buffer(Math.min(room, 2 * count + 64), room);
			this.gathering = buffer;
		}
		buffer.writeBytes(data, count);
	}

	private void addGathered() {
		ByteBuf buffer = this.gathering;
		if (buffer != null) {
			this.gathering = null;
			pieces().addComponent(true, buffer);
		}
	}

	private CompositeByteBuf pieces() {
		CompositeByteBuf kept = this.pieces;
		if (kept == null) {
			kept = this.allocator.compositeBuffer(Integer.MAX_VALUE);
			this.pieces = kept;
		}
		return kept;
	}

	private int received() {
		ByteBuf kept = this.pieces;
		ByteBuf gathered = this.gathering;
		return ((kept == null) ? 0 : kept.readableBytes()) + ((gathered == null) ? 0 : gathered.readableBytes());
	}

	private void deliver(ByteBuf message) {
		boolean compressed = this.flag == 1;
		this.prefixRead = 0;
		this.target.message(message, compressed);
	}

	/**
	 * Gets whole messages.
	 */
	@FunctionalInterface
	public interface Target {

		/**
		 * A whole message.
		 * @param message its bytes without the prefix; the reference is handed over
		 * @param compressed the compressed flag of its prefix
		 */
		void message(ByteBuf message, boolean compressed);

	}

}
