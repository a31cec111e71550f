package io.clientconn.bench;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the {@link BenchServer}. Whatever one read brings is answered with
 * one write. Request headers are skipped unread: the messages say what to do.
 */
final class ServerConnection extends ByteToMessageDecoder {

	private static final int HEAD = Http2CodecUtil.FRAME_HEADER_LENGTH;

	private static final int END_STREAM = 0x1;

	private static final int ACK = 0x1;

	private static final int OUTPUT = 64 * 1024;

	/** Large enough that no client ever waits for it. */
	private static final int WINDOW = 16 * 1024 * 1024;

	private final ResponseBlocks blocks = new ResponseBlocks();

	private final IntObjectMap<ServerStream> streams = new IntObjectHashMap<>();

	private final ArrayDeque<ServerStream> starved = new ArrayDeque<>();

	private int skipPreface = Http2CodecUtil.connectionPrefaceBuf().readableBytes();

	private int peerStreamWindow = Http2CodecUtil.DEFAULT_WINDOW_SIZE;

	private long sendWindow = Http2CodecUtil.DEFAULT_WINDOW_SIZE;

	private int uncredited;

	private @Nullable ByteBuf output;

	@Override
	public void channelActive(ChannelHandlerContext context) {
		ByteBuf out = room(context, 64);
		head(out, 6, Http2FrameTypes.SETTINGS, 0, 0);
		out.writeShort(Http2CodecUtil.SETTINGS_INITIAL_WINDOW_SIZE);
		out.writeInt(WINDOW);
		windowUpdate(out, 0, WINDOW);
		flush(context);
	}

	@Override
	protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> unused) {
		if (this.skipPreface > 0) {
			if (in.readableBytes() < this.skipPreface) {
				return;
			}
			in.skipBytes(this.skipPreface);
			this.skipPreface = 0;
		}
		while (in.readableBytes() >= HEAD) {
			int start = in.readerIndex();
			int length = in.getUnsignedMedium(start);
			if (in.readableBytes() < HEAD + length) {
				return;
			}
			in.skipBytes(HEAD);
			frame(context, in.getByte(start + 3), in.getByte(start + 4), in.getInt(start + 5), in, length);
			in.readerIndex(start + HEAD + length);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) throws Exception {
		flush(context);
		super.channelReadComplete(context);
	}

	@Override
	protected void handlerRemoved0(ChannelHandlerContext context) {
		this.streams.values().forEach(ServerStream::release);
		this.streams.clear();
		if (this.output != null) {
			this.output.release();
			this.output = null;
		}
	}

	private void frame(ChannelHandlerContext context, byte type, byte flags, int id, ByteBuf in, int length) {
		switch (type) {
			case Http2FrameTypes.DATA -> data(context, id, in, length, (flags & END_STREAM) != 0);
			case Http2FrameTypes.SETTINGS -> settings(context, flags, in, length);
			case Http2FrameTypes.PING -> ping(context, flags, in);
			case Http2FrameTypes.WINDOW_UPDATE -> window(context, id, in.readInt());
			case Http2FrameTypes.RST_STREAM -> reset(id);
			default -> {
				// HEADERS above all
			}
		}
	}

	private void data(ChannelHandlerContext context, int id, ByteBuf in, int length, boolean end) {
		credit(context, length);
		ServerStream stream = this.streams.get(id);
		if (stream == null && end && isWholeEcho(in, length) && length <= this.sendWindow
				&& length <= Math.min(this.peerStreamWindow, Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE)) {
			this.sendWindow -= length;
			ByteBuf out = room(context, 3 * HEAD + 2 * ResponseBlocks.MOST + length);
			this.blocks.headers(out, id);
			head(out, length, Http2FrameTypes.DATA, 0, id);
			out.writeBytes(in, length);
			this.blocks.trailers(out, id);
			return;
		}
		if (stream == null) {
			stream = new ServerStream(id, this.peerStreamWindow);
			this.streams.put(id, stream);
		}
		int credit = stream.received(in, length, end);
		if (credit > 0) {
			windowUpdate(room(context, HEAD + 4), id, credit);
		}
		pump(context, stream);
	}

	/** A message that arrived in one piece, and is to be answered once. */
	private static boolean isWholeEcho(ByteBuf in, int length) {
		int start = in.readerIndex();
		return length >= 5 && in.getInt(start + 1) == length - 5
				&& (length == 5 || in.getByte(start + 5) != ServerStream.REPEAT_TAG);
	}

	private void pump(ChannelHandlerContext context, ServerStream stream) {
		if (stream.needsHeaders()) {
			this.blocks.headers(room(context, HEAD + ResponseBlocks.MOST), stream.id());
		}
		while (stream.hasResponse()) {
			int size = (int) Math.min(this.sendWindow, stream.mostToSend());
			if (size <= 0) {
				if (this.sendWindow <= 0) {
					this.starved.add(stream);
				}
				return;
			}
			this.sendWindow -= size;
			ByteBuf out = room(context, HEAD + size);
			head(out, size, Http2FrameTypes.DATA, 0, stream.id());
			stream.send(out, size);
		}
		if (stream.isOver()) {
			this.blocks.trailers(room(context, HEAD + ResponseBlocks.MOST), stream.id());
			this.streams.remove(stream.id());
			stream.release();
		}
	}

	private void credit(ChannelHandlerContext context, int bytes) {
		this.uncredited += bytes;
		if (this.uncredited >= WINDOW / 2) {
			windowUpdate(room(context, HEAD + 4), 0, this.uncredited);
			this.uncredited = 0;
		}
	}

	private void settings(ChannelHandlerContext context, byte flags, ByteBuf in, int length) {
		if ((flags & ACK) != 0) {
			return;
		}
		for (int read = 0; read < length; read += 6) {
			int setting = in.readUnsignedShort();
			int value = in.readInt();
			if (setting == Http2CodecUtil.SETTINGS_INITIAL_WINDOW_SIZE) {
				int delta = value - this.peerStreamWindow;
				this.peerStreamWindow = value;
				for (ServerStream stream : new ArrayList<>(this.streams.values())) {
					stream.windowChanged(delta);
					pump(context, stream);
				}
			}
		}
		head(room(context, HEAD), 0, Http2FrameTypes.SETTINGS, ACK, 0);
	}

	private void ping(ChannelHandlerContext context, byte flags, ByteBuf in) {
		if ((flags & ACK) == 0) {
			ByteBuf out = room(context, HEAD + 8);
			head(out, 8, Http2FrameTypes.PING, ACK, 0);
			out.writeBytes(in, 8);
		}
	}

	private void window(ChannelHandlerContext context, int id, int increment) {
		if (id != 0) {
			ServerStream stream = this.streams.get(id);
			if (stream != null) {
				stream.windowChanged(increment);
				pump(context, stream);
			}
			return;
		}
		this.sendWindow += increment;
		for (int waiting = this.starved.size(); waiting > 0; waiting--) {
			ServerStream stream = this.starved.remove();
			if (this.streams.get(stream.id()) == stream) {
				pump(context, stream);
			}
		}
	}

	private void reset(int id) {
		ServerStream stream = this.streams.remove(id);
		if (stream != null) {
			stream.release();
		}
	}

	private ByteBuf room(ChannelHandlerContext context, int bytes) {
		ByteBuf current = this.output;
		if (current != null && current.writableBytes() < bytes) {
			this.output = null;
			ChannelFuture unused = context.write(current, context.voidPromise());
			current = null;
		}
		if (current == null) {
			current = context.alloc().directBuffer(Math.max(OUTPUT, bytes));
			this.output = current;
		}
		return current;
	}

	private void flush(ChannelHandlerContext context) {
		ByteBuf current = this.output;
		if (current != null) {
			this.output = null;
			ChannelFuture unused = context.writeAndFlush(current, context.voidPromise());
		}
	}

	private static void windowUpdate(ByteBuf out, int id, int increment) {
		head(out, 4, Http2FrameTypes.WINDOW_UPDATE, 0, id);
		out.writeInt(increment);
	}

	static void head(ByteBuf out, int length, byte type, int flags, int id) {
		out.writeMedium(length);
		out.writeByte(type);
		out.writeByte(flags);
		out.writeInt(id);
	}

}
