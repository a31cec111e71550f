package io.clientconn.internal.http2;

import io.clientconn.rpc.Status;

/**
 * Takes no new streams and closes after the last one.
 */
record ShutdownCommand(Status reason) implements Command {

	@Override
	public void applyTo(Http2Connection connection) {
		connection.lifecycle().shutdown(this.reason);
	}

}
