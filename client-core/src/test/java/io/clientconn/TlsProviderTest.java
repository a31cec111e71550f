package io.clientconn;

import java.util.Locale;

import io.clientconn.rpc.ResponseInfo;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.security.TlsMaterial;
import io.clientconn.testing.TestIdentity;
import io.clientconn.testing.TestServer;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Which TLS is used. The build runs the tests of TLS twice, with and without BoringSSL on
 * the class path, and says each time what it expects.
 */
class TlsProviderTest {

	private static final String EXPECTED = System.getProperty("tls.provider");

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	@Test
	void boringSslIsUsedWhenItIsOnTheClassPathAndElseTheJdk() throws Exception {
		TestIdentity authority = TestIdentity.authority("good");
		TestIdentity loopback = authority.issue("127.0.0.1");
		TestServer server = this.fixture.track(TestServer.startWithTls("secret",
				GrpcSslContexts
					.configure(SslContextBuilder.forServer(loopback.key(), loopback.chain()), SslProvider.JDK)
					.build()));
		ClientConn conn = this.fixture.track(ClientConn.builder("static:///" + server.address())
			.runtime(this.fixture.runtime())
			.credentials(ChannelCredentials.tls(TlsMaterial.trusting(authority.chain())))
			.build());
		ResponseInfo info = new ResponseInfo();
		RealServerFixture.echo(conn, "hello", RpcOptions.NONE.capture(info));
		String session = String.valueOf(info.peer().sslSession().getClass());
		assertThat(session.contains("OpenSsl")).as(session).isEqualTo(OpenSsl.isAvailable());
	}

	@Test
	void theBuildHasWhatItSays() {
		assumeTrue(EXPECTED != null);
		assumeTrue(EXPECTED.equals("JDK") || hasBoringSsl());
		assertThat(OpenSsl.isAvailable()).as("BoringSSL: %s", OpenSsl.unavailabilityCause())
			.isEqualTo(EXPECTED.equals("BoringSSL"));
	}

	/** The build names the libraries for these. */
	private static boolean hasBoringSsl() {
		String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch");
		return machine.toLowerCase(Locale.ROOT).matches("linux (amd64|x86_64|aarch64)");
	}

}
