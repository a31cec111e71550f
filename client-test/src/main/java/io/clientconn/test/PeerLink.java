package io.clientconn.test;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;

/**
 * The sockets of a {@link ScriptedPeer} and what it knows of the connection that its
 * script is at. Used by the thread that plays the script; {@link #close} and
 * {@link #received} by any.
 */
final class PeerLink {

	/** So many frames that nobody asked for may come while one is awaited. */
	private static final int MOST_SKIPPED = 1000;

	private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private final ServerSocket server;

	private final Set<Socket> open = ConcurrentHashMap.newKeySet();

	private final List<String> received = new CopyOnWriteArrayList<>();

	private final int timeoutMillis;

	private final boolean strict;

	/** Of the current connection, as is all below. */
	private Socket socket = new Socket();

	private DataInputStream in = new DataInputStream(DataInputStream.nullInputStream());

	private DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, 1 << 20);

	private final Map<Integer, ByteArrayOutputStream> unread = new HashMap<>();

	private final Set<Integer> ended = new HashSet<>();

	private byte[] lastPing = new byte[8];

	PeerLink(int timeoutMillis, boolean strict) throws IOException {
		this.timeoutMillis = timeoutMillis;
		this.strict = strict;
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.server.setSoTimeout(timeoutMillis);
	}

	int port() {
		return this.server.getLocalPort();
	}

	List<String> received() {
		return List.copyOf(this.received);
	}

	void accept() throws IOException {
		Socket accepted = this.server.accept();
		this.open.add(accepted);
		accepted.setTcpNoDelay(true);
		accepted.setSoTimeout(this.timeoutMillis);
		this.socket = accepted;
		this.in = new DataInputStream(accepted.getInputStream());
		this.decoder = new DefaultHttp2HeadersDecoder(false, 1 << 20);
		this.unread.clear();
		this.ended.clear();
		this.received.add("connection");
	}

	/**
	 * Stops listening, so that connections that are made from now on are refused.
	 */
	void stopListening() throws IOException {
		this.server.close();
	}

	void disconnect(boolean reset) throws IOException {
		if (reset) {
			this.socket.setSoLinger(true, 0);
		}
		this.socket.close();
		this.open.remove(this.socket);
	}

	void close() {
		quietly(this.server);
		this.open.forEach(PeerLink::quietly);
	}

	private static void quietly(AutoCloseable closeable) {
		try {
			closeable.close();
		}
		catch (Exception ex) {
			// Nobody needs it any more.
		}
	}

	void send(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
		this.socket.getOutputStream().flush();
	}

	void send(int type, int flags, int streamId, byte[] payload) throws IOException {
		send(ByteBuffer.allocate(9 + payload.length)
			.put((byte) (payload.length >> 16))
			.putShort((short) payload.length)
			.put((byte) type)
			.put((byte) flags)
			.putInt(streamId)
			.put(payload)
			.array());
	}

	/**
	 * Sends fields that stay out of the table of HPACK, so that no script depends on its
	 * size.
	 */
	void sendHeaders(int streamId, boolean endStream, List<String> pairs) throws IOException {
		Http2Headers headers = new DefaultHttp2Headers(false);
		for (int i = 0; i < pairs.size(); i += 2) {
			headers.add(pairs.get(i), pairs.get(i + 1));
		}
		ByteBuf block = Unpooled.buffer();
		try (DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder(
				Http2HeadersEncoder.ALWAYS_SENSITIVE)) {
			encoder.encodeHeaders(streamId, headers, block);
		}
		catch (Http2Exception ex) {
			throw new IOException("cannot encode " + pairs, ex);
		}
		byte[] bytes = Arrays.copyOf(block.array(), block.readableBytes());
		send(PeerFrame.HEADERS, PeerFrame.END_HEADERS | (endStream ? PeerFrame.END_STREAM : 0), streamId, bytes);
	}

	void answerPing() throws IOException {
		send(PeerFrame.PING, PeerFrame.ACK, 0, this.lastPing);
	}

	void preface() throws IOException, Unexpected {
		byte[] first = this.in.readNBytes(PREFACE.length);
		if (!Arrays.equals(first, PREFACE)) {
			throw new Unexpected(first.length + " bytes that begin with '"
					+ new String(first, 0, Math.min(first.length, 16), StandardCharsets.ISO_8859_1).strip() + "'");
		}
		this.received.add("preface");
	}

	/**
	 * Reads up to a frame that is wanted; passes over what a client may send at any time.
	 */
	PeerFrame await(Predicate<PeerFrame> wanted) throws IOException, Unexpected {
		for (int skipped = 0; skipped < MOST_SKIPPED; skipped++) {
			PeerFrame frame = read();
			if (wanted.test(frame)) {
				return frame;
			}
			if (this.strict || !isHousekeeping(frame)) {
				throw new Unexpected(frame.toString());
			}
			if (frame.type() == PeerFrame.PING && !frame.isAck()) {
				answerPing();
			}
		}
		throw new Unexpected(MOST_SKIPPED + " other frames");
	}

	private static boolean isHousekeeping(PeerFrame frame) {
		return switch (frame.type()) {
			case PeerFrame.SETTINGS -> frame.isAck();
			case PeerFrame.PING, PeerFrame.WINDOW_UPDATE -> true;
			default -> false;
		};
	}

	/**
	 * Takes the next bytes of a stream, however they are cut into frames.
	 */
	byte[] data(int streamId, int length) throws IOException, Unexpected {
		ByteArrayOutputStream bytes = this.unread.computeIfAbsent(streamId, (id) -> new ByteArrayOutputStream());
		while (bytes.size() < length) {
			if (this.ended.contains(streamId)) {
				throw new Unexpected("only " + bytes.size() + " bytes before END_STREAM");
			}
			await((frame) -> frame.is(PeerFrame.DATA, streamId));
		}
		byte[] all = bytes.toByteArray();
		bytes.reset();
		bytes.write(all, length, all.length - length);
		return Arrays.copyOf(all, length);
	}

	void endOfStream(int streamId) throws IOException, Unexpected {
		int more = toEndOfStream(streamId);
		if (more > 0) {
			throw new Unexpected(more + " bytes more before END_STREAM");
		}
	}

	/**
	 * Reads to the end of a stream.
	 * @return how many bytes no step has taken
	 */
	int toEndOfStream(int streamId) throws IOException, Unexpected {
		while (!this.ended.contains(streamId)) {
			await((frame) -> frame.is(PeerFrame.DATA, streamId));
		}
		ByteArrayOutputStream bytes = this.unread.remove(streamId);
		return (bytes != null) ? bytes.size() : 0;
	}

	/**
	 * Reads to the end of the connection; a GOAWAY before it is good manners.
	 */
	void endOfConnection() throws IOException, Unexpected {
		try {
			for (int goAways = 0; goAways < MOST_SKIPPED; goAways++) {
				await((frame) -> frame.type() == PeerFrame.GOAWAY);
			}
			throw new Unexpected(MOST_SKIPPED + " GOAWAY");
		}
		catch (EOFException ex) {
			this.received.add("end of connection");
		}
	}

	private PeerFrame read() throws IOException, Unexpected {
		PeerFrame frame = readOne();
		if (frame.type() == PeerFrame.HEADERS) {
			frame = decoded(frame);
		}
		this.received.add(frame.toString());
		if (frame.type() == PeerFrame.DATA) {
			this.unread.computeIfAbsent(frame.streamId(), (id) -> new ByteArrayOutputStream())
				.writeBytes(frame.unpadded());
		}
		if (frame.type() == PeerFrame.PING && !frame.isAck()) {
			this.lastPing = frame.payload();
		}
		if (frame.endsStream()) {
			this.ended.add(frame.streamId());
		}
		return frame;
	}

	private PeerFrame readOne() throws IOException {
		int size = this.in.readUnsignedByte() << 16 | this.in.readUnsignedShort();
		int type = this.in.readUnsignedByte();
		int flags = this.in.readUnsignedByte();
		int streamId = this.in.readInt() & 0x7fff_ffff;
		byte[] payload = new byte[size];
		this.in.readFully(payload);
		return new PeerFrame(type, flags, streamId, payload, List.of());
	}

	private PeerFrame decoded(PeerFrame head) throws IOException, Unexpected {
		ByteArrayOutputStream block = new ByteArrayOutputStream();
		byte[] first = head.unpadded();
		int skip = ((head.flags() & PeerFrame.PRIORITY) != 0) ? Math.min(5, first.length) : 0;
		block.write(first, skip, first.length - skip);
		for (int flags = head.flags(); (flags & PeerFrame.END_HEADERS) == 0;) {
			PeerFrame more = readOne();
			if (!more.is(PeerFrame.CONTINUATION, head.streamId())) {
				throw new Unexpected(more + " where CONTINUATION must follow");
			}
			block.writeBytes(more.payload());
			flags = more.flags();
		}
		List<String> fields = new ArrayList<>();
		try {
			this.decoder.decodeHeaders(head.streamId(), Unpooled.wrappedBuffer(block.toByteArray()))
				.forEach((field) -> fields.add(field.getKey() + ": " + field.getValue()));
		}
		catch (Http2Exception ex) {
			throw new Unexpected("HEADERS that cannot be decoded: " + ex.getMessage());
		}
		return new PeerFrame(head.type(), head.flags(), head.streamId(), head.payload(), List.copyOf(fields));
	}

	/**
	 * Something else came than the script expects.
	 */
	static final class Unexpected extends Exception {

		private static final long serialVersionUID = 1L;

		Unexpected(String what) {
			super(what);
		}

	}

}
