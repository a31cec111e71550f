package io.clientconn.internal.wire;

import java.io.OutputStream;
import java.nio.ByteBuffer;

import io.clientconn.rpc.MessageSink;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The memory that a marshaller writes one message to.
 * <p>
 * Lives on the sender's thread for the time of one {@link MessageFramer#frame}; the
 * framer owns the buffer. It never stores more than the limit: bytes beyond it are only
 * counted, so that the error can say how large the message was.
 */
final class BufferMessageSink extends OutputStream implements MessageSink {

	private final ByteBuf target;

	private final int announced;

	/** The most bytes that are kept. */
	private final int room;

	private long streamed;

	private @Nullable ByteBuffer handedOut;

	BufferMessageSink(ByteBuf target, int announced, int maxOutbound) {
		this.target = target;
		this.announced = announced;
		this.room = (announced >= 0) ? announced : maxOutbound;
	}

	@Override
	public ByteBuffer buffer() {
		if (this.announced < 0) {
			throw new IllegalStateException("the size of the message was not announced: write to the stream");
		}
		ByteBuffer buffer = this.handedOut;
		if (buffer == null) {
			buffer = memory();
			this.handedOut = buffer;
		}
		return buffer;
	}

	private ByteBuffer memory() {
		int start = this.target.writerIndex();
		return this.target.hasArray()
				? ByteBuffer.wrap(this.target.array(), this.target.arrayOffset() + start, this.announced).slice()
				: this.target.nioBuffer(start, this.announced);
	}

	@Override
	public OutputStream stream() {
		return this;
	}

	@Override
	public void write(int b) {
		if (this.streamed < this.room) {
			this.target.writeByte(b);
		}
		this.streamed++;
	}

	@Override
	public void write(byte[] bytes, int offset, int length) {
		int kept = (int) Math.min(length, Math.max(0, this.room - this.streamed));
		this.target.writeBytes(bytes, offset, kept);
		this.streamed += length;
	}

	/**
	 * Ends the message.
	 * @return how many bytes the marshaller wrote, kept or not
	 */
	long finish() {
		if (this.streamed == 0 && this.handedOut != null) {
			int written = this.announced - this.handedOut.remaining();
			this.target.writerIndex(this.target.writerIndex() + written);
			return written;
		}
		return this.streamed;
	}

}
