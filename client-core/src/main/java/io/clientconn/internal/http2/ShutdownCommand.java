package io.clientconn.internal.http2;

import io.clientconn.rpc.Status;

/**
 * Takes no new streams and closes after the last one.
 */
final class ShutdownCommand extends Command {

	private final Status reason;

	ShutdownCommand(Status reason) {
		this.reason = reason;
	}

	@Override
	void applyTo(Http2Connection connection) {
		connection.lifecycle().shutdown(this.reason);
	}

}
