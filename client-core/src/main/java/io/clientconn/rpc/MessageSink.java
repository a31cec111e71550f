package io.clientconn.rpc;

import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Where a {@link Marshaller} writes one message. It uses either the buffer or the stream.
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
	 * A stream that grows as it is written. Closing it is allowed and does nothing.
	 * @return the stream
	 */
	OutputStream stream();

}
