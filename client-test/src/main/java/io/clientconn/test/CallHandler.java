package io.clientconn.test;

/**
 * The service's side of a method, for scripts that need headers, flow control or the
 * moment of a cancellation. Methods without such wishes are easier with the other methods
 * of {@link FakeService.Builder}. Thread-safe, as calls may overlap.
 *
 * @param <Q> the request message
 * @param <R> the response message
 * @since 0.1.0
 */
@FunctionalInterface
public interface CallHandler<Q, R> {

	/**
	 * A call begins. What is thrown here or by the listener ends the call with that
	 * status.
	 * @param call answers it; nothing arrives before {@link ServedCall#request}
	 * @return hears its requests
	 */
	RequestListener<Q> start(ServedCall<R> call);

}
