package io.clientconn;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;

import io.clientconn.resolver.Address;
import io.clientconn.resolver.Endpoint;
import io.clientconn.resolver.ResolutionResult;
import io.clientconn.rpc.Attributes;
import io.clientconn.rpc.StatusException;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.security.TlsMaterial;
import io.clientconn.testing.FakeResolver;
import io.clientconn.testing.HostileServer;
import io.clientconn.testing.TestIdentity;
import io.clientconn.testing.TestServer;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Which server a connection asks for, and who says so.
 */
class TlsNamesTest {

	private static final TestIdentity AUTHORITY = TestIdentity.authority("good");

	private static final TlsMaterial TRUST = TlsMaterial.trusting(AUTHORITY.chain());

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private ClientConnBuilder builder(String target) {
		return ClientConn.builder(target).runtime(this.fixture.runtime()).credentials(ChannelCredentials.tls(TRUST));
	}

	/** RFC 6066 section 3: a name, and no address. */
	@ParameterizedTest
	@CsvSource({ "orders.example:443, orders.example", "orders, orders", "127.0.0.1:443, ''", "[::1]:443, ''" })
	void theServerHearsTheNameOfTheAuthority(String authority, String expected) throws Exception {
		TestIdentity identity = AUTHORITY.issue("orders.example", "orders", "127.0.0.1", "::1");
		CompletableFuture<List<String>> names = new CompletableFuture<>();
		try (HostileServer server = HostileServer.tls(identity.sslContext(), List.of("h2"), (peer) -> {
			names.complete(serverNames(peer.tls()));
			HostileServer.good(peer);
		})) {
			ClientConn conn = this.fixture.track(builder("static:///" + server.address()).authority(authority).build());
			assertThat(RealServerFixture.echo(conn, "ping")).isEqualTo("pong");
			assertThat(names.get(20, TimeUnit.SECONDS)).isEqualTo(expected.isEmpty() ? List.of() : List.of(expected));
		}
	}

	private static List<String> serverNames(SSLSocket socket) throws IOException {
		socket.startHandshake();
		return ((ExtendedSSLSession) socket.getSession()).getRequestedServerNames()
			.stream()
			.map((name) -> new String(name.getEncoded(), StandardCharsets.US_ASCII))
			.toList();
	}

	@Test
	void aResolverThatNamesTheServerOfAnAddressIsBelievedUnlessTheApplicationNamesIt() throws Exception {
		TestIdentity identity = AUTHORITY.issue("shard-7.example");
		TestServer server = this.fixture.track(TestServer.startWithTls("secret",
				GrpcSslContexts
					.configure(SslContextBuilder.forServer(identity.key(), identity.chain()), SslProvider.JDK)
					.build()));
		ResolutionResult named = ResolutionResult
			.of(List.of(Endpoint.of(new Address(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
					Attributes.EMPTY.with(Address.SERVER_NAME, "shard-7.example")))));
		ClientConn conn = this.fixture
			.track(builder("fake:///orders").resolver(new FakeResolver().findAtStart(named)).build());
		assertThat(RealServerFixture.echo(conn, "hello")).isEqualTo("hello");
		ClientConn strict = this.fixture.track(builder("fake:///orders").authority("orders.example")
			.resolver(new FakeResolver().findAtStart(named))
			.build());
		StatusException failure = catchThrowableOfType(StatusException.class,
				() -> RealServerFixture.echo(strict, "hello"));
		assertThat(failure.description()).contains("the server's certificate is not for 'orders.example'");
	}

}
