package io.clientconn;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.clientconn.config.Backoff;
import io.clientconn.observe.StateSubscription;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.ResponseInfo;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.ClientCalls;
import io.clientconn.stub.RpcFuture;
import io.clientconn.testing.Await;
import io.clientconn.testing.FaultProxy;
import io.clientconn.testing.HostileServer;
import io.clientconn.testing.HostileServer.Peer;
import io.clientconn.testing.ManualScheduler;
import io.clientconn.testing.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The life of connections with grpc-java servers, most of it on a clock that the test
 * moves.
 */
@Timeout(60)
class GrpcJavaConnectionsTest {

	private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

	/** A clock that is moved without a pause gets far. */
	private static final Duration PATIENCE = Duration.ofDays(36_500);

	/** Of an address before the next one is tried. */
	private static final Duration HEAD_START = Duration.ofMillis(250);

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private final ManualScheduler clock = new ManualScheduler();

	private final ClientRuntime frozen = this.fixture.runtimeOn(this.clock);

	/** On a clock that stands still. */
	private ClientConnBuilder frozen(String address) {
		return ClientConn.builder("static:///" + address).plaintext().runtime(this.frozen).idleTimeout(Duration.ZERO);
	}

	private static RpcFuture<String> call(ClientConn conn, String request) {
		return ClientCalls.unaryAsync(conn, TestServer.method("Echo"), request, RpcOptions.NONE);
	}

	/**
	 * Moves the clock from one look at the connection to the next. A look is over when
	 * the timer of the next one is set, and that is the only timer there is.
	 */
	private void advanceUntilDone(RpcFuture<?> call) {
		Await.until(() -> {
			if (this.clock.pending() > 0 && !call.isDone()) {
				this.clock.advance(TEN_SECONDS);
			}
			return call.isDone();
		}, "the call ends");
	}

	private static SocketAddress localEnd(ClientConn conn) {
		ResponseInfo info = new ResponseInfo();
		assertThat(RealServerFixture.echo(conn, "hello", RpcOptions.NONE.capture(info))).isEqualTo("hello");
		PeerInfo peer = info.peer();
		assertThat(peer).isNotNull();
		return peer.localAddress();
	}

	@Test
	void aServerThatIsAskedTooOftenSaysSo() {
		TestServer strict = this.fixture.server("strict");
		try (ClientConn conn = frozen(strict.address()).keepalive(TEN_SECONDS, PATIENCE, false).build()) {
			localEnd(conn);
			RpcFuture<String> hangs = call(conn, "hang");
			advanceUntilDone(hangs);
			assertThat(hangs).failsWithin(TEN_SECONDS)
				.withThrowableThat()
				.withMessageContaining("ENHANCE_YOUR_CALM")
				.withMessageContaining("too_many_pings");
			assertThat(RealServerFixture.echo(conn, "hello")).isEqualTo("hello");
		}
	}

	@Test
	void aServerThatAllowsItIsAskedAsOftenAsWeLike() {
		TestServer patient = this.fixture.track(TestServer.startWith("patient",
				(builder) -> builder.permitKeepAliveTime(1, TimeUnit.NANOSECONDS).permitKeepAliveWithoutCalls(true)));
		try (ClientConn conn = frozen(patient.address()).keepalive(TEN_SECONDS, PATIENCE, true).build()) {
			SocketAddress before = localEnd(conn);
			for (int i = 0; i < 200; i++) {
				this.clock.advance(TEN_SECONDS);
				assertThat(localEnd(conn)).isEqualTo(before);
			}
		}
	}

	@Test
	void aServerThatCannotBeHeardAnyMoreIsGivenUp() {
		TestServer server = this.fixture.server("far");
		try (FaultProxy network = new FaultProxy(server.port());
				ClientConn conn = frozen(network.address()).keepalive(TEN_SECONDS, TEN_SECONDS, false).build()) {
			localEnd(conn);
			RpcFuture<String> hangs = call(conn, "hang");
			network.mode(FaultProxy.Mode.SILENT);
			advanceUntilDone(hangs);
			assertThat(hangs).failsWithin(TEN_SECONDS)
				.withThrowableThat()
				.withMessageContaining("keepalive ping to " + network.address() + " was not answered within 10 s");
		}
	}

	@Test
	void connectionsOfALimitedAgeAreReplacedAndNoCallIsLost() {
		TestServer server = this.fixture.track(TestServer.startWith("mortal",
				(builder) -> builder.maxConnectionAge(1, TimeUnit.SECONDS).maxConnectionAgeGrace(1, TimeUnit.DAYS)));
		ClientConn conn = this.fixture.connectTo(server);
		SocketAddress first = localEnd(conn);
		try (BidiStreamingCall<String, String> chat = ClientCalls.bidiStreaming(conn, TestServer.method("Chat"),
				RpcOptions.NONE)) {
			chat.write("early");
			assertThat(chat.read()).isEqualTo("early");
			Await.until(() -> !localEnd(conn).equals(first), "calls are on another connection");
			chat.write("late");
			assertThat(chat.read()).isEqualTo("late");
			chat.halfClose();
			assertThat(chat.read()).isNull();
		}
	}

	@Test
	void aServerThatClosesConnectionsWithoutCallsIsFoundAgain() {
		TestServer server = this.fixture
			.track(TestServer.startWith("tidy", (builder) -> builder.maxConnectionIdle(50, TimeUnit.MILLISECONDS)));
		ClientConn conn = this.fixture.connect("static:///" + server.address());
		List<ConnectivityState> states = new CopyOnWriteArrayList<>();
		StateSubscription watch = conn.watch((state, reason) -> states.add(state));
		assertThat(RealServerFixture.echo(conn, "hello")).isEqualTo("hello");
		Await.count(4, states::size, "states");
		assertThat(RealServerFixture.echo(conn, "hello again")).isEqualTo("hello again");
		Await.count(6, states::size, "states");
		watch.close();
		assertThat(states).startsWith(ConnectivityState.IDLE, ConnectivityState.CONNECTING, ConnectivityState.READY,
				ConnectivityState.IDLE, ConnectivityState.CONNECTING, ConnectivityState.READY);
	}

	@Test
	void anAddressThatDoesNotAnswerIsOvertakenByTheNext() {
		TestServer good = this.fixture.server("good");
		try (HostileServer silent = new HostileServer(Peer::drain);
				ClientConn conn = frozen(silent.address() + "," + good.address()).build()) {
			RpcFuture<String> call = call(conn, "hello");
			Await.until(() -> this.clock.pending() > 0 && this.clock.untilNext().compareTo(HEAD_START) <= 0,
					"the first address has its head start");
			this.clock.advance(HEAD_START);
			assertThat(call).succeedsWithin(TEN_SECONDS).isEqualTo("hello");
			assertThat(conn.getState()).isEqualTo(ConnectivityState.READY);
		}
	}

	@Test
	void aServerThatComesBackIsFoundAfterThePause() throws Exception {
		TestServer server = this.fixture.server("gone");
		server.stopHard();
		try (ClientConn conn = frozen(server.address()).waitForReady(true)
			.backoff(new Backoff(TEN_SECONDS, 1, 0, TEN_SECONDS))
			.build()) {
			RpcFuture<String> call = call(conn, "hello");
			// The pause is set before the state is told.
			Await.until(() -> conn.getState() == ConnectivityState.TRANSIENT_FAILURE, "the server is missed");
			this.fixture.track(server.startAgain("back"));
			this.clock.advance(TEN_SECONDS.minusNanos(1));
			assertThat(conn.status().addresses().get(0).state()).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
			assertThat(call).isNotDone();
			this.clock.advance(Duration.ofNanos(1));
			assertThat(call).succeedsWithin(TEN_SECONDS).isEqualTo("hello");
		}
	}

	@Test
	void withoutCallsTheChannelRestsAndTheNextCallWakesIt() {
		TestServer server = this.fixture.server("one");
		try (ClientConn conn = ClientConn.builder("static:///" + server.address())
			.plaintext()
			.runtime(this.frozen)
			.build()) {
			assertThat(RealServerFixture.echo(conn, "hello")).isEqualTo("hello");
			// A look at the calls is over when the timer of the next one is set.
			Await.until(() -> {
				if (conn.getState() != ConnectivityState.IDLE && this.clock.pending() > 0) {
					this.clock.advance(Duration.ofMinutes(30));
				}
				return conn.getState() == ConnectivityState.IDLE;
			}, "the channel rests");
			assertThat(RealServerFixture.echo(conn, "hello again")).isEqualTo("hello again");
		}
	}

	@Test
	void aDeadlineOnAFrozenClockEndsACallThatHangs() {
		TestServer server = this.fixture.server("one");
		try (ClientConn conn = frozen(server.address()).build()) {
			localEnd(conn);
			RpcFuture<String> hangs = ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "hang",
					RpcOptions.NONE.timeout(Duration.ofHours(1)));
			this.clock.advance(Duration.ofMinutes(59));
			assertThat(RealServerFixture.echo(conn, "hello")).isEqualTo("hello");
			assertThat(hangs).isNotDone();
			this.clock.advance(Duration.ofMinutes(1));
			assertThat(hangs).failsWithin(TEN_SECONDS).withThrowableThat().withMessageContaining("DEADLINE_EXCEEDED");
		}
	}

}
