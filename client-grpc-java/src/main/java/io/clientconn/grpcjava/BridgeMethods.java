package io.clientconn.grpcjava;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.clientconn.rpc.Marshaller;
import io.clientconn.rpc.MessageSink;
import io.clientconn.rpc.MessageSource;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.MethodDescriptor.Idempotency;
import io.clientconn.rpc.MethodDescriptor.Kind;

/**
 * Our descriptors of methods that grpc-java describes. They carry bytes: both marshallers
 * of grpc-java are asked by the call itself, as its failures are told differently there.
 */
final class BridgeMethods {

	/** Proxies call whatever they are asked to call; their names are not all kept. */
	private static final int MOST_KEPT = 4096;

	private final Map<String, MethodDescriptor<OutboundMessage, MessageSource.Detached>> known = new ConcurrentHashMap<>();

	MethodDescriptor<OutboundMessage, MessageSource.Detached> of(io.grpc.MethodDescriptor<?, ?> method) {
		MethodDescriptor<OutboundMessage, MessageSource.Detached> found = this.known.get(method.getFullMethodName());
		if (found != null && found.kind() == kind(method) && found.idempotency() == idempotency(method)) {
			return found;
		}
		MethodDescriptor<OutboundMessage, MessageSource.Detached> made = MethodDescriptor
			.of(method.getFullMethodName(), kind(method), OutboundMessage.MARSHALLER, new Untouched())
			.withIdempotency(idempotency(method));
		if (this.known.size() < MOST_KEPT) {
			this.known.put(method.getFullMethodName(), made);
		}
		return made;
	}

	private static Kind kind(io.grpc.MethodDescriptor<?, ?> method) {
		return switch (method.getType()) {
			case UNARY -> Kind.UNARY;
			case CLIENT_STREAMING -> Kind.CLIENT_STREAMING;
			case SERVER_STREAMING -> Kind.SERVER_STREAMING;
			case BIDI_STREAMING, UNKNOWN -> Kind.BIDI_STREAMING;
		};
	}

	private static Idempotency idempotency(io.grpc.MethodDescriptor<?, ?> method) {
		if (method.isSafe()) {
			return Idempotency.NO_SIDE_EFFECTS;
		}
		return method.isIdempotent() ? Idempotency.IDEMPOTENT : Idempotency.UNKNOWN;
	}

	/**
	 * Hands responses on as they are.
	 */
	private static final class Untouched implements Marshaller<MessageSource.Detached> {

		@Override
		public int size(MessageSource.Detached message) {
			throw new UnsupportedOperationException("responses are only read");
		}

		@Override
		public void write(MessageSource.Detached message, MessageSink sink) {
			throw new UnsupportedOperationException("responses are only read");
		}

		@Override
		public MessageSource.Detached read(MessageSource source) {
			return source.detach();
		}

	}

}
