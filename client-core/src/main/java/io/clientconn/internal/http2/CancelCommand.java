package io.clientconn.internal.http2;

import io.clientconn.rpc.Status;

/**
 * Ends a stream from our side.
 */
final class CancelCommand extends LinkedCommand {

	private final Http2Stream stream;

	private final Status reason;

	CancelCommand(Http2Stream stream, Status reason) {
		this.stream = stream;
		this.reason = reason;
	}

	@Override
	public void applyTo(Http2Connection connection) {
		connection.streams().cancel(this.stream, this.reason);
	}

}
