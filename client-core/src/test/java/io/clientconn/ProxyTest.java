package io.clientconn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.security.TlsMaterial;
import io.clientconn.stub.ClientCalls;
import io.clientconn.stub.RpcFuture;
import io.clientconn.testing.HostileServer;
import io.clientconn.testing.HostileServer.Peer;
import io.clientconn.testing.HostileServer.Script;
import io.clientconn.testing.ManualScheduler;
import io.clientconn.testing.TestIdentity;
import io.clientconn.testing.TestServer;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Connections through an HTTP proxy by CONNECT (gRFC A1), good proxies and bad ones.
 */
class ProxyTest {

	private static final String FAR = "dns:///orders.example:9090";

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

	private HostileServer proxy = new HostileServer(Peer::drain);

	@AfterEach
	void closeTheProxy() {
		this.proxy.close();
	}

	private void proxy(Script afterTheRequest) {
		this.proxy.close();
		this.proxy = new HostileServer((peer) -> {
			this.heads.add(peer.head());
			afterTheRequest.run(peer);
		});
	}

	private void relayTo(TestServer server) {
		proxy((peer) -> {
			peer.send(ascii("HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n"));
			peer.relayTo(server.port());
		});
	}

	private void answers(String answer) {
		proxy((peer) -> {
			peer.send(ascii(answer));
			peer.drain();
		});
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private ClientConn connect(String target, String userInfo) {
		return this.fixture
			.track(this.fixture.builder(target).proxy("http://" + userInfo + this.proxy.address()).build());
	}

	private String failure(ClientConn conn) {
		StatusException failure = catchThrowableOfType(StatusException.class,
				() -> RealServerFixture.echo(conn, "hello", RpcOptions.NONE.timeout(Duration.ofSeconds(20))));
		assertThat(failure).isNotNull();
		assertThat(failure.code()).as(failure.getMessage()).isEqualTo(StatusCode.UNAVAILABLE);
		return failure.description();
	}

	private String head() throws InterruptedException {
		String head = this.heads.poll(10, TimeUnit.SECONDS);
		assertThat(head).as("a request to the proxy").isNotNull();
		return head;
	}

	@ParameterizedTest
	@ValueSource(strings = { FAR, "static:///orders.example:9090", "passthrough:///orders.example:9090" })
	void theProxyLooksTheNameUpAndCarriesTheCalls(String target) throws Exception {
		TestServer server = this.fixture.server("far");
		relayTo(server);
		ClientConn conn = connect(target, "");
		assertThat(RealServerFixture.echo(conn, "hello")).isEqualTo("hello");
		assertThat(RealServerFixture.echo(conn, "size:300000")).hasSize(300_000);
		assertThat(head()).startsWith("CONNECT orders.example:9090 HTTP/1.1\r\n")
			.containsIgnoringCase("host: orders.example:9090\r\n")
			.containsIgnoringCase("user-agent: clientconn-java/")
			.doesNotContainIgnoringCase("proxy-authorization");
		assertThat(server.authorities()).containsOnly("orders.example:9090");
		assertThat(this.heads).isEmpty();
	}

	@Test
	void credentialsOfTheUrlGoToTheProxyOnly() throws Exception {
		TestServer server = this.fixture.server("far");
		relayTo(server);
		assertThat(RealServerFixture.echo(connect(FAR, "user:p%40ss@"), "hello")).isEqualTo("hello");
		assertThat(head()).containsIgnoringCase("proxy-authorization: Basic dXNlcjpwQHNz\r\n");
		assertThat(server.headers().get(0).keys()).doesNotContain("proxy-authorization");
	}

	@Test
	void tlsIsWithTheServerBehindTheProxy() throws Exception {
		TestIdentity authority = TestIdentity.authority("good");
		TestIdentity identity = authority.issue("orders.example");
		TestServer server = this.fixture.track(TestServer.startWithTls("secret",
				GrpcSslContexts
					.configure(SslContextBuilder.forServer(identity.key(), identity.chain()), SslProvider.JDK)
					.build()));
		relayTo(server);
		ClientConn conn = this.fixture.track(ClientConn.builder(FAR)
			.runtime(this.fixture.runtime())
			.credentials(ChannelCredentials.tls(TlsMaterial.trusting(authority.chain())))
			.proxy(this.proxy.address())
			.build());
		assertThat(RealServerFixture.echo(conn, "hello")).isEqualTo("hello");
	}

	@Test
	void whatTheServerSendsRightBehindTheProxysAnswerIsNotLost() {
		proxy((peer) -> {
			peer.send(HostileServer.join(ascii("HTTP/1.1 200 OK\r\n\r\n"),
					HostileServer.frame(HostileServer.SETTINGS, 0, 0)));
			peer.preface();
			peer.send(HostileServer.answer(peer.awaitRequest()));
			peer.drain();
		});
		assertThat(RealServerFixture.echo(connect(FAR, ""), "ping")).isEqualTo("pong");
	}

	@Test
	void aProxyThatRefusesIsQuoted() {
		answers("HTTP/1.1 403 Not from here\r\nContent-Length: 2\r\n\r\nno");
		assertThat(failure(connect(FAR, ""))).contains("connect to orders.example:9090 through the proxy "
				+ this.proxy.address() + " failed: the proxy answered CONNECT with 403 Not from here");
	}

	@Test
	void aProxyThatWantsOtherCredentialsSaysSoWithoutThem() {
		answers("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
		assertThat(failure(connect(FAR, "user:planted-secret@"))).contains("407 Proxy Authentication Required")
			.contains("put user:password@ in front of its host")
			.doesNotContain("planted-secret");
	}

	@Test
	void aProxyThatIsNoneIsNamed() {
		answers("SSH-2.0-OpenSSH\r\n\r\n");
		assertThat(failure(connect(FAR, ""))).contains("the proxy's answer to CONNECT is not HTTP");
	}

	@Test
	void aProxyThatHangsUpIsNamed() {
		proxy((peer) -> {
		});
		assertThat(failure(connect(FAR, ""))).contains("before it answered CONNECT").contains(this.proxy.address());
	}

	@Test
	void aProxyThatCannotBeReachedIsNamed() throws IOException {
		String address = this.proxy.address();
		this.proxy.close();
		assertThat(failure(this.fixture.track(this.fixture.builder(FAR).proxy(address).build())))
			.contains("connect to orders.example:9090 through the proxy " + address + " refused");
	}

	@Test
	void aProxyWhoseNameDoesNotExistIsNamed() {
		ClientConn conn = this.fixture.track(this.fixture.builder(FAR).proxy("proxy.invalid:3128").build());
		assertThat(failure(conn))
			.contains("connect to orders.example:9090 through the proxy proxy.invalid:3128 failed: "
					+ "the name of the proxy is not resolved");
	}

	@Test
	void theConnectTimeoutCoversTheProxy() throws Exception {
		proxy(Peer::drain);
		ManualScheduler clock = new ManualScheduler();
		try (ClientRuntime runtime = ClientRuntime.builder().eventLoopThreads(1).scheduler(clock).build();
				ClientConn conn = ClientConn.builder(FAR)
					.plaintext()
					.runtime(runtime)
					.proxy(this.proxy.address())
					.build()) {
			RpcFuture<String> call = ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "hello", RpcOptions.NONE);
			head();
			clock.advance(Duration.ofSeconds(20));
			assertThat(call).failsWithin(Duration.ofSeconds(10))
				.withThrowableThat()
				.withMessageContaining("timed out after 20 s: no answer to CONNECT");
		}
	}

	@Test
	void aProxyThatCannotBeUsedIsRefusedWhenTheChannelIsDescribed() {
		assertThatIllegalArgumentException().isThrownBy(() -> ClientConn.builder(FAR).proxy("socks5://p:1"))
			.withMessageStartingWith("proxy: proxies of the kind 'socks5' cannot be used");
	}

	@Test
	void withoutAProxyTheServerIsConnectedItself() {
		TestServer server = this.fixture.server("near");
		ClientConn conn = this.fixture
			.track(this.fixture.builder("static:///" + server.address()).proxy(this.proxy.address()).noProxy().build());
		assertThat(RealServerFixture.echo(conn, "hello")).isEqualTo("hello");
		assertThat(this.proxy.connections()).isZero();
	}

}
