package io.clientconn.internal.http2;

import java.nio.charset.StandardCharsets;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.rpc.Metadata;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames into the output of a loop pass, head and payload in one go.
 * <p>
 * Owned by the event loop. It knows the layout of RFC 9113 section 4.1 and section 6 and
 * the largest frame that the peer takes; it never decides what to send.
 */
@OnEventLoop
final class FrameEncoder {

	private static final int HEAD = Http2CodecUtil.FRAME_HEADER_LENGTH;

	private static final int END_STREAM = 0x1;

	private static final int ACK = 0x1;

	private static final int END_HEADERS = 0x4;

	/** Up to this size copying is cheaper than another buffer in the write. */
	private static final int COPY_LIMIT = 4096;

	private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private final OutputBuffer output;

	private final HeaderBlockEncoder headerBlocks;

	private int maxFrameSize = Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE;

	FrameEncoder(OutputBuffer output, HeaderBlockEncoder headerBlocks) {
		this.output = output;
		this.headerBlocks = headerBlocks;
	}

	void maxFrameSize(int maxFrameSize) {
		this.maxFrameSize = maxFrameSize;
	}

	/**
	 * The first bytes of a connection: preface and SETTINGS.
	 * @param settings what is not at its default
	 */
	void preface(TransportSettings settings) {
		ByteBuf target = this.output.room(PREFACE.length + HEAD + 18);
		target.writeBytes(PREFACE);
		int streamWindow = settings.flowControl().streamWindow();
		boolean window = streamWindow != Http2CodecUtil.DEFAULT_WINDOW_SIZE;
		head(target, window ? 18 : 12, Http2FrameTypes.SETTINGS, 0, 0);
		setting(target, Http2CodecUtil.SETTINGS_ENABLE_PUSH, 0);
		setting(target, Http2CodecUtil.SETTINGS_MAX_HEADER_LIST_SIZE, settings.maxHeaderListSize());
		if (window) {
			setting(target, Http2CodecUtil.SETTINGS_INITIAL_WINDOW_SIZE, streamWindow);
		}
	}

	/**
	 * SETTINGS with nothing but the window of streams.
	 */
	void initialWindow(int bytes) {
		ByteBuf target = this.output.room(HEAD + 6);
		head(target, 6, Http2FrameTypes.SETTINGS, 0, 0);
		setting(target, Http2CodecUtil.SETTINGS_INITIAL_WINDOW_SIZE, bytes);
	}

	void settingsAck() {
		head(this.output.room(HEAD), 0, Http2FrameTypes.SETTINGS, ACK, 0);
	}

	void ping(long content) {
		ping(content, 0);
	}

	void pingAck(long content) {
		ping(content, ACK);
	}

	private void ping(long content, int flags) {
		ByteBuf target = this.output.room(HEAD + 8);
		head(target, 8, Http2FrameTypes.PING, flags, 0);
		target.writeLong(content);
	}

	void windowUpdate(int streamId, int increment) {
		ByteBuf target = this.output.room(HEAD + 4);
		head(target, 4, Http2FrameTypes.WINDOW_UPDATE, 0, streamId);
		target.writeInt(increment);
	}

	void reset(int streamId, Http2Error error) {
		ByteBuf target = this.output.room(HEAD + 4);
		head(target, 4, Http2FrameTypes.RST_STREAM, 0, streamId);
		target.writeInt((int) error.code());
	}

	/**
	 * GOAWAY. The peer never opens streams, so the last one is 0.
	 */
	void goAway(Http2Error error, String debugData) {
		byte[] text = debugData.getBytes(StandardCharsets.UTF_8);
		ByteBuf target = this.output.room(HEAD + 8 + text.length);
		head(target, 8 + text.length, Http2FrameTypes.GO_AWAY, 0, 0);
		target.writeInt(0);
		target.writeInt((int) error.code());
		target.writeBytes(text);
	}

	/**
	 * HEADERS without END_STREAM, and CONTINUATION as needed.
	 * @param streamId the stream
	 * @param template what gRPC says of all calls of the method
	 * @param timeout its timeout, or null for none
	 * @param custom what the application says
	 * @param size how long the list is
	 */
	void headers(int streamId, HeaderTemplate template, @Nullable AsciiString timeout, Metadata custom, long size) {
		ByteBuf target = this.output.room(HEAD + (int) size);
		int start = target.writerIndex();
		target.writeZero(HEAD);
		this.headerBlocks.encode(template, timeout, custom, target);
		endHeaders(streamId, target, start);
	}

	private void endHeaders(int streamId, ByteBuf target, int start) {
		int length = target.writerIndex() - start - HEAD;
		if (length <= this.maxFrameSize) {
			int end = target.writerIndex();
			target.writerIndex(start);
			head(target, length, Http2FrameTypes.HEADERS, END_HEADERS, streamId);
			target.writerIndex(end);
			return;
		}
		byte[] block = new byte[length];
		target.getBytes(start + HEAD, block);
		target.writerIndex(start);
		fragments(streamId, Unpooled.wrappedBuffer(block));
	}

	private void fragments(int streamId, ByteBuf block) {
		byte type = Http2FrameTypes.HEADERS;
		while (block.isReadable()) {
			int size = Math.min(block.readableBytes(), this.maxFrameSize);
			ByteBuf target = this.output.room(HEAD + size);
			head(target, size, type, (size == block.readableBytes()) ? END_HEADERS : 0, streamId);
			target.writeBytes(block, size);
			type = Http2FrameTypes.CONTINUATION;
		}
	}

	/**
	 * DATA.
	 * @param streamId the stream
	 * @param queue where the bytes come from
	 * @param size how many
	 * @param end whether it carries END_STREAM
	 */
	void data(int streamId, SendQueue queue, int size, boolean end) {
		head(this.output.room(HEAD + Math.min(size, COPY_LIMIT)), size, Http2FrameTypes.DATA, end ? END_STREAM : 0,
				streamId);
		queue.moveTo(size, this.output, COPY_LIMIT);
	}

	private static void head(ByteBuf target, int length, byte type, int flags, int streamId) {
		target.writeMedium(length);
		target.writeByte(type);
		target.writeByte(flags);
		target.writeInt(streamId);
	}

	private static void setting(ByteBuf target, char id, int value) {
		target.writeShort(id);
		target.writeInt(value);
	}

}
