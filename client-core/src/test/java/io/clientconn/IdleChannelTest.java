package io.clientconn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.ClientCalls;
import io.clientconn.testing.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** A channel that rests, against a real server and with real time. */
class IdleChannelTest {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final RpcOptions SOON = RpcOptions.NONE.timeout(PATIENCE);

	@RegisterExtension
	final RealServerFixture on = new RealServerFixture();

	@Test
	void aCallAfterARestConnectsAnew() {
		ClientConn conn = connect(Duration.ofMillis(50));
		assertThat(RealServerFixture.echo(conn, "one", SOON)).isEqualTo("one");
		awaitIdle(conn);
		assertThat(conn.status().addresses()).isEmpty();

		assertThat(RealServerFixture.echo(conn, "two", SOON)).isEqualTo("two");
	}

	@Test
	void awaitReadyWakesIt() {
		ClientConn conn = connect(Duration.ofMillis(50));
		conn.awaitReady(PATIENCE);
		awaitIdle(conn);

		conn.awaitReady(PATIENCE);
	}

	@Test
	void aStreamThatSaysNothingKeepsItAwake() {
		ClientConn conn = connect(Duration.ofMillis(20));
		try (BidiStreamingCall<String, String> stream = ClientCalls.bidiStreaming(conn, TestServer.method("Chat"),
				SOON)) {
			stream.write("hello");
			assertThat(stream.read()).isEqualTo("hello");
			// The stream gets the picker a moment before the state is told.
			conn.awaitReady(PATIENCE);
			assertThat(conn.waitForStateChange(ConnectivityState.READY, Duration.ofMillis(200))).isFalse();
			stream.write("still there");
			assertThat(stream.read()).isEqualTo("still there");
		}
		awaitIdle(conn);
	}

	@Test
	void callsThatRaceWithTheRestAreNeverLost() throws Exception {
		ClientConn conn = connect(Duration.ofMillis(2));
		ExecutorService threads = Executors.newFixedThreadPool(3);
		List<Future<?>> done = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			done.add(threads.submit(() -> {
				for (int k = 0; k < 200; k++) {
					assertThat(RealServerFixture.echo(conn, "ping " + k, SOON)).isEqualTo("ping " + k);
					spin(1_500_000 + (k % 7) * 200_000L);
				}
			}));
		}
		for (Future<?> each : done) {
			each.get(60, TimeUnit.SECONDS);
		}
		threads.shutdown();
		awaitIdle(conn);
	}

	@Test
	void aTimeBelowZeroIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.on.builder("static:///127.0.0.1:1").idleTimeout(Duration.ofMillis(-1)))
			.withMessageContaining("idleTimeout")
			.withMessageContaining("zero for never");
	}

	@Test
	void anyDurationIsTaken() {
		ClientConn conn = connect(Duration.ofSeconds(Long.MAX_VALUE));
		conn.awaitReady(PATIENCE);
		assertThat(RealServerFixture.echo(conn, "one", SOON)).isEqualTo("one");
	}

	private ClientConn connect(Duration idleTimeout) {
		TestServer server = this.on.server("one");
		return this.on.track(this.on.builder("static:///" + server.address()).idleTimeout(idleTimeout).build());
	}

	private static void awaitIdle(ClientConn conn) {
		for (ConnectivityState state = conn.getState(); state != ConnectivityState.IDLE; state = conn.getState()) {
			assertThat(conn.waitForStateChange(state, PATIENCE)).as("leaves " + state).isTrue();
		}
	}

	private static void spin(long nanos) {
		long end = System.nanoTime() + nanos;
		while (System.nanoTime() - end < 0) {
			Thread.onSpinWait();
		}
	}

}
