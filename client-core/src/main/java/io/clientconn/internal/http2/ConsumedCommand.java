package io.clientconn.internal.http2;

/**
 * Gives the peer credit for what the application took.
 */
final class ConsumedCommand extends LinkedCommand {

	private final Http2Stream stream;

	private final int bytes;

	ConsumedCommand(Http2Stream stream, int bytes) {
		this.stream = stream;
		this.bytes = bytes;
	}

	@Override
	public void applyTo(Http2Connection connection) {
		connection.receiver().consumed(this.stream, this.bytes);
	}

}
