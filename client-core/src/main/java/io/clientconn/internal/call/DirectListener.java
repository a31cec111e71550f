package io.clientconn.internal.call;

import io.clientconn.transport.StreamOutcome;

/**
 * Hears a {@link DirectStream}, in its serializer, until it ends or is cancelled.
 *
 * @param <R> the response message
 */
public interface DirectListener<R> {

	/**
	 * The server said something new. Of messages that come together only the last one is
	 * told: it replaces the others.
	 * @param response what holds from now on
	 */
	void latest(R response);

	/**
	 * The stream is over, or could not be opened. The last event.
	 * @param outcome how it ended
	 */
	void ended(StreamOutcome outcome);

}
