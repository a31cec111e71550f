package io.clientconn.internal.http2;

import io.netty.buffer.ByteBufAllocator;

/**
 * Makes what a stream needs once it has a number. Immutable itself.
 *
 * @param allocator for messages in many pieces
 * @param credit knows how many bytes a stream may receive in advance
 */
record ResponseReaders(ByteBufAllocator allocator, InboundCredit credit) {

	Http2Stream.Started started(int id, int sendWindow, Http2Stream stream) {
		return new Http2Stream.Started(id, new SendWindow(sendWindow), new ReceiveWindow(this.credit.streamWindow()),
				new ResponseReader(stream.listener(), this.allocator, stream.request().maxInboundSize()));
	}

}
