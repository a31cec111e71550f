package io.clientconn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.security.TlsMaterial;
import io.clientconn.stub.ClientCalls;
import io.clientconn.testing.Await;
import io.clientconn.testing.TestIdentity;
import io.clientconn.testing.TestServer;

import io.grpc.netty.GrpcSslContexts;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Calls over each kind of event loop that this system has.
 */
class EventLoopTransportTest {

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private final List<ClientRuntime> runtimes = new ArrayList<>();

	@AfterEach
	void close() {
		this.fixture.stopServers();
		this.runtimes.forEach(ClientRuntime::close);
	}

	private ClientRuntime runtime(EventLoopTransport transport) {
		assumeTrue(transport != EventLoopTransport.IO_URING || IoUring.isAvailable(), "no io_uring here");
		assumeTrue(transport != EventLoopTransport.EPOLL || Epoll.isAvailable(), "no epoll here");
		ClientRuntime runtime = ClientRuntime.builder()
			.eventLoopThreads(1)
			.transport(transport)
			.allocator(this.fixture.memory().allocator())
			.build();
		this.runtimes.add(runtime);
		return runtime;
	}

	@ParameterizedTest
	@EnumSource
	void callsAreAnsweredLargeOnesToo(EventLoopTransport transport) {
		ClientConn conn = this.fixture.track(ClientConn.builder("static:///" + this.fixture.server("one").address())
			.plaintext()
			.maxInboundMessageSize(32 << 20)
			.runtime(runtime(transport))
			.build());
		assertThat(RealServerFixture.echo(conn, "hello")).isEqualTo("hello");
		String large = "0123456789abcdef".repeat(1 << 17);
		assertThat(RealServerFixture.echo(conn, large).equals(large)).isTrue();
		List<CompletableFuture<String>> calls = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			calls.add(ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "call " + i, RpcOptions.NONE));
		}
		for (int i = 0; i < calls.size(); i++) {
			assertThat(calls.get(i).join()).isEqualTo("call " + i);
		}
	}

	@ParameterizedTest
	@EnumSource
	void soAreCallsOverTls(EventLoopTransport transport) throws Exception {
		TestIdentity authority = TestIdentity.authority("good");
		TestIdentity identity = authority.issue("127.0.0.1");
		TestServer server = this.fixture.track(TestServer.startWithTls("secret",
				GrpcSslContexts
					.configure(SslContextBuilder.forServer(identity.key(), identity.chain()), SslProvider.JDK)
					.build()));
		ClientConn conn = this.fixture.track(ClientConn.builder("static:///" + server.address())
			.credentials(ChannelCredentials.tls(TlsMaterial.trusting(authority.chain())))
			.runtime(runtime(transport))
			.build());
		assertThat(RealServerFixture.echo(conn, "hello")).isEqualTo("hello");
		assertThat(RealServerFixture.echo(conn, "size:300000")).hasSize(300_000);
	}

	@ParameterizedTest
	@EnumSource
	void aServerThatIsNotThereAndOneThatGoesAreNamed(EventLoopTransport transport) {
		TestServer server = this.fixture.server("one");
		ClientConn conn = this.fixture
			.track(ClientConn.builder("static:///" + server.address()).plaintext().runtime(runtime(transport)).build());
		assertThat(RealServerFixture.echo(conn, "hello")).isEqualTo("hello");
		server.close();
		Await.until(() -> conn.getState() == ConnectivityState.IDLE, "the connection is lost");
		StatusException failure = catchThrowableOfType(StatusException.class,
				() -> RealServerFixture.echo(conn, "hello"));
		assertThat(failure.code()).as(failure.getMessage()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(failure.description()).contains("connect to " + server.address() + " refused");
	}

}
