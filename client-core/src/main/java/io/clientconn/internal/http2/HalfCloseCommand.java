package io.clientconn.internal.http2;

/**
 * Ends the sending side of a stream.
 */
final class HalfCloseCommand extends LinkedCommand {

	private final Http2Stream stream;

	HalfCloseCommand(Http2Stream stream) {
		this.stream = stream;
	}

	@Override
	public void applyTo(Http2Connection connection) {
		connection.streams().halfClose(this.stream);
	}

}
