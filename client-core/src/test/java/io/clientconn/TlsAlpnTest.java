package io.clientconn;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusException;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.security.TlsMaterial;
import io.clientconn.security.TlsProblem;
import io.clientconn.testing.HostileServer;
import io.clientconn.testing.TestIdentity;
import io.clientconn.testing.TestServer;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Channels that do not require ALPN, and advice that the application adds to errors.
 */
class TlsAlpnTest {

	private static final TestIdentity AUTHORITY = TestIdentity.authority("good");

	private static final TestIdentity LOOPBACK = AUTHORITY.issue("127.0.0.1");

	private static final TlsMaterial TRUST = TlsMaterial.trusting(AUTHORITY.chain());

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private ClientConnBuilder builder(String address) {
		return ClientConn.builder("static:///" + address).runtime(this.fixture.runtime());
	}

	private ClientConn connect(String address, TlsMaterial material) {
		return this.fixture.track(builder(address).credentials(ChannelCredentials.tls(material)).build());
	}

	private static String failure(ClientConn conn) {
		StatusException failure = catchThrowableOfType(StatusException.class,
				() -> RealServerFixture.echo(conn, "hello", RpcOptions.NONE.timeout(Duration.ofSeconds(20))));
		assertThat(failure).isNotNull();
		return failure.description();
	}

	@Test
	void aServerWithoutAlpnIsTakenForHttp2IfThatIsAllowed() {
		try (HostileServer server = HostileServer.tls(LOOPBACK.sslContext(), List.of(), (peer) -> {
			peer.preface();
			peer.send(HostileServer.frame(HostileServer.SETTINGS, 0, 0));
			peer.send(HostileServer.answer(peer.awaitRequest()));
			peer.drain();
		})) {
			ClientConn conn = connect(server.address(), TRUST.allowingMissingAlpn());
			assertThat(RealServerFixture.echo(conn, "ping")).isEqualTo("pong");
			assertThat(conn.credentials()).hasToString("TLS, 1 trusted, ALPN not required");
		}
	}

	@Test
	void aServerThatChoosesAnotherProtocolIsRefusedEvenIfAlpnIsNotRequired() {
		try (HostileServer server = HostileServer.tls(LOOPBACK.sslContext(), List.of("http/1.1"),
				HostileServer.Peer::drain)) {
			assertThat(failure(connect(server.address(), TRUST.allowingMissingAlpn())))
				.contains("the server does not offer HTTP/2");
		}
	}

	@Test
	void aChannelThatDoesNotRequireAlpnWarnsOnceWhenItIsBuilt() {
		Logger logger = (Logger) LoggerFactory.getLogger(CredentialsCheck.class);
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		logger.addAppender(log);
		try {
			connect("127.0.0.1:1", TRUST);
			assertThat(log.list).isEmpty();
			ClientConn conn = connect("127.0.0.1:1", TRUST.allowingMissingAlpn());
			conn.renewCredentials(ChannelCredentials.tls(TRUST.allowingMissingAlpn()));
			assertThat(log.list).singleElement().satisfies((event) -> {
				assertThat(event.getLevel()).isEqualTo(Level.WARN);
				assertThat(event.getFormattedMessage()).contains("static:///127.0.0.1:1 does not require ALPN");
			});
		}
		finally {
			logger.detachAppender(log);
		}
	}

	@Test
	void aChannelThatChecksNoCertificatesWarnsOnceWhenItIsBuilt() {
		Logger logger = (Logger) LoggerFactory.getLogger(CredentialsCheck.class);
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		logger.addAppender(log);
		try {
			ClientConn conn = connect("127.0.0.1:1", TRUST.bypassingCertificateValidation());
			conn.renewCredentials(ChannelCredentials.tls(TRUST.bypassingCertificateValidation()));
			assertThat(log.list).singleElement().satisfies((event) -> {
				assertThat(event.getLevel()).isEqualTo(Level.WARN);
				assertThat(event.getFormattedMessage())
					.contains("static:///127.0.0.1:1 accepts every certificate of every server");
			});
		}
		finally {
			logger.detachAppender(log);
		}
	}

	@Test
	void adviceStandsAtTheEndOfWhatFailed() throws Exception {
		Map<TlsProblem, String> advice = Map.of(TlsProblem.SERVER_NOT_TRUSTED, "see the trust",
				TlsProblem.HUNG_UP_ON_PLAINTEXT, "see the switch");
		TestIdentity stranger = TestIdentity.authority("other").issue("127.0.0.1");
		SslContext tls = GrpcSslContexts
			.configure(SslContextBuilder.forServer(stranger.key(), stranger.chain()), SslProvider.JDK)
			.build();
		TestServer server = this.fixture.track(TestServer.startWithTls("secret", tls));
		assertThat(failure(this.fixture
			.track(builder(server.address()).credentials(ChannelCredentials.tls(TRUST).withAdvice(advice)).build())))
			.contains("is not trusted")
			.endsWith("; see the trust");
		assertThat(failure(this.fixture
			.track(builder(server.address()).credentials(ChannelCredentials.plaintext().withAdvice(advice)).build())))
			.contains("does it expect TLS?")
			.endsWith("; see the switch");
	}

}
