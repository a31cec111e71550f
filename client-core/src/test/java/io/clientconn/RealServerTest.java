package io.clientconn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import io.clientconn.observe.ChannelStatus.AddressStatus;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.ClientCalls;
import io.clientconn.stub.ClientStreamingCall;
import io.clientconn.stub.RpcFuture;
import io.clientconn.stub.ServerStreamingCall;
import io.clientconn.testing.Await;
import io.clientconn.testing.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class RealServerTest {

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	@Test
	void aUnaryCallIsAnswered() {
		TestServer server = this.fixture.server("one");
		ClientConn conn = this.fixture.connectTo(server);
		assertThat(conn.getState()).isEqualTo(ConnectivityState.IDLE);
		assertThat(RealServerFixture.echo(conn, "hello")).isEqualTo("hello");
		// Calls get the picker a moment before the state is told.
		conn.awaitReady(Duration.ofSeconds(20));
		assertThat(conn.getState()).isEqualTo(ConnectivityState.READY);
		assertThat(conn.status().addresses()).hasSize(1);
	}

	@Test
	void everyKindOfCallIsAnswered() {
		ClientConn conn = this.fixture.connectTo(this.fixture.server("one"));
		try (ServerStreamingCall<String> count = ClientCalls.serverStreaming(conn, TestServer.method("Count"), "1000",
				RpcOptions.NONE)) {
			List<String> got = new ArrayList<>();
			count.forEach(got::add);
			assertThat(got).hasSize(1000).startsWith("1", "2").endsWith("1000");
		}
		try (ClientStreamingCall<String, String> join = ClientCalls.clientStreaming(conn, TestServer.method("Join"),
				RpcOptions.NONE)) {
			assertThat(ClientCalls.sendAll(join, List.of("a", "b", "c"))).isEqualTo("a,b,c");
		}
		try (BidiStreamingCall<String, String> chat = ClientCalls.bidiStreaming(conn, TestServer.method("Chat"),
				RpcOptions.NONE)) {
			for (int i = 0; i < 100; i++) {
				chat.write("message " + i);
				assertThat(chat.read()).isEqualTo("message " + i);
			}
		}
	}

	@Test
	void manyCallsAtATimeAreAnsweredEachWithItsOwn() throws Exception {
		ClientConn conn = this.fixture.connectTo(this.fixture.server("one"), this.fixture.server("two"));
		List<RpcFuture<String>> futures = new ArrayList<>();
		for (int i = 0; i < 2000; i++) {
			String text = i + "x".repeat((i % 50 == 0) ? 100_000 : i % 300);
			futures.add(ClientCalls.unaryAsync(conn, TestServer.method("Echo"), text, RpcOptions.NONE));
		}
		for (int i = 0; i < 2000; i++) {
			String text = i + "x".repeat((i % 50 == 0) ? 100_000 : i % 300);
			assertThat(futures.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(text);
		}
	}

	@Test
	@Timeout(60)
	void callsAreSpreadOverAllServers() {
		List<TestServer> servers = List.of(this.fixture.server("one"), this.fixture.server("two"),
				this.fixture.server("three"));
		ClientConn conn = this.fixture.connectTo(servers.toArray(TestServer[]::new));
		// A server joins in when its connection is up.
		Await.until(() -> {
			RealServerFixture.echo(conn, "hello");
			return servers.stream().allMatch((server) -> server.calls() > 0);
		}, "every server is called");
		List<Integer> before = servers.stream().map(TestServer::calls).toList();
		for (int i = 0; i < 30; i++) {
			RealServerFixture.echo(conn, "hello");
		}
		for (int i = 0; i < 3; i++) {
			assertThat(servers.get(i).calls() - before.get(i)).isEqualTo(10);
		}
	}

	@Test
	void aMessageOf64MegabytesGoesThereAndBack() {
		TestServer server = this.fixture.server("one");
		ClientConn conn = this.fixture.track(
				this.fixture.builder("static:///" + server.address()).maxInboundMessageSize(100 * 1024 * 1024).build());
		String big = "0123456789abcdef".repeat(4 * 1024 * 1024);
		assertThat(RealServerFixture.echo(conn, big).equals(big)).isTrue();
	}

	@Test
	void anErrorOfTheServerKeepsItsWordsAndTrailers() {
		ClientConn conn = this.fixture.connectTo(this.fixture.server("one"));
		StatusException error = catchThrowableOfType(StatusException.class,
				() -> RealServerFixture.echo(conn, "fail:NOT_FOUND:100% %s gone – ü"));
		assertThat(error.code()).isEqualTo(StatusCode.NOT_FOUND);
		assertThat(error.description()).isEqualTo("100% %s gone – ü");
		assertThat(error.trailers().get("why")).isEqualTo("asked-to");
		assertThat(error.origin()).isEqualTo(CallOutcome.Origin.SERVER);
		assertThat(error.peer()).isNotNull();
		assertThat(error.method()).isEqualTo("test.Text/Echo");
	}

	@Test
	void anUnknownMethodIsUnimplemented() {
		ClientConn conn = this.fixture.connectTo(this.fixture.server("one"));
		assertThatThrownBy(() -> ClientCalls.unary(conn, TestServer.method("Nonsense"), "hello", RpcOptions.NONE))
			.isInstanceOfSatisfying(StatusException.class,
					(ex) -> assertThat(ex.code()).isEqualTo(StatusCode.UNIMPLEMENTED));
	}

	@Test
	void everySchemeLeadsToTheServer() {
		int port = this.fixture.server("one").port();
		for (String target : List.of("passthrough:///localhost:" + port, "passthrough:///127.0.0.1:" + port,
				"dns:///localhost:" + port, "localhost:" + port, "127.0.0.1:" + port, "dns:127.0.0.1:" + port,
				"static://127.0.0.1:" + port, "static:///localhost:" + port)) {
			ClientConn conn = this.fixture.connect(target);
			assertThat(RealServerFixture.echo(conn, "by " + target)).isEqualTo("by " + target);
		}
	}

	@Test
	void aNameThatDoesNotExistIsNamedInTheError() {
		for (String target : List.of("passthrough:///no-such-host.invalid:1", "dns:///no-such-host.invalid:1")) {
			ClientConn conn = this.fixture.connect(target);
			assertThatThrownBy(() -> RealServerFixture.echo(conn, "hello"))
				.isInstanceOfSatisfying(StatusException.class,
						(ex) -> assertThat(ex.code()).isEqualTo(StatusCode.UNAVAILABLE))
				.hasMessageContaining("orders (" + target + "): ")
				.hasMessageContaining("no-such-host.invalid");
		}
	}

	@Test
	void headersReachTheServer() {
		TestServer server = this.fixture.server("one");
		ClientConn conn = this.fixture.track(this.fixture.builder("static:///" + server.address())
			.userAgent("shop/1.4")
			.headers(Metadata.of("x-tenant", "acme"))
			.build());
		RealServerFixture.echo(conn, "hello",
				RpcOptions.NONE.headers(Metadata.builder().add("x-raw-bin", new byte[] { 0, -1, 7 }).build())
					.timeout(Duration.ofSeconds(5)));
		io.grpc.Metadata headers = server.headers().get(0);
		assertThat(headers.get(io.grpc.Metadata.Key.of("x-tenant", io.grpc.Metadata.ASCII_STRING_MARSHALLER)))
			.isEqualTo("acme");
		assertThat(headers.get(io.grpc.Metadata.Key.of("x-raw-bin", io.grpc.Metadata.BINARY_BYTE_MARSHALLER)))
			.containsExactly(0, -1, 7);
		assertThat(headers.get(io.grpc.Metadata.Key.of("user-agent", io.grpc.Metadata.ASCII_STRING_MARSHALLER)))
			.startsWith("shop/1.4 ");
		assertThat(headers.keys()).contains("grpc-timeout");
	}

	@Test
	void theDeadlineEndsACallThatHangs() {
		ClientConn conn = this.fixture.connectTo(this.fixture.server("one"));
		assertThatThrownBy(() -> RealServerFixture.echo(conn, "hang", RpcOptions.NONE.timeout(Duration.ofMillis(200))))
			.isInstanceOfSatisfying(StatusException.class,
					(ex) -> assertThat(ex.code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED))
			.hasMessageContaining("orders (static:///127.0.0.1:");
	}

	@Test
	void aResponseThatIsTooLargeIsRefused() {
		TestServer server = this.fixture.server("one");
		ClientConn conn = this.fixture
			.track(this.fixture.builder("static:///" + server.address()).maxInboundMessageSize(1000).build());
		assertThatThrownBy(() -> RealServerFixture.echo(conn, "size:1001"))
			.isInstanceOfSatisfying(StatusException.class,
					(ex) -> assertThat(ex.code()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED))
			.hasMessageContaining("larger than max");
		assertThat(RealServerFixture.echo(conn, "size:1000")).hasSize(1000);
	}

	@Test
	void aPortThatNobodyListensOnIsNamedInTheError() throws InterruptedException {
		TestServer server = this.fixture.server("one");
		server.stopHard();
		ClientConn conn = this.fixture.connectTo(server);
		assertThatThrownBy(() -> RealServerFixture.echo(conn, "hello"))
			.isInstanceOfSatisfying(StatusException.class,
					(ex) -> assertThat(ex.code()).isEqualTo(StatusCode.UNAVAILABLE))
			.hasMessageContaining("orders (static:///" + server.address() + "): ")
			.hasMessageContaining("connect to " + server.address() + " refused");
		AddressStatus address = conn.status().addresses().get(0);
		assertThat(address.state()).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
		assertThat(address.lastError().description()).contains("refused");
	}

	@Test
	void awaitReadySaysWhatKeepsItWaiting() throws InterruptedException {
		TestServer server = this.fixture.server("one");
		ClientConn conn = this.fixture.connectTo(server);
		conn.awaitReady(Duration.ofSeconds(10));
		assertThat(conn.getState()).isEqualTo(ConnectivityState.READY);
		server.stopHard();
		ClientConn lost = this.fixture.connectTo(server);
		// Not before the first attempt has failed is there anything to say.
		assertThatThrownBy(() -> RealServerFixture.echo(lost, "hello")).hasMessageContaining("refused");
		assertThatThrownBy(() -> lost.awaitReady(Duration.ofMillis(300)))
			.isInstanceOfSatisfying(StatusException.class,
					(ex) -> assertThat(ex.code()).isEqualTo(StatusCode.UNAVAILABLE))
			.hasMessageContaining("refused");
	}

	@Test
	void afterCloseEverythingEndsAsCancelled() throws Exception {
		TestServer server = this.fixture.server("one");
		ClientConn conn = this.fixture.connectTo(server);
		RealServerFixture.echo(conn, "hello");
		RpcFuture<String> hangs = ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "hang", RpcOptions.NONE);
		conn.close();
		conn.close();
		assertThatThrownBy(() -> hangs.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(StatusException.class)
			.hasMessageContaining("CANCELLED: the client connection is closing");
		assertThatThrownBy(() -> RealServerFixture.echo(conn, "hello"))
			.hasMessageContaining("CANCELLED: the client connection is closing");
		assertThatThrownBy(conn::connect).hasMessageContaining("CANCELLED: the client connection is closing");
		assertThatThrownBy(() -> conn.awaitReady(Duration.ofSeconds(1)))
			.hasMessageContaining("CANCELLED: the client connection is closing");
		assertThat(conn.getState()).isEqualTo(ConnectivityState.SHUTDOWN);
	}

	@Test
	void aCallThatWaitsForReadyWaitsForTheServerToCome() throws Exception {
		TestServer server = this.fixture.server("one");
		server.stopHard();
		ClientConn conn = this.fixture.track(this.fixture.builder("static:///" + server.address())
			.backoff(new io.clientconn.config.Backoff(Duration.ofMillis(50), 1, 0, Duration.ofMillis(50)))
			.build());
		RpcFuture<String> waits = ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "hello",
				RpcOptions.NONE.waitForReady(true));
		assertThatThrownBy(() -> RealServerFixture.echo(conn, "fails fast")).hasMessageContaining("refused");
		this.fixture.track(server.startAgain("again"));
		assertThat(waits.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
	}

	@Test
	void aServerThatLimitsCallsGetsThemAllOneAfterTheOther() throws Exception {
		ClientConn conn = this.fixture.connectTo(this.fixture.track(TestServer.startWithLimit("one", 1)));
		List<RpcFuture<String>> futures = new ArrayList<>();
		Set<String> got = new TreeSet<>();
		for (int i = 0; i < 100; i++) {
			futures.add(ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "call " + i, RpcOptions.NONE));
		}
		for (RpcFuture<String> future : futures) {
			got.add(future.get(10, TimeUnit.SECONDS));
		}
		assertThat(got).hasSize(100);
	}

}
