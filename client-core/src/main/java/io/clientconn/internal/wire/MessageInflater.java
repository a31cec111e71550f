package io.clientconn.internal.wire;

import java.io.EOFException;
import java.io.InputStream;

import io.clientconn.rpc.Decompressor;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufInputStream;

/**
 * Decompresses one response message at a time, and no further than a message may be.
 * <p>
 * Immutable; runs where messages are decoded. A message that would become too large costs
 * no more memory than the limit, however small it came.
 */
public final class MessageInflater {

	private static final int LEAST_STEP = 512;

	private static final int LARGEST_STEP = 64 * 1024;

	/** Text shrinks to about that part. */
	private static final int USUAL_RATIO = 4;

	private final ByteBufAllocator allocator;

	/**
	 * Creates an inflater.
	 * @param allocator where buffers come from
	 */
	public MessageInflater(ByteBufAllocator allocator) {
		this.allocator = allocator;
	}

	/**
	 * Decompresses a message.
	 * @param compressed its bytes as received; the reference is handed over
	 * @param decompressor what undoes the compression
	 * @param maxInbound how many bytes the message may have
	 * @return the message, whose only reference is the caller's
	 * @throws StatusException if the message is larger than allowed
	 * ({@link StatusCode#RESOURCE_EXHAUSTED}) or is not what its encoding says
	 * ({@link StatusCode#INTERNAL}, with the reason as the cause)
	 */
	public ByteBuf inflate(ByteBuf compressed, Decompressor decompressor, int maxInbound) {
		ByteBuf message = null;
		boolean done = false;
		try {
			message = this.allocator.buffer(step(USUAL_RATIO * (long) compressed.readableBytes(), maxInbound));
			fill(message, compressed, decompressor, maxInbound);
			if (message.readableBytes() > maxInbound) {
				throw new StatusException(Status.of(StatusCode.RESOURCE_EXHAUSTED,
						"received message after decompression larger than max " + maxInbound));
			}
			done = true;
			return message;
		}
		finally {
			compressed.release();
			if (!done && message != null) {
				message.release();
			}
		}
	}

	/**
	 * Reads to the end, or one byte beyond the limit.
	 */
	private static void fill(ByteBuf message, ByteBuf compressed, Decompressor decompressor, int maxInbound) {
		try (InputStream source = decompressor.decompress(new ByteBufInputStream(compressed))) {
			int count = 0;
			while (count >= 0 && message.readableBytes() <= maxInbound) {
				if (!message.isWritable()) {
					message.ensureWritable(step(message.readableBytes(), maxInbound - message.readableBytes()));
				}
				long left = maxInbound + 1L - message.readableBytes();
				count = message.writeBytes(source, (int) Math.min(left, message.writableBytes()));
			}
		}
		catch (Throwable ex) {
			throw corrupt(decompressor, ex);
		}
	}

	private static int step(long wanted, int limit) {
		return (int) Math.min(limit + 1L, Math.max(LEAST_STEP, Math.min(wanted, LARGEST_STEP)));
	}

	private static StatusException corrupt(Decompressor decompressor, Throwable cause) {
		String what = (cause instanceof EOFException) ? "it is cut off" : "it is not " + decompressor.encoding() + " ("
				+ ((cause.getMessage() != null) ? cause.getMessage() : cause.toString()) + ")";
		return new StatusException(
				Status.internal("failed to decompress the response message: " + what).withCause(cause));
	}

}
