package io.clientconn;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import io.clientconn.config.Backoff;
import io.clientconn.observe.ChannelStatus.AddressStatus;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.ResponseInfo;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.testing.TestServer;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Health checks by the client against the health service of grpc-java. */
@Timeout(120)
class HealthCheckTest {

	private static final String SERVICE = "shop.Orders";

	private static final RpcOptions PATIENT = RpcOptions.NONE.waitForReady(true).timeout(Duration.ofSeconds(30));

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private final HealthStatusManager one = new HealthStatusManager();

	private final HealthStatusManager two = new HealthStatusManager();

	@Test
	void callsGoWhereTheyAreWantedAndComeBackWhenTheyAreWantedAgain() {
		TestServer first = server("one", this.one);
		TestServer second = server("two", this.two);
		this.one.setStatus(SERVICE, ServingStatus.NOT_SERVING);
		this.two.setStatus(SERVICE, ServingStatus.SERVING);
		ClientConn conn = connect(first, second);
		awaitServedBy(conn, "two");
		awaitState(conn, first, ConnectivityState.TRANSIENT_FAILURE);

		this.one.setStatus(SERVICE, ServingStatus.SERVING);
		awaitServedBy(conn, "one", "two");
		awaitState(conn, first, ConnectivityState.READY);

		this.two.setStatus(SERVICE, ServingStatus.NOT_SERVING);
		awaitServedBy(conn, "one");
	}

	@Test
	void whenNobodyWantsCallsTheyFailWithTheReasonAndThoseThatWaitGoOn() {
		TestServer first = server("one", this.one);
		this.one.setStatus(SERVICE, ServingStatus.NOT_SERVING);
		ClientConn conn = connect(first);

		StatusException failure = failure(conn);
		assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(failure.description()).contains("orders (static:///")
			.contains(first.address() + " is connected, but the health check of 'shop.Orders' says NOT_SERVING");
		this.one.setStatus(SERVICE, ServingStatus.SERVING);
		assertThat(RealServerFixture.echo(conn, "hello", PATIENT)).isEqualTo("hello");
	}

	@Test
	void aServiceThatTheServerDoesNotKnowIsNamed() {
		ClientConn conn = connect(server("one", this.one));

		assertThat(failure(conn).description()).contains("'shop.Orders' says SERVICE_UNKNOWN")
			.contains("does not know that service");
	}

	@Test
	void theServiceConfigMayAskForTheWholeServer() {
		TestServer first = server("one", this.one);
		this.one.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);
		ClientConn conn = this.fixture
			.track(builder(first).defaultServiceConfig("{\"healthCheckConfig\":{\"serviceName\":\"\"}}").build());

		assertThat(failure(conn).description()).contains("the health check of the whole server says NOT_SERVING");
	}

	@Test
	void disabledIsDisabledWhateverTheServiceConfigSays() {
		TestServer first = server("one", this.one);
		ClientConn conn = this.fixture
			.track(builder(first).defaultServiceConfig("{\"healthCheckConfig\":{\"serviceName\":\"shop.Orders\"}}")
				.disableHealthCheck()
				.build());

		assertThat(RealServerFixture.echo(conn, "hello")).isEqualTo("hello");
		assertThat(first.calls()).isOne();
	}

	@Test
	void pickFirstDoesNotAsk() {
		TestServer first = server("one", this.one);
		ClientConn conn = this.fixture
			.track(builder(first).loadBalancingPolicy("pick_first").healthCheck(SERVICE).build());

		assertThat(RealServerFixture.echo(conn, "hello")).isEqualTo("hello");
		assertThat(first.calls()).isOne();
	}

	@Test
	void aServerWithoutHealthChecksIsReady() {
		ClientConn conn = connect(this.fixture.server("one"));

		assertThat(RealServerFixture.echo(conn, "hello")).isEqualTo("hello");
		conn.awaitReady(Duration.ofSeconds(20));
	}

	@Test
	void aWatchThatBreaksIsTakenUpAgain() {
		BrokenHealth broken = new BrokenHealth();
		TestServer first = this.fixture.track(TestServer.startWith("one", (builder) -> builder.addService(broken)));
		ClientConn conn = connect(first);

		assertThat(RealServerFixture.echo(conn, "hello", PATIENT)).isEqualTo("hello");
		assertThat(broken.watches).hasValue(3);
		await(() -> state(conn, first) == ConnectivityState.READY);
	}

	@Test
	void aServerThatIsKilledIsLeftAndFoundAgain() throws Exception {
		TestServer first = server("one", this.one);
		TestServer second = server("two", this.two);
		this.one.setStatus(SERVICE, ServingStatus.SERVING);
		this.two.setStatus(SERVICE, ServingStatus.SERVING);
		ClientConn conn = connect(first, second);
		awaitServedBy(conn, "one", "two");

		first.stopHard();
		awaitServedBy(conn, "two");
		this.fixture.track(first.startAgain("one"));
		awaitServedBy(conn, "one", "two");
	}

	@Test
	void aServerThatStopsGracefullyIsNotHeldUpByTheWatch() throws Exception {
		TestServer first = server("one", this.one);
		this.one.setStatus(SERVICE, ServingStatus.SERVING);
		ClientConn conn = connect(first);
		assertThat(RealServerFixture.echo(conn, "hello", PATIENT)).isEqualTo("hello");

		assertThat(first.stopGracefully()).isTrue();
	}

	private TestServer server(String name, HealthStatusManager health) {
		return this.fixture
			.track(TestServer.startWith(name, (builder) -> builder.addService(health.getHealthService())));
	}

	private ClientConn connect(TestServer... servers) {
		return this.fixture.track(builder(servers).healthCheck(SERVICE).build());
	}

	private ClientConnBuilder builder(TestServer... servers) {
		String list = String.join(",", List.of(servers).stream().map(TestServer::address).toList());
		return this.fixture.builder("static:///" + list)
			.loadBalancingPolicy("round_robin")
			.backoff(new Backoff(Duration.ofMillis(50), 1, 0, Duration.ofMillis(50)));
	}

	/**
	 * Calls until ten in a row are answered by these servers. What a server says reaches
	 * the client some time later, and calls may fail while one is killed.
	 */
	private void awaitServedBy(ClientConn conn, String... names) {
		await(() -> servedBy(conn).equals(new TreeSet<>(List.of(names))));
	}

	private static Set<String> servedBy(ClientConn conn) {
		Set<String> names = new TreeSet<>();
		for (int i = 0; i < 10; i++) {
			ResponseInfo info = new ResponseInfo();
			try {
				RealServerFixture.echo(conn, "hello", PATIENT.capture(info));
				names.add(String.valueOf(info.headers().get("served-by")));
			}
			catch (StatusException ex) {
				names.add("failed");
			}
		}
		return names;
	}

	private static void awaitState(ClientConn conn, TestServer server, ConnectivityState state) {
		await(() -> state(conn, server) == state);
	}

	private static ConnectivityState state(ClientConn conn, TestServer server) {
		return conn.status()
			.addresses()
			.stream()
			.filter((address) -> address.toString().contains(":" + server.port()))
			.map(AddressStatus::state)
			.findFirst()
			.orElseThrow();
	}

	private static void await(BooleanSupplier reached) {
		long deadline = System.nanoTime() + 60_000_000_000L;
		while (!reached.getAsBoolean()) {
			assertThat(System.nanoTime() - deadline).as("time left").isNegative();
			Thread.onSpinWait();
		}
	}

	private static StatusException failure(ClientConn conn) {
		return org.assertj.core.api.Assertions.catchThrowableOfType(StatusException.class,
				() -> RealServerFixture.echo(conn, "hello"));
	}

	/** Fails at first, then ends after an answer, then works. */
	private static final class BrokenHealth extends HealthGrpc.HealthImplBase {

		private final AtomicInteger watches = new AtomicInteger();

		@Override
		public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> response) {
			int count = this.watches.incrementAndGet();
			if (count == 1) {
				response.onError(Status.INTERNAL.withDescription("no health today").asRuntimeException());
				return;
			}
			response.onNext(HealthCheckResponse.newBuilder()
				.setStatus((count == 2) ? ServingStatus.NOT_SERVING : ServingStatus.SERVING)
				.build());
			if (count == 2) {
				response.onCompleted();
			}
		}

	}

}
