package io.clientconn;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.clientconn.config.Backoff;
import io.clientconn.observe.StateSubscription;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.testing.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * States and pauses of a {@link ClientConn}, as its holder sees them, against real
 * servers.
 */
class ClientConnHandleTest {

	private static final Duration LONG = Duration.ofSeconds(20);

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	@Test
	void theTargetIsWhatWasGiven() {
		assertThat(this.fixture.connect("orders:9090").target()).isEqualTo("orders:9090");
		assertThat(this.fixture.connect("dns:///orders:9090").target()).isEqualTo("dns:///orders:9090");
	}

	@Test
	void waitingForAChangeEndsWithTheChangeOrWithTheTime() throws Exception {
		TestServer server = this.fixture.server("one");
		ClientConn conn = this.fixture.connectTo(server);

		assertThat(conn.waitForStateChange(ConnectivityState.READY, Duration.ZERO)).isTrue();
		assertThat(conn.waitForStateChange(ConnectivityState.IDLE, Duration.ofMillis(20))).isFalse();
		assertThat(conn.waitForStateChange(ConnectivityState.IDLE, Duration.ofSeconds(-1))).isFalse();
		conn.connect();
		for (ConnectivityState now = conn.getState(); now != ConnectivityState.READY; now = conn.getState()) {
			assertThat(conn.waitForStateChange(now, LONG)).isTrue();
		}
		server.stopHard();
		assertThat(conn.waitForStateChange(ConnectivityState.READY, Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
	}

	@Test
	void closingIsAChangeAndTheLastOne() throws InterruptedException {
		ClientConn conn = this.fixture.connectTo(this.fixture.server("one"));
		AtomicReference<Boolean> answer = new AtomicReference<>();
		Thread waiting = new Thread(() -> answer.set(conn.waitForStateChange(ConnectivityState.IDLE, LONG)));
		waiting.start();

		conn.close();
		waiting.join(LONG.toMillis());

		assertThat(answer).hasValue(true);
		assertThat(conn.waitForStateChange(ConnectivityState.SHUTDOWN, Duration.ofMillis(20))).isFalse();
	}

	@Test
	void aThreadThatIsInterruptedStopsWaiting() {
		ClientConn conn = this.fixture.connectTo(this.fixture.server("one"));
		Thread.currentThread().interrupt();

		assertThatThrownBy(() -> conn.waitForStateChange(ConnectivityState.IDLE, LONG)).isInstanceOfSatisfying(
				StatusException.class, (ex) -> assertThat(ex.code()).isEqualTo(StatusCode.CANCELLED));
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void aListenerThatBlocksHearsEveryStateAndHoldsNothingUp() throws Exception {
		TestServer server = this.fixture.server("one");
		ClientConn conn = this.fixture.connectTo(server);
		CountDownLatch free = new CountDownLatch(1);
		BlockingQueue<ConnectivityState> heard = new LinkedBlockingQueue<>();
		BlockingQueue<String> threads = new LinkedBlockingQueue<>();
		conn.watch((state, reason) -> {
			await(free);
			threads.add(Thread.currentThread().getName());
			heard.add(state);
		});

		RealServerFixture.echo(conn, "hello");
		server.stopHard();
		conn.waitForStateChange(ConnectivityState.READY, LONG);
		conn.close();
		free.countDown();

		assertThat(next(heard)).isEqualTo(ConnectivityState.IDLE);
		assertThat(next(heard)).isEqualTo(ConnectivityState.CONNECTING);
		assertThat(next(heard)).isEqualTo(ConnectivityState.READY);
		ConnectivityState last = next(heard);
		assertThat(last).isNotEqualTo(ConnectivityState.READY);
		while (last != ConnectivityState.SHUTDOWN) {
			last = next(heard);
		}
		assertThat(threads).noneMatch((name) -> name.startsWith("clientconn-loop"))
			.noneMatch((name) -> name.startsWith("clientconn-control"));
		assertThatThrownBy(() -> conn.watch((state, reason) -> {
		})).isInstanceOf(StatusException.class);
	}

	@Test
	void anExecutorThatRejectsDoesNotSilenceAListener() throws Exception {
		ClientConn conn = this.fixture.track(this.fixture.builder("static:///127.0.0.1:1").executor((task) -> {
			throw new RejectedExecutionException("full");
		}).build());
		BlockingQueue<ConnectivityState> heard = new LinkedBlockingQueue<>();

		try (StateSubscription subscription = conn.watch((state, reason) -> heard.add(state))) {
			assertThat(next(heard)).isEqualTo(ConnectivityState.IDLE);
			assertThat(subscription).asString().startsWith("states for ");
		}
	}

	@Test
	void anExecutorWithoutThreadsDoesNotSilenceAListener() throws Exception {
		ClientConn conn = this.fixture.track(this.fixture.builder("static:///127.0.0.1:1").executor((task) -> {
			throw new Error("unable to create native thread (made for a test)");
		}).build());
		BlockingQueue<ConnectivityState> heard = new LinkedBlockingQueue<>();

		try (StateSubscription subscription = conn.watch((state, reason) -> heard.add(state))) {
			assertThat(next(heard)).isEqualTo(ConnectivityState.IDLE);
			conn.connect();
			assertThat(next(heard)).isEqualTo(ConnectivityState.CONNECTING);
			assertThat(subscription).asString().startsWith("states for ");
		}
	}

	@Test
	void afterAResetAServerThatIsBackIsFoundAtOnce() throws Exception {
		TestServer server = this.fixture.server("one");
		ClientConn conn = this.fixture.track(this.fixture.builder("static:///" + server.address())
			.backoff(new Backoff(Duration.ofHours(1), 1, 0, Duration.ofHours(1)))
			.build());
		server.stopHard();
		assertThatThrownBy(() -> RealServerFixture.echo(conn, "hello")).isInstanceOf(StatusException.class);
		this.fixture.track(server.startAgain("one again"));

		conn.resetConnectBackoff();

		assertThat(RealServerFixture.echo(conn, "hello", RpcOptions.NONE.waitForReady(true).timeout(LONG)))
			.isEqualTo("hello");
		conn.close();
		conn.resetConnectBackoff();
		assertThat(List.of(conn.getState())).containsExactly(ConnectivityState.SHUTDOWN);
	}

	private static ConnectivityState next(BlockingQueue<ConnectivityState> heard) throws InterruptedException {
		ConnectivityState state = heard.poll(LONG.toSeconds(), TimeUnit.SECONDS);
		assertThat(state).isNotNull();
		return state;
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
