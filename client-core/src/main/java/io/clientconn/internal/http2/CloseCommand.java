package io.clientconn.internal.http2;

import io.clientconn.rpc.Status;

/**
 * Ends everything now.
 */
final class CloseCommand extends Command {

	private final Status reason;

	CloseCommand(Status reason) {
		this.reason = reason;
	}

	@Override
	void applyTo(Http2Connection connection) {
		connection.lifecycle().close(this.reason);
	}

}
