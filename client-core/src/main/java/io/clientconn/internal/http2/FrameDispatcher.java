package io.clientconn.internal.http2;

import java.nio.charset.StandardCharsets;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.internal.wire.ResponseHeaders;
import io.clientconn.transport.TransportListener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import org.jspecify.annotations.Nullable;

/**
 * Hands each frame to the one who owns what it is about.
 * <p>
 * Owned by the event loop. It checks what concerns no single owner (the first frame,
 * streams that never were, floods) and decides nothing else. A violation that ends the
 * connection leaves it as an exception.
 */
@OnEventLoop
final class FrameDispatcher implements Http2FrameListener {

	/** Debug data beyond this is of no use to anybody. */
	private static final int MOST_DEBUG_DATA = 512;

	private final ConnectionLifecycle lifecycle;

	private final StreamTable table;

	private final StreamLifecycle streams;

	private final StreamReceiver receiver;

	private final InboundCredit credit;

	private final PeerSettings settings;

	private final Outbound outbound;

	private final FloodGuard guard;

	private final TransportListener listener;

	/** Whether a call got an answer. */
	private boolean answered;

	FrameDispatcher(Http2Connection connection, PeerSettings settings, Outbound outbound, FloodGuard guard,
			TransportListener listener) {
		this.lifecycle = connection.lifecycle();
		this.table = connection.table();
		this.streams = connection.streams();
		this.receiver = connection.receiver();
		this.credit = connection.credit();
		this.settings = settings;
		this.outbound = outbound;
		this.guard = guard;
		this.listener = listener;
	}

	@Override
	public int onDataRead(ChannelHandlerContext context, int streamId, ByteBuf data, int padding, boolean endOfStream)
			throws Http2Exception {
		int size = data.readableBytes() + padding;
		Http2Stream stream = streamFor(streamId, "DATA");
		if (!this.credit.received(size)) {
			throw error(Http2Error.FLOW_CONTROL_ERROR, "more DATA than the window of the connection allows");
		}
		if (stream == null) {
			late("DATA", size);
		}
		else if (data.readableBytes() == 0 && !endOfStream) {
			useless("empty DATA");
		}
		else {
			this.guard.useful();
		}
		if (stream != null) {
			this.receiver.data(stream, data, padding, endOfStream);
		}
		return size;
	}

	@Override
	public void onHeadersRead(ChannelHandlerContext context, int streamId, Http2Headers headers, int padding,
			boolean endOfStream) throws Http2Exception {
		headers(streamId, ResponseHeaders.of(headers), endOfStream);
	}

	/**
	 * A header block, decoded.
	 */
	void headers(int streamId, ResponseHeaders headers, boolean endOfStream) throws Http2Exception {
		Http2Stream stream = streamFor(streamId, "HEADERS");
		if (stream == null) {
			late("HEADERS", 0);
			return;
		}
		if (!this.receiver.headers(stream, headers, endOfStream)) {
			useless("HEADERS with a status of 1xx");
			return;
		}
		this.guard.useful();
		if (!this.answered && stream.listener().isOfCall()) {
			this.answered = true;
			this.listener.answered();
		}
	}

	@Override
	public void onHeadersRead(ChannelHandlerContext context, int streamId, Http2Headers headers, int dependency,
			short weight, boolean exclusive, int padding, boolean endOfStream) throws Http2Exception {
		onHeadersRead(context, streamId, headers, padding, endOfStream);
	}

	@Override
	public void onPriorityRead(ChannelHandlerContext context, int streamId, int dependency, short weight,
			boolean exclusive) throws Http2Exception {
		first("PRIORITY");
		useless("PRIORITY");
	}

	@Override
	public void onRstStreamRead(ChannelHandlerContext context, int streamId, long code) throws Http2Exception {
		Http2Stream stream = streamFor(streamId, "RST_STREAM");
		if (stream == null) {
			late("RST_STREAM", 0);
			return;
		}
		this.receiver.reset(stream, code);
	}

	@Override
	public void onSettingsAckRead(ChannelHandlerContext context) throws Http2Exception {
		first("SETTINGS with ACK");
		if (!this.outbound.questions().settingsAcknowledged()) {
			useless("SETTINGS with ACK");
		}
	}

	@Override
	public void onSettingsRead(ChannelHandlerContext context, Http2Settings values) throws Http2Exception {
		boolean first = this.lifecycle.awaitsFirstSettings();
		this.settings.apply(values, first);
		if (!this.outbound.replies().settingsAck()) {
			throw error(Http2Error.ENHANCE_YOUR_CALM, "too many SETTINGS");
		}
		if (first) {
			this.lifecycle.firstSettings();
		}
		this.streams.admit();
	}

	@Override
	public void onPingRead(ChannelHandlerContext context, long content) throws Http2Exception {
		first("PING");
		if (!this.outbound.replies().pingAck(content)) {
			throw error(Http2Error.ENHANCE_YOUR_CALM, "too many PING");
		}
	}

	@Override
	public void onPingAckRead(ChannelHandlerContext context, long content) throws Http2Exception {
		first("PING");
		if (!this.outbound.questions().pingAcknowledged()) {
			useless("PING with ACK");
		}
		this.credit.pingAnswered(content);
	}

	@Override
	public void onPushPromiseRead(ChannelHandlerContext context, int streamId, int promisedId, Http2Headers headers,
			int padding) throws Http2Exception {
		throw error(Http2Error.PROTOCOL_ERROR, "PUSH_PROMISE although push is off");
	}

	@Override
	public void onGoAwayRead(ChannelHandlerContext context, int lastStreamId, long code, ByteBuf debugData)
			throws Http2Exception {
		first("GOAWAY");
		useless("GOAWAY");
		int length = Math.min(MOST_DEBUG_DATA, debugData.readableBytes());
		String text = debugData.toString(debugData.readerIndex(), length, StandardCharsets.ISO_8859_1);
		this.lifecycle.goAway(new GoAway(lastStreamId, code, Printable.of(text)));
	}

	@Override
	public void onWindowUpdateRead(ChannelHandlerContext context, int streamId, int increment) throws Http2Exception {
		if (streamId == 0) {
			first("WINDOW_UPDATE");
			if (!this.outbound.writer().connectionWindowChanged(increment)) {
				throw error(Http2Error.FLOW_CONTROL_ERROR, "the window of the connection grew beyond 2147483647");
			}
			return;
		}
		Http2Stream stream = streamFor(streamId, "WINDOW_UPDATE");
		if (stream == null) {
			late("WINDOW_UPDATE", 0);
			return;
		}
		this.receiver.windowUpdate(stream, increment);
	}

	@Override
	public void onUnknownFrame(ChannelHandlerContext context, byte type, int streamId, Http2Flags flags,
			ByteBuf payload) throws Http2Exception {
		first("frame of type " + type);
		useless("frames of unknown types");
	}

	/**
	 * A frame that the reader refused, of a stream that is not open.
	 */
	void stray(int streamId) throws Http2Exception {
		if (streamFor(streamId, "malformed frame") == null) {
			late("malformed frames", 0);
		}
	}

	/**
	 * The stream of a frame.
	 * @return the stream, or null if it has ended
	 */
	private @Nullable Http2Stream streamFor(int streamId, String frame) throws Http2Exception {
		first(frame);
		Http2Stream stream = this.table.get(streamId);
		if (stream == null && !this.table.wasOpened(streamId)) {
			throw error(Http2Error.PROTOCOL_ERROR, frame + " of stream " + streamId + ", which was never opened");
		}
		return stream;
	}

	private void first(String frame) throws Http2Exception {
		if (this.lifecycle.awaitsFirstSettings()) {
			this.lifecycle.notSettings(frame);
			throw error(Http2Error.PROTOCOL_ERROR, "the first frame is not SETTINGS");
		}
	}

	private void late(String what, int bytes) throws Http2Exception {
		if (!this.guard.late(bytes)) {
			throw tooMany(what + " of streams that have ended");
		}
	}

	private void useless(String what) throws Http2Exception {
		if (!this.guard.useless()) {
			throw tooMany(what);
		}
	}

	private static Http2Exception tooMany(String what) {
		return error(Http2Error.ENHANCE_YOUR_CALM, "too many frames that carry nothing: " + what);
	}

	private static Http2Exception error(Http2Error code, String what) {
		return new Http2Exception(code, what);
	}

}
