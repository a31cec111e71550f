package io.clientconn.rpc;

/**
 * Wraps every call of a channel. Runs once per call, on the caller's thread, whatever the
 * number of attempts. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ClientInterceptor {

	/**
	 * Starts a call, usually by handing it on, changed or not. If it throws, the calls
	 * that it opened meanwhile on this thread are cancelled, and the call fails with what
	 * it threw.
	 * @param <Q> the request message
	 * @param <R> the response message
	 * @param method what to call
	 * @param options what the call asks for
	 * @param listener hears the response
	 * @param next the rest of the chain; may be kept and used later
	 * @return the sending side of the call
	 */
	<Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options, ResponseListener<R> listener,
			Channel next);

	/**
	 * Puts this interceptor in front of a channel.
	 * @param next the channel, which stays as it is
	 * @return a channel whose calls go through this interceptor first
	 */
	default Channel around(Channel next) {
		return new InterceptedChannel(this, next);
	}

}
