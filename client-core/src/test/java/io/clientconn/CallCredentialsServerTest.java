package io.clientconn;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.SecurityLevel;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.security.BasicCredentials;
import io.clientconn.security.BearerCredentials;
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
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Call credentials as a real server sees them.
 */
class CallCredentialsServerTest {

	private static final io.grpc.Metadata.Key<String> AUTHORIZATION = io.grpc.Metadata.Key.of("authorization",
			io.grpc.Metadata.ASCII_STRING_MARSHALLER);

	private static final TestIdentity AUTHORITY = TestIdentity.authority("good");

	private static final TestIdentity LOOPBACK = AUTHORITY.issue("127.0.0.1");

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private TestServer server() throws IOException {
		SslContextBuilder builder = GrpcSslContexts
			.configure(SslContextBuilder.forServer(LOOPBACK.key(), LOOPBACK.chain()), SslProvider.JDK);
		return this.fixture.track(TestServer.startWithTls("secret", builder.build()));
	}

	private ClientConnBuilder secured(TestServer server) {
		return ClientConn.builder("static:///" + server.address())
			.name("orders")
			.runtime(this.fixture.runtime())
			.credentials(ChannelCredentials.tls(TlsMaterial.trusting(AUTHORITY.chain())));
	}

	private static Iterable<String> seen(TestServer server) {
		Iterable<String> values = server.headers().get(server.headers().size() - 1).getAll(AUTHORIZATION);
		assertThat(values).isNotNull();
		return values;
	}

	@Test
	void overTlsTheServerSeesTheCredentialsOfChannelAndCall() throws Exception {
		TestServer server = server();
		ClientConn conn = this.fixture.track(secured(server).callCredentials(BearerCredentials.of("abc")).build());
		RealServerFixture.echo(conn, "one");
		assertThat(seen(server)).containsExactly("Bearer abc");
		RealServerFixture.echo(conn, "two", RpcOptions.NONE.credentials(BasicCredentials.of("u", "p")));
		assertThat(seen(server)).containsExactly("Bearer abc", "Basic dTpw");
		RealServerFixture.echo(conn, "three");
		assertThat(seen(server)).containsExactly("Bearer abc");
	}

	@Test
	void credentialsSeeTheSecuredConnection() throws Exception {
		TestServer server = server();
		CallCredentials credentials = (request) -> {
			assertThat(request.securityLevel()).isEqualTo(SecurityLevel.PRIVACY_AND_INTEGRITY);
			assertThat(Thread.currentThread().getName()).doesNotContain("loop");
			return CompletableFuture.completedFuture(Metadata.of("authorization", request.audience()));
		};
		ClientConn conn = this.fixture.track(secured(server).callCredentials(credentials).build());
		RealServerFixture.echo(conn, "one");
		assertThat(seen(server)).containsExactly("https://" + server.address() + "/test.Text");
	}

	@Test
	void credentialsMayAnswerLaterAndOnAnyThread() throws Exception {
		TestServer server = server();
		ExecutorService elsewhere = Executors.newSingleThreadExecutor((task) -> {
			Thread thread = new Thread(task, "token-server");
			thread.setDaemon(true);
			return thread;
		});
		CallCredentials credentials = (request) -> CompletableFuture
			.supplyAsync(() -> Metadata.of("authorization", Thread.currentThread().getName()), elsewhere);
		ClientConn conn = this.fixture.track(secured(server).callCredentials(credentials).build());
		for (int i = 0; i < 20; i++) {
			assertThat(RealServerFixture.echo(conn, "text " + i)).isEqualTo("text " + i);
			assertThat(seen(server)).containsExactly("token-server");
		}
		elsewhere.shutdown();
	}

	@Test
	void credentialsThatFailNameTheChannelAndNoSecret() throws Exception {
		TestServer server = server();
		ClientConn conn = this.fixture
			.track(secured(server).callCredentials(BearerCredentials.from(() -> "planted-secret token")).build());
		StatusException failure = catchThrowableOfType(StatusException.class,
				() -> RealServerFixture.echo(conn, "one"));
		assertThat(failure.code()).isEqualTo(StatusCode.UNAUTHENTICATED);
		assertThat(failure).hasMessageContaining("orders")
			.hasMessageContaining("the call credentials failed with java.lang.IllegalArgumentException");
		assertThat(failure.getCause()).hasMessageContaining("position 14");
		assertThat(failure + " " + failure.getCause()).doesNotContain("planted-secret");
		assertThat(server.calls()).isZero();
	}

	@Test
	void inPlaintextACallWithCredentialsThatRequirePrivacyFails() throws Exception {
		TestServer server = this.fixture.server("open");
		ClientConn conn = this.fixture.connectTo(server);
		StatusException failure = catchThrowableOfType(StatusException.class, () -> RealServerFixture.echo(conn, "one",
				RpcOptions.NONE.credentials(BearerCredentials.of("planted-secret"))));
		assertThat(failure.code()).isEqualTo(StatusCode.UNAUTHENTICATED);
		assertThat(failure).hasMessageContaining("require an encrypted connection")
			.hasMessageContaining("that to " + server.address() + " is plaintext");
		assertThat(server.calls()).isZero();
		RealServerFixture.echo(conn, "one",
				RpcOptions.NONE.credentials(BearerCredentials.of("open").allowingPlaintext()));
		assertThat(seen(server)).containsExactly("Bearer open");
	}

	@Test
	void aPlaintextChannelRefusesCredentialsThatRequirePrivacyWhenItIsBuilt() {
		ClientConnBuilder builder = this.fixture.builder("static:///127.0.0.1:1")
			.callCredentials(BearerCredentials.of("planted-secret"));
		assertThatIllegalStateException().isThrownBy(builder::build)
			.withMessageContaining("static:///127.0.0.1:1 require encryption, but the channel is plaintext")
			.withMessageContaining("credentials()")
			.withMessageContaining("allowingPlaintext()");
	}

	@Test
	void severalCredentialsOfAChannelAreSentInTheirOrder() throws Exception {
		TestServer server = this.fixture.server("open");
		ClientConn conn = this.fixture.track(this.fixture.builder("static:///" + server.address())
			.callCredentials(BearerCredentials.of("one").allowingPlaintext())
			.callCredentials(BasicCredentials.of("u", "p").allowingPlaintext())
			.build());
		RealServerFixture.echo(conn, "text");
		assertThat(seen(server)).containsExactly("Bearer one", "Basic dTpw");
	}

}
