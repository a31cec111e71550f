package io.clientconn.rpc;

import java.io.IOException;
import java.io.OutputStream;

/**
 * One way to make request messages smaller. Stateless and thread-safe; runs on the thread
 * of the caller who sends.
 * <p>
 * gRPC compresses each message by itself (gRPC compression document), so nothing may be
 * carried over from one message to the next.
 *
 * @since 0.1.0
 */
public interface Compressor {

	/**
	 * The name that servers know it by, as in {@code gzip}. It is the value of the
	 * {@code grpc-encoding} header.
	 * @return a name of lower-case letters, digits and dashes
	 */
	String encoding();

	/**
	 * Makes a stream for one message.
	 * @param target where the compressed bytes go
	 * @return a stream that compresses what is written to it, and that has written
	 * everything to the target when it is closed
	 * @throws IOException if that cannot be done; the call ends with
	 * {@link StatusCode#INTERNAL}
	 */
	OutputStream compress(OutputStream target) throws IOException;

}
