package io.clientconn.rpc;

import java.io.IOException;

/**
 * Turns messages into bytes and back. Stateless and thread-safe; runs on the caller's
 * thread when sending and on the callback executor when receiving, never on an event loop
 * unless the call asked for direct execution.
 *
 * @param <T> the message
 * @since 0.1.0
 */
public interface Marshaller<T> {

	/**
	 * The exact size of a message in bytes. A message of none is not written at all.
	 * @param message the message
	 * @return its size, or -1 if only writing it tells
	 */
	int size(T message);

	/**
	 * Writes a message.
	 * @param message the message
	 * @param sink where to
	 * @throws IOException if the message cannot be written; the call ends
	 */
	void write(T message, MessageSink sink) throws IOException;

	/**
	 * Reads a message.
	 * @param source its bytes, valid during this method only, unless detached
	 * @return the message
	 * @throws IOException if the bytes are no such message; the call ends
	 */
	T read(MessageSource source) throws IOException;

}
