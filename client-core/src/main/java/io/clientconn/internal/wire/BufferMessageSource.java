package io.clientconn.internal.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.stream.Stream;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.MessageSource;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one received message, for a marshaller.
 * <p>
 * It owns one reference of its buffer: {@link #release} gives it back after the
 * marshaller has read, unless the marshaller took it with {@link #detach}, after which
 * {@link #close} does. Only that hand-over crosses threads, and it is atomic because a
 * second release would hit somebody else's memory. It never moves the buffer's own
 * indices.
 */
@AnyThread
public final class BufferMessageSource implements MessageSource.Detached {

	private static final AtomicIntegerFieldUpdater<BufferMessageSource> STATE = AtomicIntegerFieldUpdater
		.newUpdater(BufferMessageSource.class, "state");

	private static final int ATTACHED = 0;

	private static final int DETACHED = 1;

	private static final int RELEASED = 2;

	private ByteBuf message;

	private int wireLength;

	/** For as long as the marshaller reads, and on its thread. */
	private @Nullable ByteBuf copy;

	private volatile int state = ATTACHED;

	/**
	 * Wraps a message.
	 * @param message its bytes without the prefix; the reference is handed over
	 */
	public BufferMessageSource(ByteBuf message) {
		this(message, message.readableBytes());
	}

	/**
	 * Wraps a message that was decompressed.
	 * @param message its bytes; the reference is handed over
	 * @param wireLength how many there were before
	 */
	public BufferMessageSource(ByteBuf message, int wireLength) {
		this.message = message;
		this.wireLength = wireLength;
	}

	@Override
	public int length() {
		return this.message.readableBytes();
	}

	@Override
	public int wireLength() {
		return this.wireLength;
	}

	@Override
	public List<ByteBuffer> buffers() {
		if (this.message.nioBufferCount() == 1) {
			return List.of(this.message.nioBuffer().asReadOnlyBuffer());
		}
		return Stream.of(this.message.nioBuffers()).map(ByteBuffer::asReadOnlyBuffer).toList();
	}

	/**
	 * Copies into memory of the pool, unless the bytes are on the heap anyway: an array
	 * for each message would cost more than the copy. Whoever detached the message gets
	 * an array of his own, which nobody has to give back.
	 */
	@Override
	public ByteBuffer onHeap() {
		return (this.state == ATTACHED) ? heap(inArray()) : MessageSource.Detached.super.onHeap();
	}

	@Override
	public <T> T readArray(ArrayReader<T> reader) throws IOException {
		if (this.state != ATTACHED) {
			return MessageSource.Detached.super.readArray(reader);
		}
		ByteBuf bytes = inArray();
		return reader.read(bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), bytes.readableBytes());
	}

	private ByteBuf inArray() {
		if (this.message.hasArray()) {
			return this.message;
		}
		ByteBuf copy = this.copy;
		if (copy == null) {
			int length = length();
			copy = this.message.alloc().heapBuffer(length, length);
			this.copy = copy;
			copy.writeBytes(this.message, this.message.readerIndex(), length);
		}
		return copy;
	}

	private static ByteBuffer heap(ByteBuf bytes) {
		return ByteBuffer.wrap(bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), bytes.readableBytes());
	}

	@Override
	public InputStream stream() {
		return new ByteBufInputStream(this.message.duplicate());
	}

	@Override
	public Detached detach() {
		if (!STATE.compareAndSet(this, ATTACHED, DETACHED)) {
			throw new IllegalStateException("the bytes of this message are detached already");
		}
		return this;
	}

	/**
	 * A source for the next message of a stream. Each message has its source for itself
	 * while it is read.
	 * @param before what {@link #release} let go of, or null
	 * @param message its bytes; the reference is handed over
	 * @param wireLength how many there were before decompression
	 * @return a source
	 */
	public static BufferMessageSource after(@Nullable BufferMessageSource before, ByteBuf message, int wireLength) {
		if (before == null) {
			return new BufferMessageSource(message, wireLength);
		}
		before.message = message;
		before.wireLength = wireLength;
		before.state = ATTACHED;
		return before;
	}

	/**
	 * Gives the memory back unless it was detached. Called by whoever made this source
	 * when the marshaller is done; further calls do nothing.
	 * @return whether nobody has this source any more: it may be used for another message
	 */
	public boolean release() {
		if (this.copy != null) {
			this.copy.release();
			this.copy = null;
		}
		return releaseFrom(ATTACHED);
	}

	@Override
	public void close() {
		releaseFrom(DETACHED);
	}

	private boolean releaseFrom(int expected) {
		boolean first = STATE.compareAndSet(this, expected, RELEASED);
		if (first) {
			this.message.release();
		}
		return first;
	}

	@Override
	public String toString() {
		return "BufferMessageSource[" + ((this.state == RELEASED) ? "released" : this.message) + "]";
	}

}
