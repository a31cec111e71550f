package io.clientconn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.clientconn.observe.ChannelObserver;
import io.clientconn.resolver.Resolver;
import io.clientconn.resolver.ResolverHost;
import io.clientconn.resolver.ResolverProvider;
import io.clientconn.resolver.Target;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.ClientCalls;
import io.clientconn.stub.RpcFuture;
import io.clientconn.testing.Await;
import io.clientconn.testing.TestServer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What is left of a channel, or of its runtime, when it is closed. */
class ClosedChannelTest {

	private static final String CLOSING = "the client connection is closing";

	@Test
	void aCallWithADeadlineEndsAsCancelledEvenAfterTheRuntimeHasEnded() {
		ClientRuntime runtime = ClientRuntime.builder().eventLoopThreads(1).build();
		ClientConn conn = ClientConn.builder("static:///127.0.0.1:1").plaintext().runtime(runtime).build();
		conn.close();
		runtime.close();
		StatusException failure = catchThrowableOfType(StatusException.class,
				() -> RealServerFixture.echo(conn, "late", RpcOptions.NONE.timeout(Duration.ofSeconds(5))));
		assertThat(failure.code()).isEqualTo(StatusCode.CANCELLED);
		assertThat(failure.description()).isEqualTo(CLOSING);
		RpcFuture<String> future = ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "late",
				RpcOptions.NONE.timeout(Duration.ofSeconds(5)));
		assertThat(future).isCompletedExceptionally();
	}

	@Test
	void aRuntimeThatIsClosedTwiceStillServesItsChannels() {
		try (TestServer server = TestServer.start("one")) {
			ClientRuntime runtime = ClientRuntime.builder().eventLoopThreads(1).build();
			try (ClientConn conn = ClientConn.builder("static:///" + server.address())
				.plaintext()
				.runtime(runtime)
				.build()) {
				runtime.close();
				runtime.close();
				assertThat(RealServerFixture.echo(conn, "ping", RpcOptions.NONE.timeout(Duration.ofSeconds(5))))
					.isEqualTo("ping");
			}
		}
	}

	@Test
	void awaitReadyTakesAnyDuration() {
		try (TestServer server = TestServer.start("one");
				ClientConn conn = ClientConn.builder("static:///" + server.address()).plaintext().build()) {
			conn.awaitReady(Duration.ofSeconds(Long.MAX_VALUE));
		}
	}

	@Test
	void aResolverThatBlocksDoesNotKeepWaitingCallsFromEnding() throws Exception {
		CountDownLatch blocked = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		ClientConn conn = ClientConn.builder("stuck:///x")
			.plaintext()
			.resolver(new StuckProvider(blocked, release))
			.build();
		RpcFuture<String> waiting = ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "ping", RpcOptions.NONE);
		assertThat(blocked.await(5, TimeUnit.SECONDS)).isTrue();
		ExecutorService closer = Executors.newSingleThreadExecutor();
		Future<?> closed = closer.submit(conn::close);
		assertThat(waiting).failsWithin(Duration.ofSeconds(20))
			.withThrowableThat()
			.havingCause()
			.withMessageContaining(CLOSING);
		release.countDown();
		closed.get(10, TimeUnit.SECONDS);
		closer.shutdown();
	}

	@Test
	void whoClosesWithoutWaitingIsNotHeldUpAndHearsOfTheEnd() throws Exception {
		CountDownLatch blocked = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		ClientConn conn = ClientConn.builder("stuck:///x")
			.plaintext()
			.resolver(new StuckProvider(blocked, release))
			.build();
		RpcFuture<String> waiting = ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "ping", RpcOptions.NONE);
		assertThat(blocked.await(5, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Void> closed = conn.closeAsync().toCompletableFuture();
		assertThat(waiting).failsWithin(Duration.ofSeconds(20))
			.withThrowableThat()
			.havingCause()
			.withMessageContaining(CLOSING);
		assertThat(closed).isNotDone();
		release.countDown();
		closed.get(10, TimeUnit.SECONDS);
		assertThat(conn.getState()).isEqualTo(ConnectivityState.SHUTDOWN);
		assertThat(conn.closeAsync().toCompletableFuture()).as("again").isDone();
		conn.close();
		conn.enterIdle();
		assertThat(conn.getState()).isEqualTo(ConnectivityState.SHUTDOWN);
	}

	@Test
	void aCallbackMayCloseItsChannelWithoutWaiting() throws Exception {
		try (TestServer server = TestServer.start("one")) {
			ClientConn conn = ClientConn.builder("static:///" + server.address()).plaintext().build();
			CompletableFuture<Void> closed = ClientCalls
				.unaryAsync(conn, TestServer.method("Echo"), "ping", RpcOptions.NONE.executor(Runnable::run))
				.toCompletableFuture()
				.thenCompose((answer) -> conn.closeAsync());
			closed.get(20, TimeUnit.SECONDS);
			assertThat(conn.getState()).isEqualTo(ConnectivityState.SHUTDOWN);
		}
	}

	@Test
	void anObserverThatBlocksDoesNotKeepCallsOnAConnectionFromEnding() throws Exception {
		CountDownLatch blocked = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		try (TestServer server = TestServer.start("one")) {
			ClientConn conn = ClientConn.builder("static:///" + server.address())
				.plaintext()
				.observer(new BlocksWhenReady(blocked, release))
				.build();
			RpcFuture<String> hanging = ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "hang",
					RpcOptions.NONE);
			assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
			Await.until(() -> server.calls() > 0, "the server is called");
			ExecutorService closer = Executors.newSingleThreadExecutor();
			Future<?> closed = closer.submit(conn::close);
			try {
				assertThat(hanging).failsWithin(Duration.ofSeconds(20))
					.withThrowableThat()
					.havingCause()
					.withMessageContaining(CLOSING);
			}
			finally {
				release.countDown();
			}
			closed.get(10, TimeUnit.SECONDS);
			closer.shutdown();
		}
	}

	@Test
	void channelsThatShareTheRuntimeComeAndGoOnManyThreads() throws Exception {
		try (TestServer server = TestServer.start("one")) {
			ExecutorService threads = Executors.newFixedThreadPool(6);
			List<Future<?>> done = new ArrayList<>();
			for (int i = 0; i < 6; i++) {
				done.add(threads.submit(() -> {
					for (int k = 0; k < 15; k++) {
						try (ClientConn conn = ClientConn.builder("static:///" + server.address())
							.plaintext()
							.build()) {
							assertThat(RealServerFixture.echo(conn, "ping",
									RpcOptions.NONE.timeout(Duration.ofSeconds(20))))
								.isEqualTo("ping");
						}
					}
				}));
			}
			for (Future<?> each : done) {
				each.get(60, TimeUnit.SECONDS);
			}
			threads.shutdown();
		}
	}

	private record BlocksWhenReady(CountDownLatch blocked, CountDownLatch release) implements ChannelObserver {

		@Override
		public void channelState(ConnectivityState state, Status reason) {
			if (state == ConnectivityState.READY) {
				this.blocked.countDown();
				try {
					this.release.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
		}

	}

	private record StuckProvider(CountDownLatch blocked, CountDownLatch release) implements ResolverProvider {

		@Override
		public String scheme() {
			return "stuck";
		}

		@Override
		public Resolver create(Target target, ResolverHost host) {
			return new Resolver() {

				@Override
				public void start() {
					StuckProvider.this.blocked.countDown();
					boolean interrupted = false;
					while (StuckProvider.this.release.getCount() > 0) {
						try {
							StuckProvider.this.release.await();
						}
						catch (InterruptedException ex) {
							interrupted = true;
						}
					}
					if (interrupted) {
						Thread.currentThread().interrupt();
					}
				}

				@Override
				public void resolveNow() {
				}

				@Override
				public void close() {
				}

			};
		}

	}

}
