package io.clientconn.internal.wire;

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

	private final ByteBuf message;

	private final int wireLength;

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
		if (this.state != ATTACHED) {
			return MessageSource.Detached.super.onHeap();
		}
		if (this.message.hasArray()) {
			return heap(this.message);
		}
		ByteBuf copy = this.copy;
		if (copy == null) {
			int length = length();
			copy = this.message.alloc().heapBuffer(length, length);
			this.copy = copy;
			copy.writeBytes(this.message, this.message.readerIndex(), length);
		}
		return heap(copy);
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
	 * Gives the memory back unless it was detached. Called by whoever made this source
	 * when the marshaller is done; further calls do nothing.
	 */
	public void release() {
		if (this.copy != null) {
			this.copy.release();
			this.copy = null;
		}
		releaseFrom(ATTACHED);
	}

	@Override
	public void close() {
		releaseFrom(DETACHED);
	}

	private void releaseFrom(int expected) {
		if (STATE.compareAndSet(this, expected, RELEASED)) {
			this.message.release();
		}
	}

	@Override
	public String toString() {
		return "BufferMessageSource[" + ((this.state == RELEASED) ? "released" : this.message) + "]";
	}

}
