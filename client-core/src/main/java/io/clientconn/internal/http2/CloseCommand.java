package io.clientconn.internal.http2;

import io.clientconn.rpc.Status;

/**
 * Ends everything now.
 */
final class CloseCommand extends LinkedCommand {

	private final Status reason;

	CloseCommand(Status reason) {
		this.reason = reason;
	}

	@Override
	public void applyTo(Http2Connection connection) {
		connection.lifecycle().close(this.reason);
	}

}
