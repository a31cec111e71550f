package io.clientconn.rpc;

import java.io.IOException;
import java.io.InputStream;

/**
 * Undoes what the server's compressor did to a response message. Stateless and
 * thread-safe; runs where callbacks run, never on an event loop unless the call asked for
 * direct execution.
 *
 * @since 0.1.0
 */
public interface Decompressor {

	/**
	 * The name that servers know it by, as in {@code gzip}: an entry of the
	 * {@code grpc-accept-encoding} header, and the value of {@code grpc-encoding} in the
	 * response.
	 * @return a name of lower-case letters, digits and dashes
	 */
	String encoding();

	/**
	 * Makes a stream that reads one message. It is read no further than the limit for
	 * messages, so it should inflate as it is read and not in advance.
	 * @param source the compressed bytes of one message
	 * @return a stream with the message, which is closed after reading
	 * @throws IOException if the bytes are not what they should be, here or in a method
	 * of the stream; the call ends with {@link StatusCode#INTERNAL}
	 */
	InputStream decompress(InputStream source) throws IOException;

}
