package io.clientconn;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.clientconn.config.Backoff;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.ClientCalls;
import io.clientconn.stub.ServerStreamingCall;
import io.clientconn.testing.HostileServer;
import io.clientconn.testing.HostileServer.Peer;
import io.clientconn.testing.HostileServer.Script;
import io.clientconn.testing.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.clientconn.testing.HostileServer.frame;
import static io.clientconn.testing.HostileServer.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Servers that break every rule on real sockets: a call ends with a status that says what
 * went wrong, and the next connection works again.
 */
class HostileServerTest {

	private static final int PROMPT = 30;

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private ClientConn conn(HostileServer server, String policy) {
		return conn(server, policy, Duration.ofSeconds(20));
	}

	private ClientConn conn(HostileServer server, String policy, Duration connectTimeout) {
		return this.fixture.track(this.fixture.builder("static:///" + server.address())
			.loadBalancingPolicy(policy)
			.backoff(new Backoff(Duration.ofMillis(20), 1, 0, Duration.ofMillis(20)))
			.minConnectTimeout(connectTimeout)
			.build());
	}

	@ParameterizedTest
	@MethodSource("attacks")
	void aCallEndsWithARightStatusAndTheNextConnectionWorks(Attack attack) {
		try (HostileServer server = new HostileServer(attack.script(), HostileServer::good)) {
			ClientConn conn = conn(server, "pick_first", attack.connectTimeout());
			long start = System.nanoTime();
			StatusException failure = catchThrowableOfType(StatusException.class,
					() -> RealServerFixture.echo(conn, "ping", RpcOptions.NONE.timeout(Duration.ofSeconds(4))));
			long millis = (System.nanoTime() - start) / 1_000_000;
			assertThat(failure).isNotNull();
			assertThat(failure.code()).as(failure.getMessage()).isEqualTo(attack.code());
			assertThat(failure.description()).contains(attack.text())
				.doesNotContain("null")
				.doesNotContain("Exception");
			assertThat(millis).isLessThan(3500);
			assertThat(RealServerFixture.echo(conn, "ping",
					RpcOptions.NONE.timeout(Duration.ofSeconds(PROMPT)).waitForReady(true)))
				.isEqualTo("pong");
		}
	}

	static Stream<Attack> attacks() {
		List<Attack> all = new ArrayList<>();
		beforeSettings(all);
		onConnection(all);
		onStream(all);
		return all.stream();
	}

	private static void beforeSettings(List<Attack> all) {
		StatusCode gone = StatusCode.UNAVAILABLE;
		all.add(new Attack("closes at once", gone, "before it sent HTTP/2 SETTINGS", (peer) -> {
		}));
		all.add(new Attack("resets at once", gone, "reset by peer", Peer::reset));
		all.add(new Attack("garbage", gone, "does not speak HTTP/2", (peer) -> {
			peer.send(new byte[] { 'X', 'Y', 'Z', 1, 2, 3, 4, 5, 6, 7 });
			peer.drain();
		}));
		all.add(new Attack("zeros", gone, "does not speak HTTP/2: its answer begins with \"\\x00", (peer) -> {
			peer.send(new byte[100]);
			peer.drain();
		}));
		all.add(new Attack("HTTP/1.1 answer", gone, "does not speak HTTP/2: its answer begins with \"HTTP/1.1",
				(peer) -> {
					peer.send("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
					peer.drain();
				}));
		all.add(new Attack("no SETTINGS", gone, "no HTTP/2 SETTINGS from", Peer::drain));
		all.add(new Attack("half a SETTINGS frame", gone, "no HTTP/2 SETTINGS from", (peer) -> {
			peer.send(new byte[] { 0, 0, 6, 4 });
			peer.drain();
		}));
		all.add(new Attack("PING first", gone, "not a settings frame: PING", (peer) -> {
			peer.send(frame(HostileServer.PING, 0, 0, new byte[8]));
			peer.drain();
		}));
		all.add(new Attack("GOAWAY first", gone, "not a settings frame: GOAWAY", (peer) -> {
			peer.send(HostileServer.goAway(0, 0));
			peer.drain();
		}));
		all.add(new Attack("SETTINGS with ACK first", gone, "not a settings frame", (peer) -> {
			peer.send(frame(HostileServer.SETTINGS, HostileServer.ACK, 0));
			peer.drain();
		}));
		all.add(settings("ENABLE_PUSH 1", "ENABLE_PUSH", HostileServer.setting(2, 1)));
		all.add(settings("window too large", "", HostileServer.setting(4, -1)));
		all.add(settings("frame size too small", "", HostileServer.setting(5, 100)));
		all.add(settings("length not a multiple of six", "", new byte[5]));
	}

	private static Attack settings(String name, String text, byte[] payload) {
		return new Attack("SETTINGS: " + name, StatusCode.UNAVAILABLE, text, (peer) -> {
			peer.preface();
			peer.send(frame(HostileServer.SETTINGS, 0, 0, payload));
			peer.drain();
		});
	}

	/** What ends the connection, and therefore every call on it. */
	private static void onConnection(List<Attack> all) {
		all.add(after("frame too large", StatusCode.UNAVAILABLE, "error reading from server",
				new byte[] { 0x7f, 0, 0, 0, 0, 0, 0, 0, 1 }));
		all.add(after("closed after the request", StatusCode.UNAVAILABLE, "closed the connection"));
		all.add(new Attack("reset after the request", StatusCode.UNAVAILABLE, "reset by peer", (peer) -> {
			peer.preface();
			peer.send(frame(HostileServer.SETTINGS, 0, 0));
			peer.awaitRequest();
			peer.reset();
		}));
		all.add(after("DATA of an unknown stream", StatusCode.UNAVAILABLE, "never opened",
				frame(HostileServer.DATA, 0, 77, new byte[10])));
		all.add(after("DATA of stream 0", StatusCode.UNAVAILABLE, "", frame(HostileServer.DATA, 0, 0, new byte[10])));
		all.add(after("even stream", StatusCode.UNAVAILABLE, "",
				frame(HostileServer.HEADERS, HostileServer.END_HEADERS, 2, HostileServer.responseHeaders())));
		all.add(after("PUSH_PROMISE", StatusCode.UNAVAILABLE, "PUSH_PROMISE", frame(HostileServer.PUSH_PROMISE,
				HostileServer.END_HEADERS, 1, join(HostileServer.int32(2), new byte[] { (byte) 0x88 }))));
		all.add(after("WINDOW_UPDATE 0 of the connection", StatusCode.UNAVAILABLE, "",
				frame(HostileServer.WINDOW_UPDATE, 0, 0, new byte[4])));
		all.add(after("WINDOW_UPDATE overflow of the connection", StatusCode.UNAVAILABLE, "2147483647",
				frame(HostileServer.WINDOW_UPDATE, 0, 0, HostileServer.int32(Integer.MAX_VALUE))));
		all.add(after("CONTINUATION without HEADERS", StatusCode.UNAVAILABLE, "",
				frame(HostileServer.CONTINUATION, HostileServer.END_HEADERS, 1, new byte[1])));
		all.add(after("DATA inside a header block", StatusCode.UNAVAILABLE, "",
				frame(HostileServer.HEADERS, 0, 1, HostileServer.responseHeaders()),
				frame(HostileServer.DATA, 0, 1, new byte[1])));
		all.add(after("bad HPACK", StatusCode.UNAVAILABLE, "",
				frame(HostileServer.HEADERS, HostileServer.END_HEADERS, 1, (byte) 0xff, (byte) 0xff, (byte) 0xff)));
		byte[] big = HostileServer.field("x", "y".repeat(16_000));
		all.add(after("endless CONTINUATION", StatusCode.UNAVAILABLE, "", frame(HostileServer.HEADERS, 0, 1, big), join(
				Stream.generate(() -> frame(HostileServer.CONTINUATION, 0, 1, big)).limit(40).toArray(byte[][]::new))));
		all.add(after("empty CONTINUATION", StatusCode.UNAVAILABLE, "", frame(HostileServer.HEADERS, 0, 1),
				join(Stream.generate(() -> frame(HostileServer.CONTINUATION, 0, 1)).limit(40).toArray(byte[][]::new))));
		all.add(after("PING of 7 bytes", StatusCode.UNAVAILABLE, "", frame(HostileServer.PING, 0, 0, new byte[7])));
		all.add(after("RST_STREAM of stream 0", StatusCode.UNAVAILABLE, "",
				frame(HostileServer.RST_STREAM, 0, 0, new byte[4])));
		all.add(after("growing GOAWAY", StatusCode.UNAVAILABLE, "grows", HostileServer.goAway(1, 0),
				HostileServer.goAway(5, 0)));
		all.add(after("20000 empty frames", StatusCode.UNAVAILABLE, "too many frames",
				frame(HostileServer.HEADERS, HostileServer.END_HEADERS, 1, HostileServer.responseHeaders()),
				join(Stream.generate(() -> frame(HostileServer.DATA, 0, 1)).limit(20_000).toArray(byte[][]::new))));
		all.add(after("5000 PING in one piece", StatusCode.UNAVAILABLE, "",
				join(Stream.generate(() -> frame(HostileServer.PING, 0, 0, new byte[8]))
					.limit(5_000)
					.toArray(byte[][]::new)),
				frame(99, 0, 0, new byte[1]), HostileServer.goAway(1, 11)));
	}

	/** What ends one stream. */
	private static void onStream(List<Attack> all) {
		byte[] headers = frame(HostileServer.HEADERS, HostileServer.END_HEADERS, 1, HostileServer.responseHeaders());
		byte[] data = frame(HostileServer.DATA, 0, 1, HostileServer.message("pong"));
		byte[] trailers = frame(HostileServer.HEADERS, HostileServer.END_HEADERS | HostileServer.END_STREAM, 1,
				HostileServer.trailers());
		all.add(after("END_STREAM on HEADERS without status", StatusCode.UNKNOWN, "", frame(HostileServer.HEADERS,
				HostileServer.END_HEADERS | HostileServer.END_STREAM, 1, HostileServer.responseHeaders())));
		all.add(after("trailers-only OK", StatusCode.INTERNAL, "cardinality",
				frame(HostileServer.HEADERS, HostileServer.END_HEADERS | HostileServer.END_STREAM, 1,
						join(HostileServer.responseHeaders(), HostileServer.trailers()))));
		all.add(after("END_STREAM on DATA", StatusCode.INTERNAL, "without sending trailers", headers,
				frame(HostileServer.DATA, HostileServer.END_STREAM, 1, HostileServer.message("pong"))));
		all.add(after("DATA before HEADERS", StatusCode.INTERNAL, "before the response headers", data));
		all.add(after("HEADERS twice", StatusCode.INTERNAL, "middle of a stream", headers, headers));
		all.add(after("trailers inside a message", StatusCode.INTERNAL, "unexpected EOF", headers,
				frame(HostileServer.DATA, 0, 1, new byte[] { 0, 0, 0, 0, 9, 1 }), trailers));
		all.add(after("two messages", StatusCode.INTERNAL, "cardinality", headers, data, data, trailers));
		all.add(after("compressed message", StatusCode.INTERNAL, "compressed", headers,
				frame(HostileServer.DATA, 0, 1, new byte[] { 1, 0, 0, 0, 1, 1 }), trailers));
		byte[] inGzip = HostileServer.headersWithEncoding("gzip");
		all.add(after("compressed message that is cut off", StatusCode.INTERNAL, "it is cut off", inGzip,
				frame(HostileServer.DATA, 0, 1, new byte[] { 1, 0, 0, 0, 1, 31 }), trailers));
		all.add(after("empty compressed message", StatusCode.INTERNAL, "it is cut off", inGzip,
				frame(HostileServer.DATA, 0, 1, new byte[] { 1, 0, 0, 0, 0 }), trailers));
		all.add(after("bomb", StatusCode.RESOURCE_EXHAUSTED, "after decompression", inGzip,
				frame(HostileServer.DATA, 0, 1, HostileServer.gzipMessage(new byte[8_000_000])), trailers));
		all.add(after("message in an unknown encoding", StatusCode.INTERNAL, "'br'",
				HostileServer.headersWithEncoding("br"),
				frame(HostileServer.DATA, 0, 1, new byte[] { 1, 0, 0, 0, 1, 1 }), trailers));
		byte[] error = frame(HostileServer.HEADERS, HostileServer.END_HEADERS | HostileServer.END_STREAM, 1,
				join(HostileServer.field("grpc-status", "9"), HostileServer.field("grpc-message", "stock is low")));
		all.add(after("error inside a message", StatusCode.FAILED_PRECONDITION, "stock is low", headers,
				frame(HostileServer.DATA, 0, 1, new byte[] { 0, 0, 0, 0, 9, 1 }), error));
		all.add(after("error after a message", StatusCode.FAILED_PRECONDITION, "stock is low", headers, data, error));
		all.add(after("unknown message flag", StatusCode.INTERNAL, "flags", headers,
				frame(HostileServer.DATA, 0, 1, new byte[] { 8, 0, 0, 0, 1, 1 }), trailers));
		all.add(after("message too large", StatusCode.RESOURCE_EXHAUSTED, "larger than max", headers,
				frame(HostileServer.DATA, 0, 1, new byte[] { 0, -1, -1, -1, -1, 1 })));
		all.add(after("WINDOW_UPDATE 0 of the stream", StatusCode.INTERNAL, "",
				frame(HostileServer.WINDOW_UPDATE, 0, 1, new byte[4])));
		all.add(after("header list too large", StatusCode.INTERNAL, "header list size",
				frame(HostileServer.HEADERS, HostileServer.END_HEADERS, 1,
						join(HostileServer.responseHeaders(), HostileServer.field("x", "y".repeat(10_000))))));
		all.add(after("RST_STREAM NO_ERROR", StatusCode.INTERNAL, "NO_ERROR",
				frame(HostileServer.RST_STREAM, 0, 1, new byte[4])));
		all.add(after("RST_STREAM of an unknown code", StatusCode.UNKNOWN, "",
				frame(HostileServer.RST_STREAM, 0, 1, HostileServer.int32(4711))));
		all.add(after("text/html", StatusCode.UNAVAILABLE, "503",
				frame(HostileServer.HEADERS, HostileServer.END_HEADERS, 1,
						join(HostileServer.field(":status", "503"), HostileServer.field("content-type", "text/html"))),
				frame(HostileServer.DATA, HostileServer.END_STREAM, 1, "<html>".getBytes(StandardCharsets.US_ASCII))));
		all.add(after("no :status", StatusCode.INTERNAL, "missing HTTP status", frame(HostileServer.HEADERS,
				HostileServer.END_HEADERS | HostileServer.END_STREAM, 1, HostileServer.field("foo", "bar"))));
		all.add(after("upper case header", StatusCode.INTERNAL, "",
				frame(HostileServer.HEADERS, HostileServer.END_HEADERS, 1,
						join(HostileServer.responseHeaders(), HostileServer.field("Foo", "bar")))));
	}

	/**
	 * The bytes follow a good start and a request. The connection stays open if they say
	 * nothing about it.
	 */
	private static Attack after(String name, StatusCode code, String text, byte[]... bytes) {
		return new Attack(name, code, text, (peer) -> {
			peer.preface();
			peer.send(frame(HostileServer.SETTINGS, 0, 0));
			peer.awaitRequest();
			peer.send(join(bytes));
			if (bytes.length > 0) {
				// A stream that failed leaves the connection; it answers the next call.
				while (true) {
					int stream = peer.awaitRequest();
					peer.send(HostileServer.answer(stream));
				}
			}
		});
	}

	@Test
	void aConnectionCutAtAnyByteOfAnAnswerEndsTheCallAtOnce() {
		byte[] settings = frame(HostileServer.SETTINGS, 0, 0);
		byte[] answer = HostileServer.answer(1);
		for (int length = 0; length < settings.length + answer.length; length++) {
			int cut = length;
			Script script = (peer) -> {
				peer.preface();
				peer.send(Arrays.copyOf(settings, Math.min(cut, settings.length)));
				if (cut >= settings.length) {
					peer.awaitRequest();
					peer.send(Arrays.copyOf(answer, cut - settings.length));
				}
			};
			try (HostileServer server = new HostileServer(script, HostileServer::good);
					ClientConn conn = conn(server, "pick_first")) {
				StatusException failure = catchThrowableOfType(StatusException.class, () -> RealServerFixture.echo(conn,
						"ping", RpcOptions.NONE.timeout(Duration.ofSeconds(PROMPT))));
				assertThat(failure).as("cut after %d bytes", cut).isNotNull();
				assertThat(failure.code()).as(failure.getMessage()).isEqualTo(StatusCode.UNAVAILABLE);
				assertThat(failure.description()).startsWith("orders (static:///")
					.contains(server.address())
					.doesNotContain("null");
				assertThat(RealServerFixture.echo(conn, "ping",
						RpcOptions.NONE.timeout(Duration.ofSeconds(PROMPT)).waitForReady(true)))
					.isEqualTo("pong");
			}
		}
	}

	@Test
	void halfAFrameAndThenSilenceEndsWithTheDeadline() {
		Script script = (peer) -> {
			peer.preface();
			peer.send(frame(HostileServer.SETTINGS, 0, 0));
			peer.awaitRequest();
			peer.send(Arrays.copyOf(HostileServer.answer(1), 20));
			peer.drain();
		};
		try (HostileServer server = new HostileServer(script)) {
			ClientConn conn = conn(server, "pick_first");
			StatusException failure = catchThrowableOfType(StatusException.class,
					() -> RealServerFixture.echo(conn, "ping", RpcOptions.NONE.timeout(Duration.ofMillis(300))));
			assertThat(failure.code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
			assertThat(failure.description()).contains(server.address());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "pick_first", "round_robin" })
	void aServerThatDropsEachConnectionOnceItIsReadyIsNotDialledInALoop(String policy) {
		for (boolean goAway : new boolean[] { true, false }) {
			Script script = (peer) -> {
				peer.preface();
				peer.send(frame(HostileServer.SETTINGS, 0, 0));
				if (goAway) {
					peer.send(HostileServer.goAway(0, 0));
					peer.drain();
				}
			};
			try (HostileServer server = new HostileServer(script)) {
				ClientConn conn = this.fixture.track(this.fixture.builder("static:///" + server.address())
					.loadBalancingPolicy(policy)
					.backoff(new Backoff(Duration.ofMillis(200), 1, 0, Duration.ofMillis(200)))
					.build());
				long start = System.nanoTime();
				conn.connect();
				StatusException failure = catchThrowableOfType(StatusException.class, () -> RealServerFixture.echo(conn,
						"ping", RpcOptions.NONE.timeout(Duration.ofSeconds(1)).waitForReady(true)));
				assertThat(failure).isNotNull();
				long connections = server.connections();
				long millis = (System.nanoTime() - start) / 1_000_000;
				// Two at once, then one in 200 ms.
				assertThat(connections).isLessThanOrEqualTo(3 + millis / 200);
			}
		}
	}

	@Test
	void whatCrossesACancellationOnTheWireIsNoFlood() {
		Script script = (peer) -> {
			peer.preface();
			peer.send(frame(HostileServer.SETTINGS, 0, 0));
			int cancelled = peer.awaitRequest();
			peer.send(frame(HostileServer.HEADERS, HostileServer.END_HEADERS, cancelled,
					HostileServer.responseHeaders()));
			byte[] one = frame(HostileServer.DATA, 0, cancelled, HostileServer.message("1"));
			peer.send(one);
			int next = peer.awaitRequest();
			// The whole window of the stream in small messages.
			peer.send(join(Stream.generate(() -> one).limit(65_535 / 6 - 1).toArray(byte[][]::new)));
			peer.send(HostileServer.answer(next));
			peer.drain();
		};
		try (HostileServer server = new HostileServer(script)) {
			ClientConn conn = conn(server, "pick_first");
			try (ServerStreamingCall<String> count = ClientCalls.serverStreaming(conn, TestServer.method("Count"),
					"99999", RpcOptions.NONE)) {
				assertThat(count.read()).isEqualTo("1");
			}
			assertThat(RealServerFixture.echo(conn, "ping", RpcOptions.NONE.timeout(Duration.ofSeconds(PROMPT))))
				.isEqualTo("pong");
			assertThat(server.connections()).isOne();
		}
	}

	@Test
	void aNameThatDoesNotExistIsSaidInWords() {
		ClientConn conn = this.fixture.connect("passthrough:///no-such-host.invalid:1");
		StatusException failure = catchThrowableOfType(StatusException.class,
				() -> RealServerFixture.echo(conn, "ping", RpcOptions.NONE.timeout(Duration.ofSeconds(PROMPT))));
		assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(failure.description()).contains("no-such-host.invalid")
			.contains("the name is not resolved")
			.doesNotContain("Exception");
	}

	/**
	 * A script, and what a call has to end with.
	 */
	record Attack(String name, StatusCode code, String text, Script script) {

		/** Short only where it has to pass: a slow machine needs its time to connect. */
		Duration connectTimeout() {
			return this.text.startsWith("no HTTP/2 SETTINGS") ? Duration.ofMillis(400) : Duration.ofSeconds(20);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
