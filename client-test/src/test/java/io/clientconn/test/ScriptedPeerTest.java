package io.clientconn.test;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;

import io.clientconn.ClientConn;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.ServerStreamingCall;
import io.clientconn.test.helloworld.GreeterClient;
import io.clientconn.test.helloworld.HelloReply;
import io.clientconn.test.helloworld.HelloRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@Timeout(60)
class ScriptedPeerTest {

	private static final HelloRequest ADA = HelloRequest.newBuilder().setName("Ada").build();

	private static final HelloReply REPLY = HelloReply.newBuilder().setMessage("Hello Ada").build();

	private static final String PATH = "/helloworld.Greeter/SayHello";

	private static final Duration SOON = Duration.ofMillis(200);

	private static ClientConn connect(ScriptedPeer peer) {
		return ClientConn.builder(peer.target()).plaintext().build();
	}

	private static HelloReply greet(ClientConn conn) {
		return GreeterClient.over(conn).sayHello(ADA, RpcOptions.NONE.timeout(Duration.ofSeconds(20)));
	}

	private static PeerScript ready() {
		return ScriptedPeer.script().expectConnection().handshake();
	}

	@Test
	void playsACallFrameByFrame() {
		try (ScriptedPeer peer = ready()
			.expectHeaders(1, ":path", PATH, "te", "trailers", "content-type", "application/grpc")
			.expectMessage(1, ADA.toByteArray())
			.expectEndOfStream(1)
			.sendResponseHeaders(1)
			.sendMessage(1, REPLY.toByteArray())
			.sendTrailers(1, "grpc-status", "0")
			.sendPing(42)
			.expectPingAck(42)
			.start(); ClientConn conn = connect(peer)) {
			assertThat(greet(conn)).isEqualTo(REPLY);
			peer.awaitEnd();
			assertThat(peer.received()).startsWith("connection", "preface")
				.anyMatch((line) -> line.startsWith("HEADERS on stream 1 ["))
				.contains("DATA on stream 1, 10 bytes, END_STREAM");
		}
	}

	@Test
	void everyKindOfFrameCanBeSentAndExpected() {
		try (ScriptedPeer peer = ScriptedPeer.script()
			.expectConnection()
			.expectPreface()
			.sendSettings(3, 1, 1, 0)
			.expectSettings()
			.expectSettingsAck()
			.sendWindowUpdate(0, 100)
			.expectHeaders(1)
			.expectData(1, 4)
			.expectData(1, 6)
			.sendGoAway(0, 0, "going home")
			.expectClose()
			.expectConnection()
			.handshake()
			.expectHeaders(1, ":path", PATH)
			.sendFrame(0xbe, 1, 1, new byte[] { 1, 2, 3 })
			.sendReset(1, 0xb)
			.start(); ClientConn conn = connect(peer)) {
			StatusException failure = catchThrowableOfType(StatusException.class, () -> greet(conn));
			assertThat(failure.code()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED);
			peer.awaitEnd();
			assertThat(peer.received()).contains("end of connection");
		}
	}

	@Test
	void aCancelledCallIsAReset() {
		try (ScriptedPeer peer = ready().expectRequest(1).sendResponseHeaders(1).expectReset(1, 8).start();
				ClientConn conn = connect(peer)) {
			ServerStreamingCall<HelloReply> replies = GreeterClient.over(conn).lotsOfReplies(ADA);
			assertThat(replies.headers()).as("sent when the request was read").isNotNull();
			replies.close();
			peer.awaitEnd();
		}
	}

	@Test
	void aWrongFieldIsNamed() {
		try (ScriptedPeer peer = ready().expectHeaders(1, ":path", "/other.Service/Call").start();
				ClientConn conn = connect(peer)) {
			assertThatExceptionOfType(StatusException.class).isThrownBy(() -> greet(conn));
			assertThatExceptionOfType(AssertionError.class).isThrownBy(peer::awaitEnd)
				.withMessageStartingWith(
						"step 5 of 5, expect HEADERS on stream 1 with [:path: /other.Service/Call]: but there came "
								+ "HEADERS without [:path: /other.Service/Call]: [")
				.withMessageContaining(":path: " + PATH)
				.withMessageContaining("received so far: [connection, preface, SETTINGS");
		}
	}

	@Test
	void anotherFrameIsNamed() {
		try (ScriptedPeer peer = ready().expectReset(1, 8).start(); ClientConn conn = connect(peer)) {
			assertThatExceptionOfType(StatusException.class).isThrownBy(() -> greet(conn));
			assertThatExceptionOfType(AssertionError.class).isThrownBy(peer::awaitEnd)
				.withMessageStartingWith("step 5 of 5, expect RST_STREAM on stream 1, CANCEL: but there came HEADERS");
		}
	}

	@Test
	void anotherMessageIsNamedWithoutItsBytes() {
		try (ScriptedPeer peer = ready().expectHeaders(1)
			.expectMessage(1, HelloRequest.newBuilder().setName("Bob").build().toByteArray())
			.start(); ClientConn conn = connect(peer)) {
			assertThatExceptionOfType(StatusException.class).isThrownBy(() -> greet(conn));
			assertThatExceptionOfType(AssertionError.class).isThrownBy(peer::awaitEnd)
				.withMessageContaining("but there came another message, which differs from byte 2 on");
		}
	}

	@Test
	void tooLittleAndTooMuchDataAreNamed() {
		try (ScriptedPeer peer = ready().expectHeaders(1).expectData(1, 11).start(); ClientConn conn = connect(peer)) {
			assertThatExceptionOfType(StatusException.class).isThrownBy(() -> greet(conn));
			assertThatExceptionOfType(AssertionError.class).isThrownBy(peer::awaitEnd)
				.withMessageContaining("but there came only 10 bytes before END_STREAM");
		}
		try (ScriptedPeer peer = ready().expectHeaders(1).expectData(1, 9).expectEndOfStream(1).start();
				ClientConn conn = connect(peer)) {
			assertThatExceptionOfType(StatusException.class).isThrownBy(() -> greet(conn));
			assertThatExceptionOfType(AssertionError.class).isThrownBy(peer::awaitEnd)
				.withMessageContaining("but there came 1 bytes more before END_STREAM");
		}
	}

	@Test
	void silenceIsBounded() {
		try (ScriptedPeer peer = ScriptedPeer.script().within(SOON).expectConnection().start()) {
			assertThatExceptionOfType(AssertionError.class).isThrownBy(peer::awaitEnd)
				.withMessage("step 1 of 1, expect a connection: but nothing came within 200 ms; received so far: []");
		}
	}

	@Test
	void closeTellsOfAFailureThatNobodyAskedFor() {
		ScriptedPeer peer = ready().expectReset(1, 8).start();
		try (ClientConn conn = connect(peer)) {
			assertThatExceptionOfType(StatusException.class).isThrownBy(() -> greet(conn));
		}
		assertThatExceptionOfType(AssertionError.class).isThrownBy(peer::close).withMessageContaining("step 5 of 5");
		assertThatCode(peer::close).doesNotThrowAnyException();
	}

	@Test
	void closeEndsAScriptInTheMiddle() {
		ScriptedPeer peer = ready().start();
		assertThatCode(peer::close).doesNotThrowAnyException();
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port(peer)));
	}

	@Test
	void whatIsNoPrefaceIsQuoted() throws IOException {
		try (ScriptedPeer peer = ScriptedPeer.script().expectConnection().expectPreface().start();
				Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(peer))) {
			socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n".getBytes(StandardCharsets.US_ASCII));
			assertThatExceptionOfType(AssertionError.class).isThrownBy(peer::awaitEnd)
				.withMessageContaining("but there came 24 bytes that begin with 'GET / HTTP/1.1'");
		}
	}

	@Test
	void rawBytesAndDisconnectsGoOut() throws IOException {
		try (ScriptedPeer peer = ScriptedPeer.script()
			.expectConnection()
			.sendBytes(new byte[] { 7 })
			.stopListening()
			.disconnect()
			.start(); Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(peer))) {
			InputStream in = socket.getInputStream();
			assertThat(in.readAllBytes()).containsExactly(7);
			peer.awaitEnd();
			assertThatExceptionOfType(ConnectException.class)
				.isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port(peer)));
		}
	}

	@Test
	void whatIsSaidOfTheConnectionCanBeExpected() throws IOException {
		try (ScriptedPeer peer = ScriptedPeer.script()
			.expectConnection()
			.expectPing()
			.sendPingAck()
			.expectWindowUpdate(0, 100)
			.expectGoAway(2)
			.resetConnection()
			.start(); Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(peer))) {
			socket.getOutputStream().write(frame("000008 06 00 00000000 0102030405060708"));
			assertThat(socket.getInputStream().readNBytes(17))
				.isEqualTo(frame("000008 06 01 00000000 0102030405060708"));
			socket.getOutputStream().write(frame("000004 08 00 00000000 00000063"));
			socket.getOutputStream().write(frame("000004 08 00 00000000 00000064"));
			socket.getOutputStream().write(frame("000008 07 00 00000000 00000000 00000002"));
			peer.awaitEnd();
			assertThat(peer.received()).as("one was too small").hasSize(5);
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> socket.getInputStream().read());
		}
	}

	private static byte[] frame(String hex) {
		return HexFormat.of().parseHex(hex.replace(" ", ""));
	}

	@Test
	void aStrictScriptPassesOverNothing() {
		try (ScriptedPeer peer = ready().strict().expectHeaders(1).start(); ClientConn conn = connect(peer)) {
			assertThatExceptionOfType(StatusException.class).isThrownBy(() -> greet(conn));
			assertThatExceptionOfType(AssertionError.class).isThrownBy(peer::awaitEnd)
				.withMessageContaining("but there came SETTINGS ACK on the connection");
		}
	}

	@Test
	void wrongScriptsAreRefused() {
		assertThatIllegalStateException().isThrownBy(() -> ScriptedPeer.script().handshake().start())
			.withMessageStartingWith("a script begins with expectConnection(), but this one has [expect the preface");
		assertThatIllegalArgumentException().isThrownBy(() -> ScriptedPeer.script().expectHeaders(1, ":path"))
			.withMessageContaining("names and values in turn");
		assertThatIllegalArgumentException().isThrownBy(() -> ScriptedPeer.script().sendSettings(3))
			.withMessageContaining("ids and values in turn");
		assertThatIllegalArgumentException().isThrownBy(() -> ScriptedPeer.script().within(Duration.ZERO))
			.withMessageContaining("above zero");
	}

	private static int port(ScriptedPeer peer) {
		return Integer.parseInt(peer.address().substring(peer.address().indexOf(':') + 1));
	}

}
