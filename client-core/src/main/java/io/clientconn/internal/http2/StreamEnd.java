package io.clientconn.internal.http2;

import io.clientconn.transport.StreamOutcome;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;

/**
 * A decision to end a stream. Immutable.
 *
 * @param outcome what the call hears
 * @param reset the RST_STREAM to send, or null if the server ended the stream; then one
 * is sent only if our side is still open (RFC 9113 section 8.1)
 */
record StreamEnd(StreamOutcome outcome, @Nullable Http2Error reset) {

	/** The server ended the stream. */
	static StreamEnd byServer(StreamOutcome outcome) {
		return new StreamEnd(outcome, null);
	}

	/** We end it. */
	static StreamEnd byReset(StreamOutcome outcome, Http2Error reset) {
		return new StreamEnd(outcome, reset);
	}

}
