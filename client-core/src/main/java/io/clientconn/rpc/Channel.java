package io.clientconn.rpc;

/**
 * Opens calls. Thread-safe.
 *
 * @since 0.1.0
 */
public interface Channel {

	/**
	 * Starts a call. It never blocks and does no I/O on the calling thread; failures of
	 * every kind reach the listener.
	 * <p>
	 * A call to a method with a single request goes out with its request, so nothing is
	 * sent before {@link ClientStream#send}.
	 * @param <Q> the request message
	 * @param <R> the response message
	 * @param method what to call
	 * @param options what the call asks for
	 * @param listener hears the response
	 * @return the sending side of the call
	 */
	<Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options, ResponseListener<R> listener);

	/**
	 * The authority of calls that do not choose another one.
	 * @return the {@code :authority} header
	 */
	String authority();

}
