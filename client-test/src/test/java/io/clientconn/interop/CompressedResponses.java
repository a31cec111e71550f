package io.clientconn.interop;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.testing.integration.Messages.ResponseParameters;
import io.grpc.testing.integration.Messages.StreamingOutputCallRequest;

/**
 * The server feature CompressedResponse for streams: each response is compressed or not
 * as its parameters say. For unary calls the test service does that itself.
 */
final class CompressedResponses implements ServerInterceptor {

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		Queue<Boolean> wanted = new ConcurrentLinkedQueue<>();
		ServerCall<Q, R> compressing = new SimpleForwardingServerCall<>(call) {

			@Override
			public void sendHeaders(Metadata responseHeaders) {
				if (wanted.contains(true)) {
					setCompression("gzip");
				}
				super.sendHeaders(responseHeaders);
			}

			@Override
			public void sendMessage(R message) {
				Boolean compressed = wanted.poll();
				if (compressed != null) {
					setMessageCompression(compressed);
				}
				super.sendMessage(message);
			}

		};
		return new SimpleForwardingServerCallListener<>(next.startCall(compressing, headers)) {

			@Override
			public void onMessage(Q message) {
				if (message instanceof StreamingOutputCallRequest request) {
					request.getResponseParametersList()
						.stream()
						.map(ResponseParameters::getCompressed)
						.forEach((compressed) -> wanted.add(compressed.getValue()));
				}
				super.onMessage(message);
			}

		};
	}

}
