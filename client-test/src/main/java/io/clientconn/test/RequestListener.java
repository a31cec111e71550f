package io.clientconn.test;

/**
 * Hears the requests of one call to a {@link FakeService}, one event at a time.
 *
 * @param <Q> the request message
 * @since 0.1.0
 */
public interface RequestListener<Q> {

	/**
	 * A request arrived that was asked for.
	 * @param message the request
	 */
	void onMessage(Q message);

	/**
	 * The client has sent everything.
	 */
	default void onHalfClose() {
	}

	/**
	 * {@link ServedCall#isReady} turned true.
	 */
	default void onReady() {
	}

	/**
	 * The call was cancelled or its deadline passed. Nothing comes after it.
	 */
	default void onCancel() {
	}

}
