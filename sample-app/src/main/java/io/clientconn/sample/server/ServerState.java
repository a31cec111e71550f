package io.clientconn.sample.server;

/**
 * What an embedded server is doing.
 */
public enum ServerState {

	/** It takes calls. */
	RUNNING,
	/** It takes no new call and lets the running ones finish. */
	STOPPING,
	/** Its port is closed and no call is left. */
	STOPPED

}
