package io.clientconn;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusException;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.security.TlsMaterial;
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
 * Certificates that an intermediate authority vouches for, on either side.
 */
class TlsChainTest {

	private static final TestIdentity ROOT = TestIdentity.authority("root");

	private static final TestIdentity INTERMEDIATE = ROOT.intermediate("intermediate");

	private static final TestIdentity LOOPBACK = INTERMEDIATE.issue("127.0.0.1");

	private static final TestIdentity CLIENT = INTERMEDIATE.issue("client");

	private static final TlsMaterial TRUST = TlsMaterial.trusting(ROOT.chain());

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private ClientConn connect(TlsMaterial material, ClientAuth clients, X509Certificate... chain) throws Exception {
		TestServer server = this.fixture.track(TestServer.startWithTls("secret",
				GrpcSslContexts.configure(SslContextBuilder.forServer(LOOPBACK.key(), chain), SslProvider.JDK)
					.trustManager(ROOT.certificate())
					.clientAuth(clients)
					.build()));
		return this.fixture.track(ClientConn.builder("static:///" + server.address())
			.runtime(this.fixture.runtime())
			.credentials(ChannelCredentials.tls(material))
			.build());
	}

	private static String failure(ClientConn conn) {
		StatusException failure = catchThrowableOfType(StatusException.class,
				() -> RealServerFixture.echo(conn, "hello", RpcOptions.NONE.timeout(Duration.ofSeconds(20))));
		assertThat(failure).isNotNull();
		return failure.description();
	}

	@Test
	void aServerBelowAnIntermediateAuthorityIsTrustedIfItShowsTheChain() throws Exception {
		ClientConn whole = connect(TRUST, ClientAuth.NONE, LOOPBACK.certificate(), INTERMEDIATE.certificate());
		assertThat(RealServerFixture.echo(whole, "hello")).isEqualTo("hello");
		ClientConn broken = connect(TRUST, ClientAuth.NONE, LOOPBACK.certificate());
		assertThat(failure(broken)).contains("the server's certificate is not trusted");
	}

	@Test
	void aClientShowsItsChainToo() throws Exception {
		TlsMaterial whole = TRUST.withIdentity(CLIENT.key(), List.of(CLIENT.certificate(), INTERMEDIATE.certificate()));
		X509Certificate[] server = { LOOPBACK.certificate(), INTERMEDIATE.certificate() };
		assertThat(RealServerFixture.echo(connect(whole, ClientAuth.REQUIRE, server), "hello")).isEqualTo("hello");
		TlsMaterial broken = TRUST.withIdentity(CLIENT.key(), CLIENT.chain());
		assertThat(failure(connect(broken, ClientAuth.REQUIRE, server))).contains("client certificate");
	}

}
