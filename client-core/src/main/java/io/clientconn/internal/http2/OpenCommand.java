package io.clientconn.internal.http2;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Opens a stream; with the message of a call that has only one.
 */
record OpenCommand(Http2Stream stream, @Nullable ByteBuf message) implements Command {

	@Override
	public void applyTo(Http2Connection connection) {
		if (this.message != null) {
			this.stream.queue().add(this.message);
			this.stream.queue().end();
		}
		connection.streams().open(this.stream);
	}

}
