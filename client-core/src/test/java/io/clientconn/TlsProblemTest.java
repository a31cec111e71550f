package io.clientconn;

import java.time.Duration;
import java.util.List;

import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusException;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.security.TlsMaterial;
import io.clientconn.security.TlsProblem;
import io.clientconn.testing.HostileServer;
import io.clientconn.testing.TestIdentity;
import io.clientconn.testing.TestServer;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What is wrong with TLS, for programs, with a real server in each state.
 */
class TlsProblemTest {

	private static final TestIdentity AUTHORITY = TestIdentity.authority("good");

	private static final TestIdentity OTHER = TestIdentity.authority("other");

	private static final TestIdentity LOOPBACK = AUTHORITY.issue("127.0.0.1");

	private static final TlsMaterial TRUST = TlsMaterial.trusting(AUTHORITY.chain());

	private static final String AES_128 = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";

	private static final String AES_256 = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private String server(TestIdentity identity, ClientAuth clients, String protocol, List<String> ciphers)
			throws Exception {
		SslContextBuilder builder = GrpcSslContexts
			.configure(SslContextBuilder.forServer(identity.key(), identity.chain()), SslProvider.JDK)
			.trustManager(AUTHORITY.certificate())
			.protocols(protocol)
			.clientAuth(clients);
		if (!ciphers.isEmpty()) {
			builder.ciphers(ciphers);
		}
		return this.fixture.track(TestServer.startWithTls("secret", builder.build())).address();
	}

	private String server(TestIdentity identity) throws Exception {
		return server(identity, ClientAuth.NONE, "TLSv1.3", List.of());
	}

	private TlsProblem problem(String address, ChannelCredentials credentials) {
		ClientConn conn = this.fixture.track(ClientConn.builder("static:///" + address)
			.runtime(this.fixture.runtime())
			.credentials(credentials)
			.build());
		StatusException failure = catchThrowableOfType(StatusException.class,
				() -> RealServerFixture.echo(conn, "hello", RpcOptions.NONE.timeout(Duration.ofSeconds(20))));
		assertThat(failure).isNotNull();
		return TlsProblem.behind(failure.status());
	}

	private TlsProblem problem(String address, TlsMaterial material) {
		return problem(address, ChannelCredentials.tls(material));
	}

	@Test
	void theCertificateOfTheServer() throws Exception {
		assertThat(problem(server(OTHER.issue("127.0.0.1")), TRUST)).isEqualTo(TlsProblem.SERVER_NOT_TRUSTED);
		assertThat(problem(server(AUTHORITY.issue(Duration.ofHours(-1), "127.0.0.1")), TRUST))
			.isEqualTo(TlsProblem.SERVER_CERTIFICATE_EXPIRED);
		assertThat(problem(server(AUTHORITY.issue(Duration.ofDays(3), "127.0.0.1")), TRUST))
			.isEqualTo(TlsProblem.SERVER_CERTIFICATE_NOT_YET_VALID);
		assertThat(problem(server(AUTHORITY.issue("127.0.0.2")), TRUST)).isEqualTo(TlsProblem.WRONG_HOST);
	}

	@Test
	void versionsAndCiphers() throws Exception {
		assertThat(problem(server(LOOPBACK, ClientAuth.NONE, "TLSv1.2", List.of()),
				TRUST.withProtocols(List.of("TLSv1.3"))))
			.isEqualTo(TlsProblem.NO_COMMON_PROTOCOL);
		assertThat(problem(server(LOOPBACK, ClientAuth.NONE, "TLSv1.2", List.of(AES_256)),
				TRUST.withProtocols(List.of("TLSv1.2")).withCiphers(List.of(AES_128))))
			.isEqualTo(TlsProblem.NO_COMMON_CIPHER);
	}

	@Test
	void theCertificateOfTheClient() throws Exception {
		String server = server(LOOPBACK, ClientAuth.REQUIRE, "TLSv1.3", List.of());
		assertThat(problem(server, TRUST)).isEqualTo(TlsProblem.CLIENT_CERTIFICATE_MISSING);
		assertThat(problem(server, stranger())).isEqualTo(TlsProblem.CLIENT_CERTIFICATE_REFUSED);
	}

	/** This one is sent, unlike that of an authority that the server does not name. */
	@Test
	void anExpiredCertificateOfTheClient() throws Exception {
		String server = server(LOOPBACK, ClientAuth.REQUIRE, "TLSv1.3", List.of());
		TestIdentity expired = AUTHORITY.issue(Duration.ofHours(-1), "client");
		assertThat(problem(server, TRUST.withIdentity(expired.key(), expired.chain())))
			.isEqualTo(TlsProblem.CLIENT_CERTIFICATE_REFUSED);
	}

	/**
	 * RFC 5246 section 7.4.6 lets servers answer with the alert that also means that no
	 * cipher is common; the JDK's did not always do so.
	 */
	@Test
	void beforeTls13TheCertificateOfTheClientMayLookLikeItsCiphers() throws Exception {
		String server = server(LOOPBACK, ClientAuth.REQUIRE, "TLSv1.2", List.of());
		assertThat(problem(server, TRUST)).isIn(TlsProblem.CLIENT_CERTIFICATE_MISSING, TlsProblem.NO_COMMON_CIPHER);
		assertThat(problem(server, stranger())).isIn(TlsProblem.CLIENT_CERTIFICATE_REFUSED,
				TlsProblem.NO_COMMON_CIPHER);
	}

	private static TlsMaterial stranger() throws Exception {
		TestIdentity stranger = OTHER.issue("client");
		return TRUST.withIdentity(stranger.key(), stranger.chain());
	}

	@Test
	void oneSideOnlySpeaksTls() {
		assertThat(problem(this.fixture.server("open").address(), TRUST)).isEqualTo(TlsProblem.SERVER_IN_PLAINTEXT);
		try (HostileServer server = new HostileServer((peer) -> {
			peer.send(new byte[] { 0x15, 3, 3, 0, 2, 2, 10 });
			peer.drain();
		})) {
			assertThat(problem(server.address(), ChannelCredentials.plaintext())).isEqualTo(TlsProblem.SERVER_IN_TLS);
		}
	}

	@Test
	void aServerThatHangsUpOnPlaintextMayExpectTls() throws Exception {
		assertThat(problem(server(LOOPBACK), ChannelCredentials.plaintext()))
			.isEqualTo(TlsProblem.HUNG_UP_ON_PLAINTEXT);
	}

	@Test
	void aServerThatIsNotThereHasNone() {
		assertThat(problem("127.0.0.1:1", TRUST)).isNull();
		assertThat(TlsProblem.behind(Status.unavailable("no cause"))).isNull();
	}

}
