package io.clientconn.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;

/**
 * A server on a raw socket that does what its scripts say, however wrong that is: the
 * first connection gets the first script, and so on; the last script serves all that
 * follow. Thread-safe.
 */
public final class HostileServer implements AutoCloseable {

	public static final int DATA = 0;

	public static final int HEADERS = 1;

	public static final int RST_STREAM = 3;

	public static final int SETTINGS = 4;

	public static final int PUSH_PROMISE = 5;

	public static final int PING = 6;

	public static final int GOAWAY = 7;

	public static final int WINDOW_UPDATE = 8;

	public static final int CONTINUATION = 9;

	public static final int END_STREAM = 1;

	public static final int ACK = 1;

	public static final int END_HEADERS = 4;

	private final ServerSocket socket;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicInteger connections = new AtomicInteger();

	private final Set<Socket> open = ConcurrentHashMap.newKeySet();

	private final List<Script> scripts;

	public HostileServer(Script... scripts) {
		this(ServerSocketFactory.getDefault(), List.of(), scripts);
	}

	private HostileServer(ServerSocketFactory sockets, List<String> alpn, Script... scripts) {
		this.scripts = List.of(scripts);
		try {
			this.socket = sockets.createServerSocket(0, 200, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		if (this.socket instanceof SSLServerSocket tls) {
			SSLParameters parameters = tls.getSSLParameters();
			parameters.setApplicationProtocols(alpn.toArray(String[]::new));
			tls.setSSLParameters(parameters);
		}
		this.threads.execute(this::accept);
	}

	/**
	 * A server that speaks TLS and offers these protocols, none for no ALPN at all.
	 */
	public static HostileServer tls(SSLContext context, List<String> alpn, Script... scripts) {
		return new HostileServer(context.getServerSocketFactory(), alpn, scripts);
	}

	public String address() {
		return "127.0.0.1:" + this.socket.getLocalPort();
	}

	/**
	 * How many connections were accepted.
	 */
	public int connections() {
		return this.connections.get();
	}

	@Override
	public void close() {
		quietly(this.socket);
		this.open.forEach(HostileServer::quietly);
		this.threads.shutdownNow();
	}

	private void accept() {
		try {
			while (true) {
				Socket accepted = this.socket.accept();
				this.open.add(accepted);
				int number = this.connections.getAndIncrement();
				this.threads.execute(() -> serve(accepted, number));
			}
		}
		catch (IOException | RejectedExecutionException ex) {
			// Closed: the test is over.
		}
	}

	private void serve(Socket accepted, int number) {
		try (accepted) {
			accepted.setTcpNoDelay(true);
			this.scripts.get(Math.min(number, this.scripts.size() - 1)).run(new Peer(accepted));
		}
		catch (IOException ex) {
			// The client has gone, as it may.
		}
		finally {
			this.open.remove(accepted);
		}
	}

	private static void quietly(AutoCloseable closeable) {
		try {
			closeable.close();
		}
		catch (Exception ex) {
			// Nobody needs it any more.
		}
	}

	/**
	 * Answers every call with "pong", as it should be.
	 */
	public static void good(Peer peer) throws IOException {
		peer.preface();
		peer.send(frame(SETTINGS, 0, 0));
		while (true) {
			int stream = peer.awaitRequest();
			peer.send(answer(stream));
		}
	}

	/**
	 * A whole answer: headers, the message "pong" and trailers.
	 */
	public static byte[] answer(int stream) {
		return join(frame(HEADERS, END_HEADERS, stream, responseHeaders()), frame(DATA, 0, stream, message("pong")),
				frame(HEADERS, END_HEADERS | END_STREAM, stream, trailers()));
	}

	public static byte[] responseHeaders() {
		return join(new byte[] { (byte) 0x88 }, field("content-type", "application/grpc"));
	}

	/**
	 * The frame with the headers of a response to the first call.
	 */
	public static byte[] headersWithEncoding(String encoding) {
		return frame(HEADERS, END_HEADERS, 1, join(responseHeaders(), field("grpc-encoding", encoding)));
	}

	public static byte[] trailers() {
		return field("grpc-status", "0");
	}

	/**
	 * One header field that stays out of the table.
	 */
	public static byte[] field(String name, String value) {
		return join(new byte[] { 0, (byte) name.length() }, name.getBytes(StandardCharsets.US_ASCII), length(value),
				value.getBytes(StandardCharsets.US_ASCII));
	}

	private static byte[] length(String value) {
		if (value.length() < 127) {
			return new byte[] { (byte) value.length() };
		}
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.write(127);
		int rest = value.length() - 127;
		for (; rest >= 128; rest >>= 7) {
			out.write((rest & 127) | 128);
		}
		out.write(rest);
		return out.toByteArray();
	}

	public static byte[] message(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return join(new byte[] { 0 }, int32(bytes.length), bytes);
	}

	/**
	 * A message that says it is compressed, and is, with gzip.
	 */
	public static byte[] gzipMessage(byte[] message) {
		ByteArrayOutputStream gzip = new ByteArrayOutputStream();
		try (GZIPOutputStream stream = new GZIPOutputStream(gzip)) {
			stream.write(message);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return join(new byte[] { 1 }, int32(gzip.size()), gzip.toByteArray());
	}

	public static byte[] int32(int value) {
		return new byte[] { (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value };
	}

	public static byte[] setting(int id, int value) {
		return join(new byte[] { 0, (byte) id }, int32(value));
	}

	public static byte[] goAway(int lastStream, int code) {
		return frame(GOAWAY, 0, 0, join(int32(lastStream), int32(code)));
	}

	public static byte[] frame(int type, int flags, int stream, byte... payload) {
		int size = payload.length;
		return join(new byte[] { (byte) (size >> 16), (byte) (size >> 8), (byte) size, (byte) type, (byte) flags },
				int32(stream), payload);
	}

	public static byte[] join(byte[]... parts) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			out.writeBytes(part);
		}
		return out.toByteArray();
	}

	/**
	 * What to do with one connection; it is closed afterwards.
	 */
	@FunctionalInterface
	public interface Script {

		void run(Peer peer) throws IOException;

	}

	/**
	 * The client at the other end.
	 */
	public static final class Peer {

		private final Socket socket;

		private final DataInputStream in;

		/** Empty until there was a request. */
		private byte[] firstBlock = {};

		Peer(Socket socket) throws IOException {
			this.socket = socket;
			this.in = new DataInputStream(socket.getInputStream());
		}

		public void send(byte[] bytes) throws IOException {
			this.socket.getOutputStream().write(bytes);
			this.socket.getOutputStream().flush();
		}

		/**
		 * Reads the client's 24 bytes.
		 */
		public void preface() throws IOException {
			this.in.readFully(new byte[24]);
		}

		/** Of a server that speaks TLS. */
		public SSLSocket tls() {
			return (SSLSocket) this.socket;
		}

		/**
		 * Reads the head of an HTTP/1.1 request, as a proxy gets it.
		 */
		public String head() throws IOException {
			StringBuilder head = new StringBuilder();
			while (head.indexOf("\r\n\r\n") < 0) {
				head.append((char) this.in.readUnsignedByte());
			}
			return head.toString();
		}

		/**
		 * Carries bytes between the client and a server until one of them closes.
		 */
		public void relayTo(int port) throws IOException {
			try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
				Thread back = new Thread(() -> copy(server, this.socket));
				back.start();
				copy(this.socket, server);
			}
		}

		private static void copy(Socket from, Socket to) {
			try {
				from.getInputStream().transferTo(to.getOutputStream());
			}
			catch (IOException ex) {
				// One of them has gone.
			}
			finally {
				quietly(from);
				quietly(to);
			}
		}

		/**
		 * Reads up to the end of a request; acknowledges settings.
		 * @return its stream
		 */
		public int awaitRequest() throws IOException {
			while (true) {
				int size = this.in.readUnsignedByte() << 16 | this.in.readUnsignedShort();
				int type = this.in.readUnsignedByte();
				int flags = this.in.readUnsignedByte();
				int stream = this.in.readInt();
				byte[] payload = new byte[size];
				this.in.readFully(payload);
				if (type == HEADERS && this.firstBlock.length == 0) {
					this.firstBlock = payload;
				}
				if (type == SETTINGS && flags == 0) {
					send(frame(SETTINGS, ACK, 0));
				}
				if ((type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
					return stream;
				}
			}
		}

		/**
		 * The headers of the first request on this connection; they have to fit into one
		 * frame.
		 */
		public Map<String, String> firstHeaders() throws IOException {
			Map<String, String> headers = new LinkedHashMap<>();
			try {
				new DefaultHttp2HeadersDecoder(false).decodeHeaders(1, Unpooled.wrappedBuffer(this.firstBlock))
					.forEach((entry) -> headers.put(entry.getKey().toString(), entry.getValue().toString()));
			}
			catch (Http2Exception ex) {
				throw new IOException("the headers cannot be read", ex);
			}
			return headers;
		}

		/**
		 * Reads until the client closes.
		 */
		public void drain() throws IOException {
			while (this.in.read(new byte[8192]) >= 0) {
				// What it says does not matter.
			}
		}

		/**
		 * Closes with RST instead of FIN.
		 */
		public void reset() throws IOException {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}

	}

}
