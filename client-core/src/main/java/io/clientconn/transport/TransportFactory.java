package io.clientconn.transport;

/**
 * Makes connections. Thread-safe.
 *
 * @since 0.1.0
 */
public interface TransportFactory {

	/**
	 * Starts one attempt to connect. It ends in {@link TransportListener#ready} or in
	 * {@link TransportListener#closed}, at the latest when the request's timeout is over;
	 * {@link ClientTransport#close} gives it up.
	 * @param request where to, and for how long
	 * @param listener hears how it goes
	 * @return the connection to be
	 * @throws RuntimeException if there can be no attempt; it counts as one that failed
	 */
	ClientTransport connect(ConnectRequest request, TransportListener listener);

}
