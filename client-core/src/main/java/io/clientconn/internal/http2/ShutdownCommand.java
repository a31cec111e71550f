package io.clientconn.internal.http2;

import io.clientconn.rpc.Status;

/**
 * Takes no new streams and closes after the last one.
 */
final class ShutdownCommand extends LinkedCommand {

	private final Status reason;

	ShutdownCommand(Status reason) {
		this.reason = reason;
	}

	@Override
	public void applyTo(Http2Connection connection) {
		connection.lifecycle().shutdown(this.reason);
	}

}
