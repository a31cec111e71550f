package io.clientconn.sample.web;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientInterceptor;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;

/**
 * Tells the {@link ServedBy} of a call what the server says of itself: in its headers, or
 * in the trailers of an answer that has nothing else. Stateless; calls without one pass.
 */
final class ServedByInterceptor implements ClientInterceptor {

	@Override
	public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
			ResponseListener<R> listener, Channel next) {
		ServedBy servedBy = options.attributes().get(ServedBy.KEY);
		return next.newStream(method, options,
				(servedBy != null) ? new AttentiveListener<>(listener, servedBy) : listener);
	}

	private record AttentiveListener<R>(ResponseListener<R> listener,
			ServedBy servedBy) implements ResponseListener<R> {

		@Override
		public void onHeaders(Metadata headers, PeerInfo peer) {
			this.servedBy.learnFrom(headers);
			this.listener.onHeaders(headers, peer);
		}

		@Override
		public void onMessage(R message) {
			this.listener.onMessage(message);
		}

		@Override
		public void onReady() {
			this.listener.onReady();
		}

		@Override
		public void onClose(CallOutcome outcome) {
			this.servedBy.learnFrom(outcome.trailers());
			this.listener.onClose(outcome);
		}

	}

}
