package io.clientconn.internal.http2;

import io.netty.buffer.ByteBuf;

/**
 * Queues a message.
 */
class SendCommand extends LinkedCommand {

	private final Http2Stream stream;

	private final ByteBuf message;

	SendCommand(Http2Stream stream, ByteBuf message) {
		this.stream = stream;
		this.message = message;
	}

	@Override
	public void applyTo(Http2Connection connection) {
		connection.streams().send(this.stream, this.message, isLast());
	}

	/** A class of its own takes less room than a field. */
	boolean isLast() {
		return false;
	}

	/**
	 * Queues a message and ends the sending side.
	 */
	static final class Last extends SendCommand {

		Last(Http2Stream stream, ByteBuf message) {
			super(stream, message);
		}

		@Override
		boolean isLast() {
			return true;
		}

	}

}
