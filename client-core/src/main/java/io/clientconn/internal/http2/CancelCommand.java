package io.clientconn.internal.http2;

import io.clientconn.rpc.Status;

/**
 * Ends a stream from our side.
 */
record CancelCommand(Http2Stream stream, Status reason) implements Command {

	@Override
	public void applyTo(Http2Connection connection) {
		connection.streams().cancel(this.stream, this.reason);
	}

}
