package io.clientconn.rpc;

/**
 * A channel with one interceptor in front. Immutable; it does nothing of its own.
 */
final class InterceptedChannel implements Channel {

	private final ClientInterceptor interceptor;

	private final Channel next;

	InterceptedChannel(ClientInterceptor interceptor, Channel next) {
		this.interceptor = interceptor;
		this.next = next;
	}

	@Override
	public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
			ResponseListener<R> listener) {
		return this.interceptor.newStream(method, options, listener, this.next);
	}

	@Override
	public String authority() {
		return this.next.authority();
	}

	@Override
	public String toString() {
		return this.interceptor + " > " + this.next;
	}

}
