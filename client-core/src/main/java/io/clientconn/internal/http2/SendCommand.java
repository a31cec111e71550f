package io.clientconn.internal.http2;

import io.netty.buffer.ByteBuf;

/**
 * Queues a message.
 */
record SendCommand(Http2Stream stream, ByteBuf message, boolean last) implements Command {

	@Override
	public void applyTo(Http2Connection connection) {
		connection.streams().send(this.stream, this.message, this.last);
	}

}
