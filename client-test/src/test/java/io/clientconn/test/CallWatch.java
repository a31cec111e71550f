package io.clientconn.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientInterceptor;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import org.jspecify.annotations.Nullable;

/** Takes down options and credit of all calls. */
final class CallWatch implements ClientInterceptor {

	final List<RpcOptions> options = new CopyOnWriteArrayList<>();

	final List<Integer> credit = new CopyOnWriteArrayList<>();

	@Override
	public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions asked,
			ResponseListener<R> listener, Channel next) {
		this.options.add(asked);
		ClientStream<Q> stream = next.newStream(method, asked, listener);
		return new ClientStream<>() {

			@Override
			public void send(Q message, int flags) {
				stream.send(message, flags);
			}

			@Override
			public void halfClose() {
				stream.halfClose();
			}

			@Override
			public void request(int count) {
				CallWatch.this.credit.add(count);
				stream.request(count);
			}

			@Override
			public void cancel(String reason, @Nullable Throwable cause) {
				stream.cancel(reason, cause);
			}

			@Override
			public boolean isReady() {
				return stream.isReady();
			}

		};
	}

}
