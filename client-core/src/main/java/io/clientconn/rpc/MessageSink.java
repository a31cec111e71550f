package io.clientconn.rpc;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Where a {@link Marshaller} writes one message. It uses the array, the buffer or the
 * stream.
 *
 * @since 0.1.0
 */
public interface MessageSink {

	/**
	 * The memory that goes to the wire, with exactly the announced size remaining. What
	 * is left of it after writing makes the call fail.
	 * @return a writable buffer
	 * @throws IllegalStateException if {@link Marshaller#size} answered -1
	 */
	ByteBuffer buffer();

	/**
	 * Writes the message into the array that {@link #buffer} is a part of, for
	 * marshallers that need no buffer around it.
	 * @param <T> the message
	 * @param message the message
	 * @param writer writes it, at most once and before this returns
	 * @return false if that memory is not in an array; nothing is written then
	 * @throws IOException if the writer throws it
	 * @throws IllegalStateException if {@link Marshaller#size} answered -1
	 */
	default <T> boolean writeArray(T message, ArrayWriter<T> writer) throws IOException {
		return false;
	}

	/**
	 * A stream that grows as it is written. Closing it is allowed and does nothing.
	 * @return the stream
	 */
	OutputStream stream();

	/**
	 * Writes messages into arrays.
	 *
	 * @param <T> the message
	 */
	@FunctionalInterface
	interface ArrayWriter<T> {

		/**
		 * Writes a message.
		 * @param message the message
		 * @param array holds other bytes around those of the message, which are to stay
		 * as they are
		 * @param offset where the message starts
		 * @param length the announced size
		 * @return how many bytes were written
		 * @throws IOException if the message cannot be written; the call ends
		 */
		int write(T message, byte[] array, int offset, int length) throws IOException;

	}

}
