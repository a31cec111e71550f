package io.clientconn.internal.http2;

import io.netty.buffer.ByteBufAllocator;

/**
 * Makes what a stream needs once it has a number. Immutable.
 *
 * @param allocator for messages in many pieces
 * @param receiveWindow how many bytes a stream may receive in advance
 */
record ResponseReaders(ByteBufAllocator allocator, int receiveWindow) {

	Http2Stream.Started started(int id, int sendWindow, Http2Stream stream) {
		return new Http2Stream.Started(id, new SendWindow(sendWindow), new ReceiveWindow(this.receiveWindow),
				new ResponseReader(stream.listener(), this.allocator, stream.request().maxInboundSize()));
	}

}
