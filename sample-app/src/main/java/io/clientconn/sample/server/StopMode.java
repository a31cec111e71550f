package io.clientconn.sample.server;

/**
 * How to stop a server.
 */
public enum StopMode {

	/** Take no new call, let the running ones finish. */
	GRACEFUL,
	/** Cut the running calls. */
	HARD

}
