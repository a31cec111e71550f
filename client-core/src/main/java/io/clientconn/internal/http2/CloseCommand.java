package io.clientconn.internal.http2;

import io.clientconn.rpc.Status;

/**
 * Ends everything now.
 */
record CloseCommand(Status reason) implements Command {

	@Override
	public void applyTo(Http2Connection connection) {
		connection.lifecycle().close(this.reason);
	}

}
