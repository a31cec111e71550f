package io.clientconn.internal.http2;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/**
 * Frames as lines of text.
 */
final class FrameLog extends Http2FrameAdapter {

	final List<String> lines = new ArrayList<>();

	Http2Headers lastHeaders = new DefaultHttp2Headers();

	@Override
	public int onDataRead(ChannelHandlerContext context, int streamId, ByteBuf data, int padding, boolean end) {
		this.lines.add("DATA " + streamId + " " + data.readableBytes() + (end ? " END" : ""));
		return 0;
	}

	@Override
	public void onHeadersRead(ChannelHandlerContext context, int streamId, Http2Headers headers, int padding,
			boolean end) {
		this.lastHeaders = headers;
		this.lines.add("HEADERS " + streamId + (end ? " END" : ""));
	}

	@Override
	public void onRstStreamRead(ChannelHandlerContext context, int streamId, long code) {
		this.lines.add("RST_STREAM " + streamId + " " + Http2Error.valueOf(code));
	}

	@Override
	public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) {
		this.lines.add("SETTINGS " + settings);
	}

	@Override
	public void onSettingsAckRead(ChannelHandlerContext context) {
		this.lines.add("SETTINGS ACK");
	}

	@Override
	public void onPingRead(ChannelHandlerContext context, long content) {
		this.lines.add("PING " + content);
	}

	@Override
	public void onPingAckRead(ChannelHandlerContext context, long content) {
		this.lines.add("PING ACK " + content);
	}

	@Override
	public void onGoAwayRead(ChannelHandlerContext context, int lastStreamId, long code, ByteBuf debug) {
		this.lines.add("GOAWAY " + lastStreamId + " " + Http2Error.valueOf(code) + " "
				+ debug.toString(StandardCharsets.UTF_8));
	}

	@Override
	public void onWindowUpdateRead(ChannelHandlerContext context, int streamId, int increment) {
		this.lines.add("WINDOW_UPDATE " + streamId + " " + increment);
	}

}
