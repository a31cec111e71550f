package io.clientconn.stub;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;

import org.jspecify.annotations.Nullable;

/**
 * A running call whose responses are read by blocking. Always close it: closing cancels
 * what is left of the call. A few messages are fetched ahead; beyond that the server is
 * held back by flow control.
 * <p>
 * One thread at a time reads; {@link #close} may come from any thread and ends a waiting
 * read. Waiting parks the thread, virtual ones included, and holds no lock. An interrupt
 * cancels the call, and the waiting method throws {@link StatusCode#CANCELLED} with the
 * interrupt flag set. Every way of reading draws from the same sequence, so no message is
 * seen twice.
 *
 * @param <R> the response message
 * @since 0.1.0
 */
public interface ServerStreamingCall<R> extends AutoCloseable, Iterable<R> {

	/**
	 * Waits for the next message.
	 * @return the message, or null after the last one
	 * @throws StatusException if the call failed, once all messages before the failure
	 * are read; {@link StatusCode#CANCELLED} if it was closed before all messages were
	 * read, also if the server had ended it well by then
	 */
	@Nullable R read();

	/**
	 * Waits for the server's headers.
	 * @return its custom headers; empty if it ended the call without any
	 * @throws StatusException if the call failed before headers came
	 */
	Metadata headers();

	/**
	 * Cancels the call unless it is over. Messages not read yet are dropped. Does not
	 * wait. Further calls do nothing.
	 */
	@Override
	void close();

	/**
	 * Reads with a loop.
	 * @return an iterator whose methods wait and fail like {@link #read}
	 */
	@Override
	default Iterator<R> iterator() {
		return new MessageIterator<>(this::read);
	}

	/**
	 * Reads as a stream. Closing the stream closes the call.
	 * @return a sequential, ordered stream that waits and fails like {@link #read}
	 */
	default Stream<R> stream() {
		Spliterator<R> messages = Spliterators.spliteratorUnknownSize(iterator(),
				Spliterator.ORDERED | Spliterator.NONNULL);
		return StreamSupport.stream(messages, false).onClose(this::close);
	}

}
