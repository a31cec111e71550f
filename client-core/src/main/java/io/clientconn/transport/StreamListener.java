package io.clientconn.transport;

import io.clientconn.rpc.Metadata;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

/**
 * Hears the response of one attempt. Called on the event loop of the connection; must not
 * block nor run user code.
 *
 * @since 0.1.0
 */
public interface StreamListener {

	/**
	 * The response headers. At most once; not for a trailers-only response.
	 * @param headers custom headers
	 * @param encoding the {@code grpc-encoding}, or null if the server named none
	 */
	void headers(Metadata headers, @Nullable String encoding);

	/**
	 * A whole message.
	 * @param message its bytes without the prefix; the reference is handed over
	 * @param compressed the compressed flag of its prefix
	 */
	void message(ByteBuf message, boolean compressed);

	/**
	 * {@link TransportStream#isReady} turned true.
	 */
	void ready();

	/**
	 * The stream ended. Exactly once, and nothing after it but {@link #passEnded}.
	 * @param outcome how
	 */
	void closed(StreamOutcome outcome);

	/**
	 * The loop pass that brought events to this stream is over: time to hand them on
	 * together.
	 */
	void passEnded();

	/**
	 * Whether the stream is a call's.
	 * @return false for what the channel asks for itself, such as the health of a server
	 */
	default boolean isOfCall() {
		return true;
	}

	/**
	 * Whether the application waits for a message that has not come: if so, a message
	 * larger than the window gets room to arrive.
	 * @return true if a message would be delivered at once
	 */
	boolean awaitsMessage();

}
