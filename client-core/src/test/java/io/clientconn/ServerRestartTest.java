package io.clientconn;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.clientconn.config.Backoff;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.ClientCalls;
import io.clientconn.testing.Await;
import io.clientconn.testing.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServerRestartTest {

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private ClientConn conn(List<TestServer> servers) {
		String list = String.join(",", servers.stream().map(TestServer::address).toList());
		return this.fixture.track(this.fixture.builder("static:///" + list)
			.loadBalancingPolicy("round_robin")
			.backoff(new Backoff(Duration.ofMillis(50), 1, 0, Duration.ofMillis(50)))
			.build());
	}

	@Test
	void aGracefulStopUnderLoadLosesNoCall() throws Exception {
		List<TestServer> servers = List.of(this.fixture.server("one"), this.fixture.server("two"),
				this.fixture.server("three"));
		ClientConn conn = conn(servers);
		conn.awaitReady(Duration.ofSeconds(10));
		Load load = new Load(conn, 8);
		load.awaitCalls(500);
		servers.get(0).stopGracefully();
		load.awaitCalls(500);
		TestServer again = this.fixture.track(servers.get(0).startAgain("one"));
		Await.until(() -> again.calls() > 0, "the server that is back is called");
		servers.get(1).stopGracefully();
		load.awaitCalls(500);
		assertThat(load.stop()).isEmpty();
	}

	@Test
	void aHardStopUnderLoadLosesOnlyCallsThatHadReachedTheServer() throws Exception {
		List<TestServer> servers = List.of(this.fixture.server("one"), this.fixture.server("two"));
		ClientConn conn = conn(servers);
		conn.awaitReady(Duration.ofSeconds(10));
		Load load = new Load(conn, 8);
		load.awaitCalls(500);
		servers.get(0).stopHard();
		load.awaitCalls(500);
		for (StatusException error : load.stop()) {
			// grpc-java resets streams with CANCEL before it cuts the connection.
			assertThat(error.code()).isIn(StatusCode.UNAVAILABLE, StatusCode.CANCELLED);
			assertThat(error.origin()).isEqualTo(CallOutcome.Origin.TRANSPORT);
			assertThat(error.peer()).hasToString(servers.get(0).address());
			assertThat(error.description()).startsWith("orders (static:///");
		}
	}

	@Test
	void aStreamInTheMiddleHearsThatItsServerWasCut() throws Exception {
		TestServer server = this.fixture.server("one");
		ClientConn conn = conn(List.of(server));
		try (BidiStreamingCall<String, String> chat = ClientCalls.bidiStreaming(conn, TestServer.method("Chat"),
				RpcOptions.NONE)) {
			chat.write("hello");
			assertThat(chat.read()).isEqualTo("hello");
			server.stopHard();
			assertThatThrownBy(chat::read).isInstanceOfSatisfying(StatusException.class,
					(ex) -> assertThat(ex.code()).isIn(StatusCode.UNAVAILABLE, StatusCode.CANCELLED));
		}
	}

	@Test
	void aStreamFinishesOnAServerThatDrains() throws Exception {
		TestServer server = this.fixture.server("one");
		TestServer other = this.fixture.server("two");
		ClientConn conn = conn(List.of(server));
		try (BidiStreamingCall<String, String> chat = ClientCalls.bidiStreaming(conn, TestServer.method("Chat"),
				RpcOptions.NONE)) {
			chat.write("hello");
			assertThat(chat.read()).isEqualTo("hello");
			CountDownLatch stopped = new CountDownLatch(1);
			ExecutorService stopper = Executors.newSingleThreadExecutor();
			stopper.execute(() -> {
				try {
					server.stopGracefully();
					stopped.countDown();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			});
			for (int i = 0; i < 20; i++) {
				chat.write("still here " + i);
				assertThat(chat.read()).isEqualTo("still here " + i);
			}
			chat.halfClose();
			assertThat(chat.read()).isNull();
			assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
			stopper.shutdown();
		}
		assertThat(other.calls()).isZero();
	}

	@Test
	void theConnectionComesBackWithItsServer() throws Exception {
		TestServer server = this.fixture.server("one");
		ClientConn conn = conn(List.of(server));
		RealServerFixture.echo(conn, "hello");
		server.stopHard();
		// A call that meets the old connection at its end fails, for it may have been
		// processed.
		assertThat(conn.waitForStateChange(ConnectivityState.READY, Duration.ofSeconds(30))).isTrue();
		this.fixture.track(server.startAgain("one again"));
		assertThat(RealServerFixture.echo(conn, "hello again",
				RpcOptions.NONE.waitForReady(true).timeout(Duration.ofSeconds(10))))
			.isEqualTo("hello again");
	}

	/**
	 * Callers that call without a pause, and what went wrong for them.
	 */
	private static final class Load {

		private final AtomicBoolean on = new AtomicBoolean(true);

		private final AtomicInteger done = new AtomicInteger();

		private final ConcurrentLinkedQueue<StatusException> errors = new ConcurrentLinkedQueue<>();

		private final ExecutorService callers;

		Load(ClientConn conn, int size) {
			this.callers = Executors.newFixedThreadPool(size);
			for (int i = 0; i < size; i++) {
				this.callers.execute(() -> {
					while (this.on.get()) {
						try {
							RealServerFixture.echo(conn, "hello", RpcOptions.NONE.timeout(Duration.ofSeconds(10)));
						}
						catch (StatusException ex) {
							this.errors.add(ex);
						}
						this.done.incrementAndGet();
					}
				});
			}
		}

		void awaitCalls(int more) {
			Await.count(this.done.get() + more, this.done::get, "calls");
		}

		List<StatusException> stop() throws InterruptedException {
			this.on.set(false);
			this.callers.shutdown();
			assertThat(this.callers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
			return List.copyOf(this.errors);
		}

	}

}
