package io.clientconn.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The bytes of one received message, decompressed.
 *
 * @since 0.1.0
 */
public interface MessageSource {

	/**
	 * How many bytes the message has.
	 * @return zero or more
	 */
	int length();

	/**
	 * How many bytes it had on the wire, without its prefix.
	 * @return {@link #length()}, unless the message was compressed
	 */
	default int wireLength() {
		return length();
	}

	/**
	 * The message where it lies in memory. Reading moves only the buffers' own positions.
	 * @return read-only buffers in order; together {@link #length()} bytes
	 */
	List<ByteBuffer> buffers();

	/**
	 * The message in an array, for a marshaller that reads arrays best. The array may
	 * hold other bytes around the message, and after {@link Marshaller#read} it belongs
	 * to somebody else, even if the message was detached.
	 * @return a buffer with an array and {@link #length()} bytes remaining, to be read
	 * only
	 */
	default ByteBuffer onHeap() {
		ByteBuffer copy = ByteBuffer.allocate(length());
		for (ByteBuffer part : buffers()) {
			copy.put(part);
		}
		return copy.flip();
	}

	/**
	 * Reads the message from an array, as {@link #onHeap} has it, without a buffer around
	 * it.
	 * @param <T> the message
	 * @param reader reads it
	 * @return what the reader answers
	 * @throws IOException if the reader throws it
	 */
	default <T> T readArray(ArrayReader<T> reader) throws IOException {
		ByteBuffer bytes = onHeap();
		return reader.read(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
	}

	/**
	 * The message as a stream. It reads from the start each time it is asked for.
	 * @return the stream
	 */
	InputStream stream();

	/**
	 * Hands the memory over to the caller, who then owns it beyond
	 * {@link Marshaller#read} and must close it.
	 * @return the same bytes
	 * @throws IllegalStateException if they are detached already
	 */
	Detached detach();

	/**
	 * Reads messages from arrays.
	 *
	 * @param <T> the message
	 */
	@FunctionalInterface
	interface ArrayReader<T> {

		/**
		 * Reads a message.
		 * @param array holds other bytes around those of the message, and is to be read
		 * only
		 * @param offset where the message starts
		 * @param length how many bytes it has
		 * @return the message
		 * @throws IOException if the bytes are no such message; the call ends
		 */
		T read(byte[] array, int offset, int length) throws IOException;

	}

	/**
	 * Bytes that belong to whoever detached them.
	 */
	interface Detached extends MessageSource, AutoCloseable {

		/**
		 * Gives the memory back. The buffers must not be read afterwards. Further calls
		 * do nothing.
		 */
		@Override
		void close();

	}

}
