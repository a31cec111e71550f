package io.clientconn.observe;

/**
 * A {@link StateListener} that is being told. Thread-safe.
 *
 * @since 0.1.0
 */
public interface StateSubscription extends AutoCloseable {

	/**
	 * Stops telling. A call of the listener that is under way is not waited for; no other
	 * one begins. Calling it again does nothing.
	 */
	@Override
	void close();

}
