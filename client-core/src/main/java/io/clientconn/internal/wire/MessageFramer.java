package io.clientconn.internal.wire;

import java.io.OutputStream;

import io.clientconn.rpc.Compressor;
import io.clientconn.rpc.Marshaller;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * Turns a message into what travels in DATA frames: a flag byte, the length in four bytes
 * and the message, in one buffer.
 * <p>
 * Immutable; runs on the thread of the caller who sends. It never touches a connection,
 * and it never keeps a buffer: the caller owns the one reference that it returns.
 */
public final class MessageFramer {

	/** The flag byte and the length in front of each message. */
	public static final int PREFIX_LENGTH = 5;

	/** The largest message that is made on the heap. */
	private static final int SMALL = 4096 - PREFIX_LENGTH;

	/** The flag byte of a compressed message. */
	private static final int COMPRESSED = 1;

	/** What a message without bytes is on the wire. */
	private static final ByteBuf EMPTY = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[PREFIX_LENGTH]));

	private final ByteBufAllocator allocator;

	/**
	 * Creates a framer.
	 * @param allocator where buffers come from
	 */
	public MessageFramer(ByteBufAllocator allocator) {
		this.allocator = allocator;
	}

	/**
	 * Encodes and frames a message.
	 * @param <T> the message
	 * @param marshaller writes the message
	 * @param message the message
	 * @param maxOutbound how many bytes the message may have, the prefix not counted
	 * @return a buffer with the prefix and the message, whose only reference is the
	 * caller's
	 * @throws StatusException if the message is larger than allowed
	 * ({@link StatusCode#RESOURCE_EXHAUSTED}) or the marshaller fails
	 * ({@link StatusCode#INTERNAL}, with its exception as the cause)
	 */
	public <T> ByteBuf frame(Marshaller<T> marshaller, T message, int maxOutbound) {
		return encode(marshaller, message, size(marshaller, message, maxOutbound), maxOutbound);
	}

	/**
	 * The same for whoever moves no index of the buffer: messages without bytes share
	 * one.
	 * @param <T> the message
	 * @param marshaller writes the message, unless it has no bytes
	 * @param message the message
	 * @param maxOutbound how many bytes the message may have, the prefix not counted
	 * @return a buffer with the prefix and the message, to be released like any other
	 * @throws StatusException as for {@link #frame}
	 */
	public <T> ByteBuf sharedFrame(Marshaller<T> marshaller, T message, int maxOutbound) {
		int announced = size(marshaller, message, maxOutbound);
		return (announced == 0) ? EMPTY : encode(marshaller, message, announced, maxOutbound);
	}

	private <T> ByteBuf encode(Marshaller<T> marshaller, T message, int announced, int maxOutbound) {
		ByteBuf buffer = bufferFor(announced);
		boolean done = false;
		try {
			buffer.writeZero(PREFIX_LENGTH);
			long written = write(marshaller, message, buffer, announced, maxOutbound);
			if (written > maxOutbound) {
				throw tooLarge(written, maxOutbound);
			}
			buffer.setInt(1, (int) written);
			done = true;
			return buffer;
		}
		finally {
			if (!done) {
				buffer.release();
			}
		}
	}

	/**
	 * Small messages are copied on their way to the socket, so they may lie on the heap,
	 * which is what marshallers write to best.
	 */
	private ByteBuf bufferFor(int announced) {
		if (announced < 0) {
			return this.allocator.buffer();
		}
		int size = PREFIX_LENGTH + announced;
		return (announced <= SMALL) ? this.allocator.heapBuffer(size, size) : this.allocator.buffer(size, size);
	}

	/**
	 * Encodes, compresses and frames a message, unless it is empty: that stays as it is.
	 * @param <T> the message
	 * @param marshaller writes the message
	 * @param message the message
	 * @param maxOutbound how many bytes the compressed message may have, the prefix not
	 * counted
	 * @param compressor how to compress
	 * @return a buffer with the prefix and the message, whose only reference is the
	 * caller's
	 * @throws StatusException as for {@link #frame}, and if the compressor fails
	 * ({@link StatusCode#INTERNAL}, with its exception as the cause)
	 */
	public <T> ByteBuf frameCompressed(Marshaller<T> marshaller, T message, int maxOutbound, Compressor compressor) {
		ByteBuf plain = frame(marshaller, message, Integer.MAX_VALUE);
		if (plain.readableBytes() == PREFIX_LENGTH) {
			return plain;
		}
		try {
			return compressed(plain.skipBytes(PREFIX_LENGTH), maxOutbound, compressor);
		}
		finally {
			plain.release();
		}
	}

	private ByteBuf compressed(ByteBuf plain, int maxOutbound, Compressor compressor) {
		ByteBuf buffer = this.allocator.buffer();
		boolean done = false;
		try {
			buffer.writeByte(COMPRESSED).writeZero(PREFIX_LENGTH - 1);
			BufferMessageSink sink = new BufferMessageSink(buffer, -1, maxOutbound);
			try (OutputStream target = compressor.compress(sink.stream())) {
				plain.readBytes(target, plain.readableBytes());
			}
			catch (Throwable ex) {
				throw new StatusException(
						Status.internal("failed to compress the request message with " + compressor.encoding())
							.withCause(ex));
			}
			long written = sink.finish();
			if (written > maxOutbound) {
				throw tooLarge(written, maxOutbound);
			}
			buffer.setInt(1, (int) written);
			done = true;
			return buffer;
		}
		finally {
			if (!done) {
				buffer.release();
			}
		}
	}

	private static <T> int size(Marshaller<T> marshaller, T message, int maxOutbound) {
		int announced;
		try {
			announced = marshaller.size(message);
		}
		catch (Throwable ex) {
			throw failed(ex);
		}
		if (announced > maxOutbound || announced > Integer.MAX_VALUE - PREFIX_LENGTH) {
			throw tooLarge(announced, maxOutbound);
		}
		return announced;
	}

	private static <T> long write(Marshaller<T> marshaller, T message, ByteBuf buffer, int announced, int maxOutbound) {
		BufferMessageSink sink = new BufferMessageSink(buffer, announced, maxOutbound);
		try {
			marshaller.write(message, sink);
		}
		catch (Throwable ex) {
			throw failed(ex);
		}
		long written = sink.finish();
		if (announced >= 0 && written != announced) {
			throw new StatusException(Status.internal("the marshaller announced a message of " + announced
					+ " bytes and wrote " + written + ": size and write must agree"));
		}
		return written;
	}

	private static StatusException failed(Throwable cause) {
		return new StatusException(Status.internal("failed to marshal the request message").withCause(cause));
	}

	public static StatusException tooLarge(long size, int maxOutbound) {
		return new StatusException(Status.of(StatusCode.RESOURCE_EXHAUSTED,
				"trying to send message larger than max (" + size + " vs. " + maxOutbound + ")"));
	}

}
