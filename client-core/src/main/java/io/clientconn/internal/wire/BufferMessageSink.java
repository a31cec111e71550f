package io.clientconn.internal.wire;

import java.io.IOException;
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

	/** The announced size; without one, the complement of how many bytes are kept. */
	private final int room;

	/** Written without the buffer. */
	private long written;

	private @Nullable ByteBuffer handedOut;

	BufferMessageSink(ByteBuf target, int announced, int maxOutbound) {
		this.target = target;
		this.room = (announced >= 0) ? announced : ~maxOutbound;
	}

	@Override
	public ByteBuffer buffer() {
		int size = announced();
		ByteBuffer buffer = this.handedOut;
		if (buffer == null) {
			buffer = memory(size);
			this.handedOut = buffer;
		}
		return buffer;
	}

	private ByteBuffer memory(int size) {
		int start = this.target.writerIndex();
		return this.target.hasArray()
				? ByteBuffer.wrap(this.target.array(), this.target.arrayOffset() + start, size).slice()
				: this.target.nioBuffer(start, size);
	}

	@Override
	public <T> boolean writeArray(T message, ArrayWriter<T> writer) throws IOException {
		int size = announced();
		if (!this.target.hasArray()) {
			return false;
		}
		int start = this.target.writerIndex();
		int count = writer.write(message, this.target.array(), this.target.arrayOffset() + start, size);
		this.target.writerIndex(start + Math.min(count, size));
		this.written = count;
		return true;
	}

	private int announced() {
		if (this.room < 0) {
			throw new IllegalStateException("the size of the message was not announced: write to the stream");
		}
		return this.room;
	}

	private int mostKept() {
		return (this.room < 0) ? ~this.room : this.room;
	}

	@Override
	public OutputStream stream() {
		return this;
	}

	@Override
	public void write(int b) {
		if (this.written < mostKept()) {
			this.target.writeByte(b);
		}
		this.written++;
	}

	@Override
	public void write(byte[] bytes, int offset, int length) {
		int kept = (int) Math.min(length, Math.max(0, mostKept() - this.written));
		this.target.writeBytes(bytes, offset, kept);
		this.written += length;
	}

	/**
	 * Ends the message.
	 * @return how many bytes the marshaller wrote, kept or not
	 */
	long finish() {
		if (this.written == 0 && this.handedOut != null) {
			int count = this.room - this.handedOut.remaining();
			this.target.writerIndex(this.target.writerIndex() + count);
			return count;
		}
		return this.written;
	}

}
