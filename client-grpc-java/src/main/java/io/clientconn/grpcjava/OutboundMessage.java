package io.clientconn.grpcjava;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import io.clientconn.rpc.Marshaller;
import io.clientconn.rpc.MessageSink;
import io.clientconn.rpc.MessageSource;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.Status;

/**
 * One request as the marshaller of grpc-java hands it over. It goes into the buffer for
 * the wire without a stop.
 * <p>
 * Lives on the sending thread for the time of one {@code sendMessage}, or longer if an
 * interceptor of our runtime keeps it.
 */
final class OutboundMessage {

	static final Marshaller<OutboundMessage> MARSHALLER = new Writer();

	private final InputStream stream;

	private final int limit;

	private final BridgeCall<?, ?> call;

	OutboundMessage(InputStream stream, int limit, BridgeCall<?, ?> call) {
		this.stream = stream;
		this.limit = limit;
		this.call = call;
	}

	/**
	 * One without bytes says that it does not know: it is written then, and so closed and
	 * counted like all others.
	 */
	private int size() {
		if (!(this.stream instanceof KnownLength)) {
			return -1;
		}
		try {
			int size = this.stream.available();
			check(size);
			return (size > 0) ? size : -1;
		}
		catch (IOException ex) {
			this.call.failedToSend(ex);
			discard();
			throw new UncheckedIOException("the marshaller does not tell the size of its message", ex);
		}
		catch (RuntimeException ex) {
			this.call.failedToSend(ex);
			discard();
			throw ex;
		}
	}

	private void write(MessageSink sink) throws IOException {
		try (InputStream message = this.stream) {
			long written = (message instanceof Drainable drainable) ? drainable.drainTo(sink.stream())
					: message.transferTo(sink.stream());
			check(written);
			this.call.encoded(written);
		}
		catch (Throwable ex) {
			this.call.failedToSend(ex);
			throw ex;
		}
	}

	private void check(long size) {
		if (size > this.limit) {
			throw Status.RESOURCE_EXHAUSTED.withDescription("message too large " + size + " > " + this.limit)
				.asRuntimeException();
		}
	}

	/**
	 * Nobody wants it any more.
	 */
	void discard() {
		try {
			this.stream.close();
		}
		catch (IOException ex) {
			// It was only read from memory.
		}
	}

	private static final class Writer implements Marshaller<OutboundMessage> {

		@Override
		public int size(OutboundMessage message) {
			return message.size();
		}

		@Override
		public void write(OutboundMessage message, MessageSink sink) throws IOException {
			message.write(sink);
		}

		@Override
		public OutboundMessage read(MessageSource source) {
			throw new UnsupportedOperationException("requests are only written");
		}

	}

}
