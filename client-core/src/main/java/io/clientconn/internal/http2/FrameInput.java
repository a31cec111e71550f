package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2FrameTypes;

/**
 * Cuts what was read into frames. The frames that calls consist of, DATA and HEADERS in
 * one piece and without padding, go to the dispatcher as they stand in the input; all
 * others go through Netty's reader, byte by byte as they come.
 * <p>
 * Owned by the event loop. It never interprets what a frame says, and never takes one out
 * of a header block that Netty's reader has begun.
 */
@OnEventLoop
final class FrameInput {

	private static final int HEAD = Http2CodecUtil.FRAME_HEADER_LENGTH;

	private static final int END_STREAM = 0x1;

	private static final int END_HEADERS = 0x4;

	private static final int PADDED = 0x8;

	private static final int PRIORITY = 0x20;

	private static final int AT_HEAD = -1;

	private final Http2FrameReader reader;

	private final HeaderBlockDecoder blocks;

	private final FrameDispatcher dispatcher;

	private final int largestFrame;

	/** The payload that Netty's reader waits for, having read the head. */
	private int awaited = AT_HEAD;

	/** CONTINUATION has to follow. */
	private boolean insideBlock;

	FrameInput(Http2FrameReader reader, HeaderBlockDecoder blocks, FrameDispatcher dispatcher) {
		this.reader = reader;
		this.blocks = blocks;
		this.dispatcher = dispatcher;
		this.largestFrame = reader.configuration().frameSizePolicy().maxFrameSize();
	}

	/**
	 * Reads at most one frame.
	 * @param in what came; nothing is taken from it if there is not enough
	 * @throws Http2Exception if the frame breaks a rule; it is taken all the same
	 */
	void read(ChannelHandlerContext context, ByteBuf in) throws Http2Exception {
		if (this.awaited != AT_HEAD) {
			if (in.readableBytes() >= this.awaited) {
				int payload = this.awaited;
				this.awaited = AT_HEAD;
				readForeign(context, in, payload);
			}
			return;
		}
		if (in.readableBytes() < HEAD) {
			return;
		}
		int start = in.readerIndex();
		int length = in.getUnsignedMedium(start);
		int type = in.getByte(start + 3);
		int flags = in.getByte(start + 4);
		int streamId = in.getInt(start + 5) & Integer.MAX_VALUE;
		if (!isPlain(type, flags) || streamId == 0 || length > this.largestFrame || this.insideBlock) {
			foreign(context, in, type, flags, length);
		}
		else if (in.readableBytes() >= HEAD + length) {
			plain(context, in, streamId, type, (flags & END_STREAM) != 0, length);
		}
	}

	private static boolean isPlain(int type, int flags) {
		return (type == Http2FrameTypes.DATA && (flags & PADDED) == 0)
				|| (type == Http2FrameTypes.HEADERS && (flags & (END_HEADERS | PADDED | PRIORITY)) == END_HEADERS);
	}

	private void plain(ChannelHandlerContext context, ByteBuf in, int streamId, int type, boolean end, int length)
			throws Http2Exception {
		int behind = in.writerIndex();
		int frameEnd = in.readerIndex() + HEAD + length;
		in.setIndex(frameEnd - length, frameEnd);
		try {
			if (type == Http2FrameTypes.DATA) {
				this.dispatcher.onDataRead(context, streamId, in, 0, end);
			}
			else {
				this.dispatcher.headers(streamId, this.blocks.decode(streamId, in), end);
			}
		}
		finally {
			in.setIndex(frameEnd, behind);
		}
	}

	private void foreign(ChannelHandlerContext context, ByteBuf in, int type, int flags, int length)
			throws Http2Exception {
		if (type == Http2FrameTypes.HEADERS || type == Http2FrameTypes.CONTINUATION
				|| type == Http2FrameTypes.PUSH_PROMISE) {
			this.blocks.forget();
			this.insideBlock = (flags & END_HEADERS) == 0;
		}
		int size = HEAD + length;
		if (in.readableBytes() >= size) {
			readForeign(context, in, size);
			return;
		}
		// The reader takes the head at once, and may refuse the frame for it.
		this.awaited = length;
		readForeign(context, in, in.readableBytes());
	}

	/**
	 * Shows Netty's reader no more than the frame: it would read on.
	 */
	private void readForeign(ChannelHandlerContext context, ByteBuf in, int size) throws Http2Exception {
		int behind = in.writerIndex();
		in.writerIndex(in.readerIndex() + size);
		try {
			this.reader.readFrame(context, in, this.dispatcher);
		}
		finally {
			in.writerIndex(behind);
		}
	}

	void close() {
		this.reader.close();
	}

	int largestFrame() {
		return this.largestFrame;
	}

}
