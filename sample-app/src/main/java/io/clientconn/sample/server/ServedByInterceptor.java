package io.clientconn.sample.server;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * Puts the name of its server into the response of every call, failed ones included: into
 * the headers, or into the trailers of an answer that has nothing else. Thread-safe.
 */
final class ServedByInterceptor implements ServerInterceptor {

	static final Metadata.Key<String> SERVED_BY = Metadata.Key.of("served-by", Metadata.ASCII_STRING_MARSHALLER);

	private final String server;

	ServedByInterceptor(String server) {
		this.server = server;
	}

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		return next.startCall(new NamingCall<>(call, this.server), headers);
	}

	/** One call; grpc-java's service code tells it one thing at a time. */
	private static final class NamingCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

		private final String server;

		private boolean named;

		private NamingCall(ServerCall<Q, R> call, String server) {
			super(call);
			this.server = server;
		}

		@Override
		public void sendHeaders(Metadata headers) {
			name(headers);
			super.sendHeaders(headers);
		}

		@Override
		public void close(Status status, Metadata trailers) {
			if (!this.named) {
				name(trailers);
			}
			super.close(status, trailers);
		}

		private void name(Metadata metadata) {
			metadata.put(SERVED_BY, this.server);
			this.named = true;
		}

	}

}
