package io.clientconn;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.clientconn.config.Backoff;
import io.clientconn.rpc.ResponseInfo;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.security.TlsMaterial;
import io.clientconn.testing.HostileServer;
import io.clientconn.testing.TestIdentity;
import io.clientconn.testing.TestServer;
import io.clientconn.transport.PermanentConnectException;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * TLS with real servers, right and wrong ones.
 */
class TlsTest {

	private static final TestIdentity AUTHORITY = TestIdentity.authority("good");

	private static final TestIdentity OTHER = TestIdentity.authority("other");

	private static final TestIdentity LOOPBACK = AUTHORITY.issue("127.0.0.1");

	private static final TlsMaterial TRUST = TlsMaterial.trusting(AUTHORITY.chain());

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private TestServer server(TestIdentity identity, ClientAuth clients, String... protocols) throws IOException {
		SslContextBuilder builder = GrpcSslContexts
			.configure(SslContextBuilder.forServer(identity.key(), identity.chain()), SslProvider.JDK)
			.trustManager(AUTHORITY.certificate())
			.clientAuth(clients);
		if (protocols.length > 0) {
			builder.protocols(protocols);
		}
		return this.fixture.track(TestServer.startWithTls("secret", builder.build()));
	}

	private TestServer server(TestIdentity identity) throws IOException {
		return server(identity, ClientAuth.NONE);
	}

	private ClientConnBuilder builder(String address) {
		return ClientConn.builder("static:///" + address)
			.runtime(this.fixture.runtime())
			.backoff(new Backoff(Duration.ofSeconds(5), 1, 0, Duration.ofSeconds(5)))
			.minConnectTimeout(Duration.ofSeconds(5));
	}

	private ClientConn connect(String address, TlsMaterial material) {
		return this.fixture.track(builder(address).credentials(ChannelCredentials.tls(material)).build());
	}

	private static String failure(ClientConn conn) {
		StatusException failure = catchThrowableOfType(StatusException.class,
				() -> RealServerFixture.echo(conn, "hello", RpcOptions.NONE.timeout(Duration.ofSeconds(20))));
		assertThat(failure).isNotNull();
		assertThat(failure.code()).as(failure.getMessage()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(failure.description()).doesNotContain("Exception");
		return failure.description();
	}

	@Test
	void aCallOverTlsIsAnsweredAndShowsItsSession() throws Exception {
		ClientConn conn = connect(server(LOOPBACK).address(), TRUST);
		ResponseInfo info = new ResponseInfo();
		assertThat(RealServerFixture.echo(conn, "hello", RpcOptions.NONE.capture(info))).isEqualTo("hello");
		assertThat(info.peer()).isNotNull();
		assertThat(info.peer().sslSession()).isNotNull();
		assertThat(info.peer().sslSession().getProtocol()).isEqualTo("TLSv1.3");
		assertThat(info.peer().sslSession().getPeerCertificates()).containsExactly(LOOPBACK.certificate());
	}

	@Test
	void largeMessagesAndManyCallsPass() throws Exception {
		ClientConn conn = this.fixture.track(builder(server(LOOPBACK).address()).maxInboundMessageSize(32 << 20)
			.credentials(ChannelCredentials.tls(TRUST))
			.build());
		String big = "0123456789abcdef".repeat(1 << 19);
		assertThat(RealServerFixture.echo(conn, big).equals(big)).isTrue();
		for (int i = 0; i < 200; i++) {
			assertThat(RealServerFixture.echo(conn, "size:" + 100 * i)).hasSize(100 * i);
		}
	}

	@Test
	void theAuthorityDecidesWhoseCertificateIsExpected() throws Exception {
		TestServer server = server(AUTHORITY.issue("orders.example"));
		ClientConn conn = this.fixture.track(builder(server.address()).authority("orders.example:443")
			.credentials(ChannelCredentials.tls(TRUST))
			.build());
		assertThat(RealServerFixture.echo(conn, "hello")).isEqualTo("hello");
		assertThat(server.authorities()).containsExactly("orders.example:443");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void aServerThatAsksForACertificateGetsOurs(String protocol) throws Exception {
		TestServer server = server(LOOPBACK, ClientAuth.REQUIRE, protocol);
		TestIdentity client = AUTHORITY.issue("client");
		ClientConn conn = connect(server.address(), TRUST.withIdentity(client.key(), client.chain()));
		assertThat(RealServerFixture.echo(conn, "hello")).isEqualTo("hello");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void aServerThatAsksForACertificateInVainIsNamed(String protocol) throws Exception {
		TestServer server = server(LOOPBACK, ClientAuth.REQUIRE, protocol);
		assertThat(failure(connect(server.address(), TRUST))).contains(server.address())
			.contains("ask")
			.contains("for a client certificate");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void aServerThatDoesNotAcceptOurCertificateIsNamed(String protocol) throws Exception {
		TestServer server = server(LOOPBACK, ClientAuth.REQUIRE, protocol);
		TestIdentity stranger = OTHER.issue("client");
		ClientConn conn = connect(server.address(), TRUST.withIdentity(stranger.key(), stranger.chain()));
		assertThat(failure(conn)).contains("accept").contains("the client certificate");
	}

	@Test
	void aServerThatNobodyVouchesForIsNotTrusted() throws Exception {
		TestServer server = server(OTHER.issue("127.0.0.1"));
		assertThat(failure(connect(server.address(), TRUST))).contains("TLS handshake with " + server.address()
				+ " failed: the server's certificate is not trusted: no trusted certificate vouches for it");
	}

	@Test
	void theJvmTrustsNoStranger() throws Exception {
		TestServer server = server(LOOPBACK);
		ClientConn conn = this.fixture.track(builder(server.address()).credentials(ChannelCredentials.tls()).build());
		assertThat(failure(conn)).contains("the server's certificate is not trusted");
	}

	@Test
	void aCertificateForAnotherHostIsRefused() throws Exception {
		TestServer server = server(AUTHORITY.issue("orders.example", "127.0.0.2"));
		assertThat(failure(connect(server.address(), TRUST)))
			.contains("the server's certificate is not for '127.0.0.1'; set the authority of the channel");
		ClientConn conn = this.fixture.track(builder(server.address()).authority("stock.example")
			.credentials(ChannelCredentials.tls(TRUST))
			.build());
		assertThat(failure(conn)).contains("the server's certificate is not for 'stock.example'");
	}

	@Test
	void aCallMayChooseAnAuthorityThatTheCertificateIsForAndNoOther() throws Exception {
		TestServer server = server(AUTHORITY.issue("127.0.0.1", "orders.example", "*.tenants.example"));
		ClientConn conn = connect(server.address(), TRUST);
		for (String authority : List.of("orders.example", "ORDERS.example:443", "a.tenants.example", "127.0.0.1:7")) {
			assertThat(RealServerFixture.echo(conn, "hello", RpcOptions.NONE.authority(authority))).isEqualTo("hello");
		}
		for (String authority : List.of("stock.example", "a.b.tenants.example", "tenants.example", "127.0.0.2",
				"[::1]:7")) {
			StatusException failure = catchThrowableOfType(StatusException.class,
					() -> RealServerFixture.echo(conn, "hello", RpcOptions.NONE.authority(authority)));
			assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
			assertThat(failure.description())
				.contains("not for '" + authority + "', the authority that the call chose");
		}
		assertThat(server.calls()).isEqualTo(4);
	}

	@Test
	void anExpiredCertificateIsRefused() throws Exception {
		TestServer server = server(AUTHORITY.issue(Duration.ofHours(-1), "127.0.0.1"));
		assertThat(failure(connect(server.address(), TRUST))).contains("the server's certificate has expired");
	}

	@Test
	void aServerThatAnswersInPlaintextIsNamed() {
		TestServer server = this.fixture.server("open");
		assertThat(failure(connect(server.address(), TRUST))).contains(answered("with HTTP/2"))
			.doesNotContain("not an SSL/TLS record");
	}

	/** BoringSSL does not say what came instead of TLS. */
	private static String answered(String what) {
		return "the server answered in plaintext" + (OpenSsl.isAvailable() ? "" : ", " + what)
				+ "; it does not expect TLS on this port";
	}

	@Test
	void aWebServerInPlaintextIsQuoted() {
		try (HostileServer server = new HostileServer((peer) -> {
			peer.send("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			peer.drain();
		})) {
			assertThat(failure(connect(server.address(), TRUST))).contains(answered("with \"HTTP/1.1 400 Bad\""));
		}
	}

	@Test
	void aServerWithoutAlpnIsNamed() {
		try (HostileServer server = HostileServer.tls(LOOPBACK.sslContext(), List.of(), HostileServer.Peer::drain)) {
			assertThat(failure(connect(server.address(), TRUST)))
				.contains("the server does not speak HTTP/2 (it does not take part in ALPN)");
		}
	}

	@Test
	void aServerThatOffersNoHttp2IsNamed() {
		try (HostileServer server = HostileServer.tls(LOOPBACK.sslContext(), List.of("http/1.1"),
				HostileServer.Peer::drain)) {
			assertThat(failure(connect(server.address(), TRUST)))
				.contains("the server does not offer HTTP/2 (no h2 in ALPN); is there a proxy in between");
		}
	}

	@Test
	void aServerThatHangsUpInTheHandshakeIsNamed() {
		try (HostileServer server = new HostileServer((peer) -> {
		})) {
			assertThat(failure(connect(server.address(), TRUST))).contains("TLS handshake with " + server.address())
				.contains("(does it speak TLS on this port?)");
		}
	}

	@Test
	void theHandshakeCountsIntoTheConnectTimeout() throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			String address = "127.0.0.1:" + silent.getLocalPort();
			ClientConn conn = this.fixture.track(builder(address).minConnectTimeout(Duration.ofSeconds(1))
				.backoff(new Backoff(Duration.ofMillis(200), 1, 0, Duration.ofMillis(200)))
				.credentials(ChannelCredentials.tls(TRUST))
				.build());
			assertThat(failure(conn)).contains("TLS handshake with " + address + " timed out after 1 s");
		}
	}

	@Test
	void aPlaintextChannelHintsAtTls() throws Exception {
		TestServer server = server(LOOPBACK);
		assertThat(failure(this.fixture.track(builder(server.address()).plaintext().build()))).contains("TLS");
	}

	@Test
	void aServerThatAnswersAPlaintextChannelInTlsIsNamed() {
		try (HostileServer server = new HostileServer((peer) -> {
			peer.send(new byte[] { 0x15, 3, 3, 0, 2, 2, 10 });
			peer.drain();
		})) {
			assertThat(failure(this.fixture.track(builder(server.address()).plaintext().build())))
				.contains(server.address() + " answers in TLS, but this channel connects in plaintext");
		}
	}

	private String givenUp(String address, TlsMaterial material) {
		ClientConn conn = this.fixture.track(builder(address).credentials(ChannelCredentials.tls(material))
			.backoff(new Backoff(Duration.ofMillis(20), 1, 0, Duration.ofMillis(20)))
			.failOnPermanentConnectError(true)
			.build());
		StatusException failure = catchThrowableOfType(StatusException.class,
				() -> conn.awaitReady(Duration.ofSeconds(20)));
		assertThat(failure).isNotNull();
		assertThat(failure.description()).doesNotContain("not ready after");
		assertThat(PermanentConnectException.isBehind(failure.status())).as(failure.getMessage()).isTrue();
		return failure.description();
	}

	@Test
	void aWrongCertificateOfTheServerIsNoReasonToTryAgain() throws Exception {
		assertThat(givenUp(server(OTHER.issue("127.0.0.1")).address(), TRUST)).contains("is not trusted");
		assertThat(givenUp(server(AUTHORITY.issue("orders.example")).address(), TRUST)).contains("is not for");
		assertThat(givenUp(server(AUTHORITY.issue(Duration.ofHours(-1), "127.0.0.1")).address(), TRUST))
			.contains("has expired");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void aClientCertificateThatIsMissingOrRefusedIsNoReasonToTryAgain(String protocol) throws Exception {
		TestServer server = server(LOOPBACK, ClientAuth.REQUIRE, protocol);
		TestIdentity stranger = OTHER.issue("client");
		assertThat(givenUp(server.address(), TRUST)).contains("for a client certificate");
		assertThat(givenUp(server.address(), TRUST.withIdentity(stranger.key(), stranger.chain())))
			.contains("the client certificate");
	}

	@Test
	void aServerWithoutHttp2IsNoReasonToTryAgain() {
		for (List<String> alpn : List.of(List.<String>of(), List.of("http/1.1"))) {
			try (HostileServer server = HostileServer.tls(LOOPBACK.sslContext(), alpn, HostileServer.Peer::drain)) {
				assertThat(givenUp(server.address(), TRUST)).contains("does not").contains("HTTP/2");
			}
		}
	}

	@Test
	void aConnectionThatIsCutOrAnsweredInPlaintextIsTriedAgain() throws Exception {
		HostileServer.Script open = (peer) -> {
			peer.send("HTTP/1.1 503 Service Unavailable\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			peer.drain();
		};
		HostileServer.Script closed = (peer) -> {
		};
		for (HostileServer.Script script : List.of(closed, HostileServer.Peer::reset, open)) {
			CountDownLatch tries = new CountDownLatch(3);
			try (HostileServer server = new HostileServer((peer) -> {
				tries.countDown();
				script.run(peer);
			})) {
				ClientConn conn = this.fixture
					.track(builder(server.address()).credentials(ChannelCredentials.tls(TRUST))
						.backoff(new Backoff(Duration.ofMillis(20), 1, 0, Duration.ofMillis(20)))
						.failOnPermanentConnectError(true)
						.build());
				conn.connect();
				assertThat(tries.await(30, TimeUnit.SECONDS)).isTrue();
				assertThatThrownBy(() -> conn.awaitReady(Duration.ofMillis(50)))
					.hasMessageContaining("not ready after 50 ms");
			}
		}
	}

	@Test
	void theSchemeOfCallsOverTlsIsHttps() {
		AtomicReference<Map<String, String>> seen = new AtomicReference<>();
		try (HostileServer server = HostileServer.tls(LOOPBACK.sslContext(), List.of("h2"), (peer) -> {
			peer.preface();
			peer.send(HostileServer.frame(HostileServer.SETTINGS, 0, 0));
			int stream = peer.awaitRequest();
			seen.set(peer.firstHeaders());
			peer.send(HostileServer.answer(stream));
			peer.drain();
		})) {
			ClientConn conn = connect(server.address(), TRUST);
			assertThat(RealServerFixture.echo(conn, "ping")).isEqualTo("pong");
		}
		assertThat(seen.get()).containsEntry(":scheme", "https").containsEntry(":method", "POST");
	}

}
