package io.clientconn;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.clientconn.config.Backoff;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.ClientCalls;
import io.clientconn.stub.RpcFuture;
import io.clientconn.testing.Await;
import io.clientconn.testing.TestServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A channel that lets calls finish before it closes. */
class GracefulShutdownTest {

	private static final Duration LONG = Duration.ofSeconds(20);

	@RegisterExtension
	final RealServerFixture on = new RealServerFixture();

	private final ExecutorService closer = Executors.newSingleThreadExecutor();

	@AfterEach
	void stop() {
		this.closer.shutdownNow();
	}

	@Test
	void aStreamFinishesWhileNewCallsAreRefusedAndThenTheChannelCloses() throws Exception {
		ClientConn conn = this.on.connectTo(this.on.server("one"));
		Future<?> shutdown;
		try (BidiStreamingCall<String, String> chat = ClientCalls.bidiStreaming(conn, TestServer.method("Chat"),
				RpcOptions.NONE)) {
			chat.write("hello");
			assertThat(chat.read()).isEqualTo("hello");
			shutdown = this.closer.submit(() -> conn.shutdown(LONG));
			awaitRefusal(conn);

			chat.write("still here");
			assertThat(chat.read()).isEqualTo("still here");
			assertThat(shutdown.isDone()).isFalse();
			chat.halfClose();
			assertThat(chat.read()).isNull();
		}
		shutdown.get(10, TimeUnit.SECONDS);

		assertThat(conn.getState()).isEqualTo(ConnectivityState.SHUTDOWN);
	}

	@Test
	void aCallThatWaitsForAServerMayStillFindIt() throws Exception {
		TestServer server = this.on.server("one");
		server.stopHard();
		ClientConn conn = this.on.track(this.on.builder("static:///" + server.address())
			.backoff(new Backoff(Duration.ofMillis(20), 1, 0, Duration.ofMillis(20)))
			.build());
		RpcFuture<String> waits = ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "hello",
				RpcOptions.NONE.waitForReady(true));
		Future<?> shutdown = this.closer.submit(() -> conn.shutdown(LONG));
		awaitRefusal(conn);
		this.on.track(server.startAgain("again"));

		assertThat(waits.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
		shutdown.get(10, TimeUnit.SECONDS);
	}

	@Test
	void aCallThatTakesTooLongIsCutOff() throws Exception {
		TestServer server = this.on.server("one");
		ClientConn conn = this.on.connectTo(server);
		RpcFuture<String> hangs = ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "hang", RpcOptions.NONE);
		Await.until(() -> server.calls() == 1, "the server is called");

		conn.shutdown(Duration.ofMillis(100));

		assertThat(hangs).failsWithin(LONG);
		assertThat(conn.getState()).isEqualTo(ConnectivityState.SHUTDOWN);
	}

	@Test
	void withoutCallsOrWithoutGraceItClosesAtOnce() {
		ClientConn idle = this.on.connectTo(this.on.server("one"));
		RealServerFixture.echo(idle, "hello");
		idle.shutdown(Duration.ofSeconds(Long.MAX_VALUE));
		idle.shutdown(LONG);
		ClientConn busy = this.on.connectTo(this.on.server("two"));
		RpcFuture<String> hangs = ClientCalls.unaryAsync(busy, TestServer.method("Echo"), "hang", RpcOptions.NONE);

		busy.shutdown(Duration.ofSeconds(-1));

		assertThat(idle.getState()).isEqualTo(ConnectivityState.SHUTDOWN);
		assertThat(hangs).failsWithin(LONG).withThrowableThat().havingCause().withMessageContaining("closing");
	}

	@Test
	void aCallbackDoesNotWaitForItsOwnCall() throws Exception {
		ClientConn conn = this.on.connectTo(this.on.server("one"));
		CompletableFuture<Boolean> returned = new CompletableFuture<>();
		CompletableFuture<CallOutcome> outcome = new CompletableFuture<>();
		ClientStream<String> chat = conn.newStream(TestServer.method("Chat"), RpcOptions.NONE,
				new ResponseListener<>() {

					@Override
					public void onMessage(String message) {
						conn.shutdown(LONG);
						returned.complete(true);
					}

					@Override
					public void onClose(CallOutcome end) {
						outcome.complete(end);
					}

				});
		chat.request(1);
		chat.send("hello", 0);

		assertThat(returned.get(10, TimeUnit.SECONDS)).isTrue();
		assertThat(outcome.get(10, TimeUnit.SECONDS).status().description()).contains("closing");
	}

	@Test
	void anInterruptEndsTheWaitAndKeepsItsFlag() throws Exception {
		ClientConn conn = this.on.connectTo(this.on.server("one"));
		RpcFuture<String> hangs = ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "hang", RpcOptions.NONE);
		Thread.currentThread().interrupt();

		conn.shutdown(LONG);

		assertThat(Thread.interrupted()).isTrue();
		assertThat(hangs).failsWithin(LONG);
	}

	@Test
	void closingMeanwhileEndsTheWait() throws Exception {
		ClientConn conn = this.on.connectTo(this.on.server("one"));
		RpcFuture<String> hangs = ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "hang", RpcOptions.NONE);
		Future<?> shutdown = this.closer.submit(() -> conn.shutdown(LONG));
		awaitRefusal(conn);

		conn.close();

		shutdown.get(10, TimeUnit.SECONDS);
		assertThat(hangs).failsWithin(LONG);
	}

	private static void awaitRefusal(ClientConn conn) {
		Await.until(() -> isRefused(conn), "calls are refused");
	}

	private static boolean isRefused(ClientConn conn) {
		StatusException failure = catchThrowableOfType(StatusException.class,
				() -> RealServerFixture.echo(conn, "late", RpcOptions.NONE.timeout(LONG)));
		if (failure == null || failure.code() != StatusCode.CANCELLED) {
			return false;
		}
		assertThat(failure.description()).isEqualTo("the client connection is closing");
		return true;
	}

}
