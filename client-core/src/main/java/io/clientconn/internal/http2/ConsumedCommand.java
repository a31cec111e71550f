package io.clientconn.internal.http2;

/**
 * Gives the peer credit for what the application took.
 */
record ConsumedCommand(Http2Stream stream, int bytes) implements Command {

	@Override
	public void applyTo(Http2Connection connection) {
		connection.receiver().consumed(this.stream, this.bytes);
	}

}
