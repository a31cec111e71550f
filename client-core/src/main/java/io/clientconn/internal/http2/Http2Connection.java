package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.internal.wire.RequestHeaders;
import io.clientconn.transport.TransportListener;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;

/**
 * The parts of one connection, wired together.
 * <p>
 * Owned by the event loop; made on the thread that connects, and handed over before any
 * part is used. It holds no state of its own and never does anything but pass on.
 */
@OnEventLoop
final class Http2Connection {

	private static final long LARGEST_BLOCK = 64 * 1024;

	private final TransportSettings settings;

	private final ConnectionTexts texts;

	private final LoopPass pass;

	private final ControlBuffer control;

	private final HeaderBlockEncoder headerBlocks;

	private final Outbound outbound;

	private final StreamTable table;

	private final KeepaliveTimer keepalive;

	private final StreamLifecycle streams;

	private final InboundCredit credit;

	private final StreamReceiver receiver;

	private final ConnectionLifecycle lifecycle;

	private final Http2Transport transport;

	private final ConnectionHandler handler;

	/**
	 * Wires a connection.
	 * @param plan what it is for
	 * @param loop its owner
	 * @param listener hears its life
	 */
	Http2Connection(Plan plan, EventLoop loop, TransportListener listener) {
		this.settings = plan.settings();
		this.texts = plan.texts();
		FloodGuard guard = new FloodGuard();
		TouchedStreams touched = new TouchedStreams();
		OutputBuffer output = new OutputBuffer(plan.allocator());
		this.headerBlocks = new HeaderBlockEncoder(plan.requestHeaders().ofAddress());
		FrameEncoder frames = new FrameEncoder(output, this.headerBlocks);
		Replies replies = new Replies(frames, output, guard);
		LoopyWriter writer = new LoopyWriter(frames, output, replies, touched);
		this.outbound = new Outbound(writer, frames, replies, new Questions(frames), touched);
		this.pass = new LoopPass(loop, touched);
		this.control = new ControlBuffer(loop, this.pass);
		this.table = new StreamTable(plan.firstStreamId());
		this.keepalive = new KeepaliveTimer(plan.keepalive(), plan.scheduler(), this.control, this.outbound.questions(),
				this.table);
		this.credit = new InboundCredit(this.settings.flowControl(), this.outbound, plan.scheduler(), this.table);
		this.streams = new StreamLifecycle(this.outbound, this.table, plan.requestHeaders(), plan.scheduler(),
				new ResponseReaders(plan.allocator(), this.credit), this.keepalive);
		this.receiver = new StreamReceiver(this.streams, this.outbound, plan.scheduler(), plan.texts());
		this.transport = new Http2Transport(this.control, plan.texts().peer());
		this.lifecycle = new ConnectionLifecycle(new Surroundings(this.transport, listener, plan.texts(),
				plan.scheduler(), this.control, this.pass, this.keepalive), this.table, this.streams, this.outbound);
		PeerSettings peerSettings = new PeerSettings(frames, this.headerBlocks, this.table, this.streams);
		DefaultHttp2HeadersDecoder hpack = headersDecoder();
		FrameDispatcher dispatcher = new FrameDispatcher(this, peerSettings, this.outbound, guard, listener);
		this.handler = new ConnectionHandler(this,
				new FrameInput(new DefaultHttp2FrameReader(hpack), new HeaderBlockDecoder(hpack), dispatcher),
				dispatcher);
		this.pass.attach(this);
	}

	/**
	 * A list over the limit ends its stream; a block that is out of all proportion ends
	 * the connection before it is held in memory.
	 */
	private DefaultHttp2HeadersDecoder headersDecoder() {
		long limit = this.settings.maxHeaderListSize();
		DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(true, false, limit);
		try {
			decoder.maxHeaderListSize(limit, Math.max(4 * limit, LARGEST_BLOCK));
		}
		catch (Http2Exception ex) {
			throw new IllegalStateException("a header list of " + limit + " bytes was refused", ex);
		}
		return decoder;
	}

	void connected(ChannelHandlerContext context) {
		this.outbound.writer().attach(context);
		this.lifecycle.connected(context, this.settings,
				this.settings.flowControl().connectionWindow() - Http2CodecUtil.DEFAULT_WINDOW_SIZE);
	}

	void closeCodec() {
		this.headerBlocks.close();
	}

	ConnectionTexts texts() {
		return this.texts;
	}

	LoopPass pass() {
		return this.pass;
	}

	ControlBuffer control() {
		return this.control;
	}

	LoopyWriter writer() {
		return this.outbound.writer();
	}

	KeepaliveTimer keepalive() {
		return this.keepalive;
	}

	StreamTable table() {
		return this.table;
	}

	StreamLifecycle streams() {
		return this.streams;
	}

	Questions questions() {
		return this.outbound.questions();
	}

	InboundCredit credit() {
		return this.credit;
	}

	StreamReceiver receiver() {
		return this.receiver;
	}

	ConnectionLifecycle lifecycle() {
		return this.lifecycle;
	}

	Http2Transport transport() {
		return this.transport;
	}

	ConnectionHandler handler() {
		return this.handler;
	}

	@Override
	public String toString() {
		return this.lifecycle.toString();
	}

	/**
	 * What a connection is for.
	 *
	 * @param settings what we tell the server
	 * @param allocator where buffers come from
	 * @param scheduler the clock
	 * @param requestHeaders what all its calls have in common
	 * @param texts words for what happens to it
	 * @param firstStreamId the number of its first stream
	 * @param keepalive how often the channel's connections may be asked for a sign of
	 * life
	 */
	record Plan(TransportSettings settings, ByteBufAllocator allocator, Scheduler scheduler,
			RequestHeaders requestHeaders, ConnectionTexts texts, int firstStreamId, KeepalivePace keepalive) {

	}

}
