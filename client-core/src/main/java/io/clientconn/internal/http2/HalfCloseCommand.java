package io.clientconn.internal.http2;

/**
 * Ends the sending side of a stream.
 */
record HalfCloseCommand(Http2Stream stream) implements Command {

	@Override
	public void applyTo(Http2Connection connection) {
		connection.streams().halfClose(this.stream);
	}

}
