package io.clientconn.grpcjava;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

import io.clientconn.rpc.MessageSource;

import io.grpc.Detachable;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;

import org.jspecify.annotations.Nullable;

/**
 * One response for the marshaller of grpc-java, read where it lies. Belongs to one thread
 * at a time, as input streams do.
 * <p>
 * It owns the memory: {@link #close} gives it back, unless {@link #detach} has handed it
 * to another stream.
 */
final class InboundStream extends InputStream implements KnownLength, HasByteBuffer, Detachable {

	private MessageSource.@Nullable Detached source;

	private List<ByteBuffer> buffers;

	/** The buffer being read; those before it are at their end. */
	private int at;

	private int remaining;

	private int markedAt = -1;

	private int markedPosition;

	private int markedRemaining;

	InboundStream(MessageSource.Detached source) {
		this.source = source;
		this.buffers = source.buffers();
		this.remaining = source.length();
	}

	private InboundStream(InboundStream from) {
		this.source = from.source;
		this.buffers = from.buffers;
		this.at = from.at;
		this.remaining = from.remaining;
	}

	/**
	 * The buffer with the next byte, or null at the end.
	 */
	private @Nullable ByteBuffer current() {
		while (this.at < this.buffers.size()) {
			ByteBuffer buffer = this.buffers.get(this.at);
			if (buffer.hasRemaining()) {
				return buffer;
			}
			if (this.at + 1 == this.buffers.size()) {
				return null;
			}
			this.at++;
		}
		return null;
	}

	@Override
	public int read() {
		ByteBuffer buffer = current();
		if (buffer == null) {
			return -1;
		}
		this.remaining--;
		return buffer.get() & 0xff;
	}

	@Override
	public int read(byte[] target, int offset, int length) {
		Objects.checkFromIndexSize(offset, length, target.length);
		if (length == 0) {
			return 0;
		}
		int read = 0;
		for (ByteBuffer buffer = current(); buffer != null && read < length; buffer = current()) {
			int count = Math.min(length - read, buffer.remaining());
			buffer.get(target, offset + read, count);
			read += count;
		}
		this.remaining -= read;
		return (read == 0) ? -1 : read;
	}

	@Override
	public long skip(long count) {
		long skipped = 0;
		for (ByteBuffer buffer = current(); buffer != null && skipped < count; buffer = current()) {
			int step = (int) Math.min(count - skipped, buffer.remaining());
			buffer.position(buffer.position() + step);
			skipped += step;
		}
		this.remaining -= (int) skipped;
		return skipped;
	}

	@Override
	public int available() {
		return this.remaining;
	}

	@Override
	public boolean markSupported() {
		return true;
	}

	@Override
	@SuppressWarnings("UnsynchronizedOverridesSynchronized") // one thread at a time
	public void mark(int readLimit) {
		ByteBuffer buffer = current();
		this.markedAt = this.at;
		this.markedPosition = (buffer != null) ? buffer.position() : endOfLast();
		this.markedRemaining = this.remaining;
	}

	private int endOfLast() {
		return this.buffers.isEmpty() ? 0 : this.buffers.get(this.at).position();
	}

	@Override
	@SuppressWarnings("UnsynchronizedOverridesSynchronized") // one thread at a time
	public void reset() throws IOException {
		if (this.markedAt < 0) {
			throw new IOException("reset() without mark()");
		}
		for (int i = this.buffers.size() - 1; i > this.markedAt; i--) {
			this.buffers.get(i).rewind();
		}
		if (!this.buffers.isEmpty()) {
			this.buffers.get(this.markedAt).position(this.markedPosition);
		}
		this.at = this.markedAt;
		this.remaining = this.markedRemaining;
	}

	@Override
	public boolean byteBufferSupported() {
		return true;
	}

	/**
	 * What can be read next without copying; reading moves this stream's position only by
	 * {@link #skip}.
	 */
	@Override
	public @Nullable ByteBuffer getByteBuffer() {
		ByteBuffer buffer = current();
		return (buffer != null) ? buffer.asReadOnlyBuffer() : null;
	}

	@Override
	public InputStream detach() {
		InboundStream owner = new InboundStream(this);
		this.source = null;
		this.buffers = List.of();
		this.at = 0;
		this.remaining = 0;
		this.markedAt = -1;
		return owner;
	}

	@Override
	public void close() {
		MessageSource.Detached owned = this.source;
		this.source = null;
		this.buffers = List.of();
		this.at = 0;
		this.remaining = 0;
		this.markedAt = -1;
		if (owned != null) {
			owned.close();
		}
	}

}
