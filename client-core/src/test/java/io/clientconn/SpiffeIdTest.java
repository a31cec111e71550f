package io.clientconn;

import java.net.URI;
import java.util.List;

import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.ResponseInfo;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.security.TlsMaterial;
import io.clientconn.testing.TestIdentity;
import io.clientconn.testing.TestServer;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who the server is, by the URI in its certificate.
 */
class SpiffeIdTest {

	private static final TestIdentity AUTHORITY = TestIdentity.authority("good");

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private PeerInfo peer(String... names) throws Exception {
		TestIdentity identity = AUTHORITY.issue(names);
		TestServer server = this.fixture.track(TestServer.startWithTls("secret",
				GrpcSslContexts
					.configure(SslContextBuilder.forServer(identity.key(), identity.chain()), SslProvider.JDK)
					.build()));
		return peer(this.fixture.track(ClientConn.builder("static:///" + server.address())
			.runtime(this.fixture.runtime())
			.credentials(ChannelCredentials.tls(TlsMaterial.trusting(AUTHORITY.chain())))
			.build()));
	}

	private static PeerInfo peer(ClientConn conn) {
		ResponseInfo info = new ResponseInfo();
		assertThat(RealServerFixture.echo(conn, "hello", RpcOptions.NONE.capture(info))).isEqualTo("hello");
		assertThat(info.peer()).isNotNull();
		return info.peer();
	}

	@Test
	void theOneUriOfTheCertificateIsTheId() throws Exception {
		assertThat(peer("127.0.0.1", "spiffe://shop.example/ns/prod/sa/orders").spiffeId())
			.isEqualTo(URI.create("spiffe://shop.example/ns/prod/sa/orders"));
	}

	@Test
	void otherCertificatesHaveNone() throws Exception {
		for (List<String> names : List.of(List.of("127.0.0.1"), List.of("127.0.0.1", "https://shop.example/orders"),
				List.of("127.0.0.1", "spiffe://a.example/x", "spiffe://b.example/x"),
				List.of("127.0.0.1", "spiffe://a.example/x", "https://shop.example/orders"),
				List.of("127.0.0.1", "spiffe:///orders"))) {
			assertThat(peer(names.toArray(String[]::new)).spiffeId()).as(names.toString()).isNull();
		}
	}

	@Test
	void inPlaintextThereIsNone() {
		TestServer server = this.fixture.server("open");
		assertThat(peer(this.fixture.connect("static:///" + server.address())).spiffeId()).isNull();
	}

}
