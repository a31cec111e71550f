package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one loop pass on their way to the socket: small things are copied into one
 * chunk, large payloads go in between by reference, and one flush ends the pass.
 * <p>
 * Owned by the event loop. It never allocates a promise per frame: a failed write is
 * heard of once, as an exception of the pipeline. Before {@link #attach} and after
 * {@link #discard} it swallows what it is given.
 */
@OnEventLoop
final class OutputBuffer {

	private static final int CHUNK = 16 * 1024;

	private final ByteBufAllocator allocator;

	private @Nullable ChannelHandlerContext context;

	private @Nullable ByteBuf chunk;

	/** Where the part of the chunk starts that was not handed over yet. */
	private int segmentStart;

	/** Handed to the channel since the last flush. */
	private boolean handedOver;

	OutputBuffer(ByteBufAllocator allocator) {
		this.allocator = allocator;
	}

	void attach(ChannelHandlerContext context) {
		this.context = context;
	}

	/**
	 * Room to write in place.
	 * @param bytes how much is likely to be written; more is possible
	 * @return the buffer, to be written at its writer index only
	 */
	ByteBuf room(int bytes) {
		ByteBuf current = this.chunk;
		if (current != null && current.writableBytes() < bytes) {
			handOverRest();
			current = null;
		}
		if (current == null) {
			current = this.allocator.buffer(Math.max(CHUNK, bytes));
			this.chunk = current;
			this.segmentStart = 0;
		}
		return current;
	}

	/**
	 * Appends a payload without copying it.
	 * @param payload the payload; its reference is handed over
	 */
	void append(ByteBuf payload) {
		handOverSegment();
		write(payload);
	}

	/**
	 * How many bytes wait for the end of the pass, those handed over not counted.
	 */
	int pending() {
		ByteBuf current = this.chunk;
		return (current == null) ? 0 : current.writerIndex() - this.segmentStart;
	}

	/**
	 * Ends the pass.
	 */
	void flush() {
		handOverRest();
		ChannelHandlerContext target = this.context;
		if (target != null && this.handedOver) {
			this.handedOver = false;
			target.flush();
		}
	}

	/**
	 * Ends the pass with a promise, for those who have to know.
	 * @return completes when everything so far is written or has failed; null if there is
	 * no channel
	 */
	@Nullable ChannelPromise flushWithPromise() {
		ChannelHandlerContext target = this.context;
		if (target == null) {
			return null;
		}
		handOverRest();
		ChannelPromise promise = target.newPromise();
		ChannelFuture unused = target.write(Unpooled.EMPTY_BUFFER, promise);
		this.handedOver = true;
		flush();
		return promise;
	}

	/**
	 * The channel is gone.
	 */
	void discard() {
		this.context = null;
		handOverRest();
	}

	private void handOverSegment() {
		ByteBuf current = this.chunk;
		if (current != null && pending() > 0) {
			write(current.retainedSlice(this.segmentStart, pending()));
			this.segmentStart = current.writerIndex();
		}
	}

	private void handOverRest() {
		ByteBuf current = this.chunk;
		if (current == null) {
			return;
		}
		this.chunk = null;
		if (current.writerIndex() > this.segmentStart) {
			write(current.readerIndex(this.segmentStart));
		}
		else {
			current.release();
		}
	}

	private void write(ByteBuf bytes) {
		ChannelHandlerContext target = this.context;
		if (target == null) {
			bytes.release();
			return;
		}
		this.handedOver = true;
		// A failure reaches the pipeline as an exception, or under TLS as its end.
		ChannelFuture unused = target.write(bytes, target.voidPromise());
	}

}
