package io.clientconn.internal.http2;

import io.netty.buffer.ByteBufAllocator;

/**
 * Makes what a stream needs once it has a number. Immutable itself.
 *
 * @param allocator for messages in many pieces
 * @param credit knows how many bytes a stream may receive in advance
 */
record ResponseReaders(ByteBufAllocator allocator, InboundCredit credit) {

	void start(Http2Stream stream, int id, int sendWindow) {
		stream.start(id, new SendWindow(sendWindow), new ReceiveWindow(this.credit.streamWindow()),
				new ResponseReader(stream.listener(), this.allocator, stream.request().maxInboundSize()));
	}

}
