package io.clientconn.internal.http2;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.clientconn.internal.wire.CountingAllocator;
import io.clientconn.internal.wire.RequestHeaders;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.testing.ManualScheduler;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.FlowControl;
import io.clientconn.transport.OpenRequest;
import io.clientconn.transport.TransportStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * A connection on an embedded channel, with time by hand and a server that is a script of
 * frames. What the client writes is read back as one line of text per frame.
 */
final class ScriptedPeer {

	/** Fixed windows, so that no PING mixes with what a test looks at. */
	static final TransportSettings SETTINGS = new TransportSettings(8192, FlowControl.fixed(65_535, 65_535),
			KeepaliveSettings.OFF);

	static final String PEER = "10.0.0.7:9090";

	private static final int PREFACE = 24;

	final CountingAllocator memory = new CountingAllocator();

	final ManualScheduler scheduler = new ManualScheduler();

	final RecordingTransportListener life = new RecordingTransportListener();

	final EmbeddedChannel channel;

	final KeepalivePace pace;

	final Http2Connection connection;

	private final DefaultHttp2HeadersEncoder hpack = new DefaultHttp2HeadersEncoder();

	private final FrameLog log = new FrameLog();

	private final DefaultHttp2FrameReader reader = new DefaultHttp2FrameReader(
			new DefaultHttp2HeadersDecoder(false, 1 << 20));

	private final ChannelHandlerContext context;

	private boolean prefaceRead;

	private ScriptedPeer(TransportSettings settings, int firstStreamId) {
		this.pace = new KeepalivePace(settings.keepalive());
		this.channel = new EmbeddedChannel();
		this.channel.config().setAllocator(this.memory.allocator());
		this.connection = new Http2Connection(
				new Http2Connection.Plan(settings, this.memory.allocator(), this.scheduler,
						new RequestHeaders("http", "test.example", "clientconn-test"),
						new ConnectionTexts(PEER, 20_000_000_000L, null, Map.of()), firstStreamId, this.pace),
				this.channel.eventLoop(), this.life);
		this.connection.lifecycle().created(this.channel.newSucceededFuture());
		this.channel.pipeline().addLast(this.connection.handler());
		this.context = this.channel.pipeline().context(this.connection.handler());
		run();
	}

	/** A connection whose preface is out. */
	static ScriptedPeer connected() {
		return new ScriptedPeer(SETTINGS, 1);
	}

	static ScriptedPeer connected(TransportSettings settings, int firstStreamId) {
		return new ScriptedPeer(settings, firstStreamId);
	}

	/** A connection that is ready, with all that led there read away. */
	static ScriptedPeer ready() {
		ScriptedPeer peer = connected();
		peer.settings();
		peer.written();
		return peer;
	}

	ClientTransport transport() {
		return this.connection.transport();
	}

	TransportStream open(@Nullable String message, RecordingStreamListener listener) {
		return open(request(4 * 1024 * 1024), message, listener);
	}

	TransportStream open(OpenRequest request, @Nullable String message, RecordingStreamListener listener) {
		TransportStream stream = transport().open(request, (message == null) ? null : framed(message), listener);
		run();
		return stream;
	}

	/** A call of its own with one message. */
	RecordingStreamListener call() {
		RecordingStreamListener call = new RecordingStreamListener();
		open("x", call);
		return call;
	}

	static OpenRequest request(int maxInbound) {
		return new OpenRequest("/a/B", null, Metadata.EMPTY, 0, false, maxInbound, null, null);
	}

	ByteBuf framed(String text) {
		return this.memory.allocator()
			.buffer()
			.writeByte(0)
			.writeInt(text.length())
			.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
	}

	/** Runs what was posted. */
	void run() {
		this.channel.runPendingTasks();
	}

	/** SETTINGS with pairs of id and value. */
	void settings(int... pairs) {
		ByteBuf payload = Unpooled.buffer();
		for (int i = 0; i < pairs.length; i += 2) {
			payload.writeShort(pairs[i]).writeInt(pairs[i + 1]);
		}
		frame(FrameNumbers.SETTINGS, 0, 0, payload);
	}

	void headers(int streamId, boolean end, String... pairs) {
		Http2Headers headers = new DefaultHttp2Headers(false);
		for (int i = 0; i < pairs.length; i += 2) {
			headers.add(pairs[i], pairs[i + 1]);
		}
		ByteBuf block = Unpooled.buffer();
		try {
			this.hpack.encodeHeaders(streamId, headers, block);
		}
		catch (Http2Exception ex) {
			throw new AssertionError(ex);
		}
		frame(FrameNumbers.HEADERS, end ? 5 : 4, streamId, block);
	}

	void responseHeaders(int streamId) {
		headers(streamId, false, ":status", "200", "content-type", "application/grpc");
	}

	void trailers(int streamId, String... more) {
		String[] pairs = new String[more.length + 2];
		pairs[0] = "grpc-status";
		pairs[1] = "0";
		System.arraycopy(more, 0, pairs, 2, more.length);
		headers(streamId, true, pairs);
	}

	/** An answer without a message. */
	void answer(int streamId) {
		responseHeaders(streamId);
		trailers(streamId);
	}

	void data(int streamId, boolean end, byte[] bytes) {
		frame(FrameNumbers.DATA, end ? 1 : 0, streamId, Unpooled.wrappedBuffer(bytes));
	}

	void message(int streamId, String text) {
		ByteBuf framed = framed(text);
		byte[] bytes = new byte[framed.readableBytes()];
		framed.readBytes(bytes).release();
		data(streamId, false, bytes);
	}

	void reset(int streamId, Http2Error error) {
		frame(FrameNumbers.RST_STREAM, 0, streamId, Unpooled.buffer().writeInt((int) error.code()));
	}

	void windowUpdate(int streamId, int increment) {
		frame(FrameNumbers.WINDOW_UPDATE, 0, streamId, Unpooled.buffer().writeInt(increment));
	}

	void goAway(int lastId, Http2Error error, String debug) {
		frame(FrameNumbers.GOAWAY, 0, 0,
				Unpooled.buffer()
					.writeInt(lastId)
					.writeInt((int) error.code())
					.writeBytes(debug.getBytes(StandardCharsets.US_ASCII)));
	}

	void frame(int type, int flags, int streamId, ByteBuf payload) {
		ByteBuf frame = this.memory.allocator().buffer();
		frame.writeMedium(payload.readableBytes()).writeByte(type).writeByte(flags).writeInt(streamId);
		frame.writeBytes(payload);
		payload.release();
		bytes(frame);
	}

	void bytes(ByteBuf bytes) {
		this.channel.writeInbound(bytes);
		run();
	}

	/** What the client wrote since the last time, a line per frame. */
	List<String> written() {
		run();
		ByteBuf all = Unpooled.buffer();
		for (ByteBuf next = this.channel.readOutbound(); next != null; next = this.channel.readOutbound()) {
			all.writeBytes(next);
			next.release();
		}
		try {
			if (!this.prefaceRead && all.isReadable()) {
				this.prefaceRead = true;
				this.log.lines
					.add(all.readCharSequence(PREFACE, StandardCharsets.US_ASCII).toString().substring(0, 14));
			}
			if (all.isReadable()) {
				this.reader.readFrame(this.context, all, this.log);
			}
		}
		catch (Http2Exception ex) {
			throw new AssertionError(ex);
		}
		finally {
			all.release();
		}
		List<String> lines = List.copyOf(this.log.lines);
		this.log.lines.clear();
		return lines;
	}

	List<String> lastHeaders() {
		List<String> lines = new ArrayList<>();
		for (Map.Entry<CharSequence, CharSequence> entry : this.log.lastHeaders) {
			lines.add(entry.getKey() + ": " + entry.getValue());
		}
		return lines;
	}

	/** Ends the test: whatever is left must not hold memory. */
	void finish() {
		transport().close(Status.unavailable("the test is over"));
		run();
		this.channel.finishAndReleaseAll();
		run();
		this.reader.close();
		this.hpack.close();
		this.memory.assertAllReleased();
	}

}
