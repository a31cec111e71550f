package io.clientconn.internal.call;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseInfo;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;

/**
 * The end of the interceptor chain: makes the calls of one channel. Stateless; never does
 * I/O on the caller's thread.
 */
public final class CallFactory implements Channel {

	private final CallEnvironment environment;

	/**
	 * Creates a factory.
	 */
	public CallFactory(CallEnvironment environment) {
		this.environment = environment;
	}

	@Override
	public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
			ResponseListener<R> listener) {
		ResponseInfo capture = options.capture();
		ResponseListener<R> hears = (capture != null) ? capture.recording(listener, this.environment.scheduler())
				: listener;
		RpcCall<Q, R> call = new RpcCall<>(this.environment, method, options, hears);
		call.begin();
		return new RequestStream<>(call, method, this.environment.framer());
	}

	@Override
	public String authority() {
		return this.environment.authority();
	}

}
