package io.clientconn.interop;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.grpc.Context;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.testing.integration.Messages.BoolValue;
import io.grpc.testing.integration.Messages.SimpleRequest;
import io.grpc.testing.integration.Messages.StreamingInputCallRequest;
import org.jspecify.annotations.Nullable;

/**
 * The server feature CompressedRequest: a request that says whether it is compressed and
 * is not what it says ends its call with INVALID_ARGUMENT. grpc-java shows the flag of a
 * message to tracers only, as an unknown uncompressed size.
 */
final class CompressedRequests extends ServerStreamTracer.Factory implements ServerInterceptor {

	private static final Context.Key<Flags> FLAGS = Context.key("compressed-flags");

	@Override
	public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
		return new Flags();
	}

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		Flags flags = FLAGS.get();
		return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {

			private boolean refused;

			@Override
			public void onMessage(Q message) {
				boolean compressed = Boolean.TRUE.equals(flags.ofMessages.poll());
				BoolValue expected = expected(message);
				if (expected == null || expected.getValue() == compressed) {
					super.onMessage(message);
					return;
				}
				this.refused = true;
				call.close(Status.INVALID_ARGUMENT.withDescription("the compressed flag is " + compressed),
						new Metadata());
			}

			@Override
			public void onHalfClose() {
				if (!this.refused) {
					super.onHalfClose();
				}
			}

		};
	}

	private static @Nullable BoolValue expected(Object message) {
		if (message instanceof SimpleRequest request && request.hasExpectCompressed()) {
			return request.getExpectCompressed();
		}
		if (message instanceof StreamingInputCallRequest request && request.hasExpectCompressed()) {
			return request.getExpectCompressed();
		}
		return null;
	}

	private static final class Flags extends ServerStreamTracer {

		private final Queue<Boolean> ofMessages = new ConcurrentLinkedQueue<>();

		@Override
		public Context filterContext(Context context) {
			return context.withValue(FLAGS, this);
		}

		@Override
		public void inboundMessageRead(int number, long wireSize, long uncompressedSize) {
			this.ofMessages.add(uncompressedSize < 0);
		}

	}

}
