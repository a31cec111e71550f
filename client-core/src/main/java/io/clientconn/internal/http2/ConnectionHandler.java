package io.clientconn.internal.http2;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.clientconn.concurrent.OnEventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.ssl.SslCloseCompletionEvent;

/**
 * The end of the channel's pipeline: bytes become frames, which go to the dispatcher, and
 * each read becomes one {@link LoopPass}.
 * <p>
 * Owned by the event loop. It never interprets a frame, and after an error that ends the
 * connection it reads no more.
 */
@OnEventLoop
final class ConnectionHandler extends ByteToMessageDecoder {

	/** Enough to recognise a protocol by. */
	private static final int MOST_QUOTED = 16;

	private final Http2Connection connection;

	private final FrameInput frames;

	private final FrameDispatcher dispatcher;

	private boolean reading;

	/** What the answer begins with, once there is enough of it to tell what it is. */
	private String firstBytes = "";

	private boolean failed;

	ConnectionHandler(Http2Connection connection, FrameInput frames, FrameDispatcher dispatcher) {
		this.connection = connection;
		this.frames = frames;
		this.dispatcher = dispatcher;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		if (context.channel().isActive()) {
			connected(context);
		}
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		connected(context);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
		if (!this.reading) {
			this.reading = true;
			this.connection.pass().begin();
			this.connection.keepalive().read();
		}
		super.channelRead(context, message);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		// Not to super: it would ask for more although reading was stopped.
		discardSomeReadBytes();
		endRead();
	}

	@Override
	protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		if (this.failed) {
			in.skipBytes(in.readableBytes());
			return;
		}
		if (this.firstBytes.isEmpty() && !looksLikeHttp2(in)) {
			return;
		}
		try {
			this.frames.read(context, in);
		}
		catch (Http2Exception ex) {
			onException(ex);
		}
		catch (Throwable ex) {
			this.failed = true;
			this.connection.lifecycle().bug(ex);
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		this.connection.pass().begin();
		this.connection.pass().end();
	}

	/**
	 * The peer has ended TLS: the socket may stay open behind it, but carries nothing any
	 * more, in either direction (RFC 8446 section 6.1). Or a write has failed, which
	 * under TLS nothing else tells.
	 */
	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
		if (event instanceof SslCloseCompletionEvent) {
			inPass(() -> this.connection.lifecycle().broken(null));
		}
		else if (event instanceof ChannelOutputShutdownEvent) {
			inPass(() -> this.connection.lifecycle().outputFailed(new IOException("the socket takes no more bytes")));
		}
		super.userEventTriggered(context, event);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (cause instanceof ChannelOutputShutdownException) {
			inPass(() -> this.connection.lifecycle()
				.outputFailed((cause.getCause() != null) ? cause.getCause() : cause));
			return;
		}
		// An SSLException is an IOException, too.
		Throwable inner = (cause instanceof DecoderException && cause.getCause() != null) ? cause.getCause() : cause;
		inPass(() -> {
			if (inner instanceof ClosedChannelException && context.channel().isOpen()) {
				// One more write after the one that failed; reading goes on.
				this.connection.lifecycle().outputFailed(inner);
			}
			else if (inner instanceof IOException) {
				this.connection.lifecycle().broken(inner);
			}
			else {
				this.connection.lifecycle().bug(cause);
			}
		});
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) throws Exception {
		this.connection.pass().begin();
		super.channelInactive(context);
		this.connection.pass().end();
		endRead();
	}

	@Override
	protected void handlerRemoved0(ChannelHandlerContext context) {
		this.frames.close();
		this.connection.closeCodec();
	}

	private void connected(ChannelHandlerContext context) {
		inPass(() -> this.connection.connected(context));
	}

	private void inPass(Runnable action) {
		this.connection.pass().begin();
		try {
			action.run();
		}
		finally {
			this.connection.pass().end();
		}
	}

	private void endRead() {
		if (this.reading) {
			this.reading = false;
			this.connection.pass().end();
		}
	}

	/**
	 * Whether the answer can begin with a SETTINGS frame; waits for enough bytes to tell.
	 */
	private boolean looksLikeHttp2(ByteBuf in) {
		if (in.readableBytes() < 4) {
			return false;
		}
		this.firstBytes = in.toString(in.readerIndex(), Math.min(MOST_QUOTED, in.readableBytes()),
				StandardCharsets.ISO_8859_1);
		int length = in.getUnsignedMedium(in.readerIndex());
		if (length <= this.frames.largestFrame()) {
			return true;
		}
		this.failed = true;
		this.connection.lifecycle().notHttp2(this.firstBytes);
		in.skipBytes(in.readableBytes());
		return false;
	}

	private void onException(Http2Exception ex) {
		if (Http2Exception.isStreamError(ex)) {
			streamError((Http2Exception.StreamException) ex);
		}
		else {
			connectionError(ex);
		}
	}

	private void connectionError(Http2Exception ex) {
		this.failed = true;
		if (this.connection.lifecycle().awaitsFirstSettings()
				&& this.firstBytes.charAt(3) != Http2FrameTypes.SETTINGS) {
			this.connection.lifecycle().notHttp2(this.firstBytes);
			return;
		}
		this.connection.lifecycle().violated(ex.error(), String.valueOf(ex.getMessage()));
	}

	private void streamError(Http2Exception.StreamException ex) {
		Http2Stream stream = this.connection.table().get(ex.streamId());
		if (stream == null) {
			stray(ex.streamId());
			return;
		}
		if (ex instanceof Http2Exception.HeaderListSizeException) {
			this.connection.receiver()
				.violation(stream, Http2Error.FRAME_SIZE_ERROR, "peer header list size exceeded limit");
			return;
		}
		this.connection.receiver().violation(stream, Http2Error.PROTOCOL_ERROR, String.valueOf(ex.getMessage()));
	}

	private void stray(int streamId) {
		try {
			this.dispatcher.stray(streamId);
		}
		catch (Http2Exception ex) {
			connectionError(ex);
		}
	}

}
