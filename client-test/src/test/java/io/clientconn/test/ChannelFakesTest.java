package io.clientconn.test;

import java.time.Duration;
import java.util.Map;

import io.clientconn.ClientConn;
import io.clientconn.ClientConnBuilder;
import io.clientconn.balancer.PickResult;
import io.clientconn.balancer.Picker;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.RpcFuture;
import io.clientconn.test.helloworld.GreeterAsyncClient;
import io.clientconn.test.helloworld.GreeterClient;
import io.clientconn.test.helloworld.GreeterMethods;
import io.clientconn.test.helloworld.HelloReply;
import io.clientconn.test.helloworld.HelloRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** {@link FakeResolver} and {@link FakeBalancer} in a channel. */
@Timeout(60)
class ChannelFakesTest {

	private static final HelloRequest ADA = HelloRequest.newBuilder().setName("Ada").build();

	private static final RpcOptions PATIENT = RpcOptions.NONE.timeout(Duration.ofSeconds(20)).waitForReady(true);

	private static final String FIRST = "10.0.0.7:9090";

	private static final String SECOND = "10.0.0.8:9090";

	private final FakeResolver names = FakeResolver.ofScheme("fake");

	private final FakeBalancer policy = FakeBalancer.named("by_hand");

	private final InMemoryTransport network = InMemoryTransport
		.to(FakeService.builder().unary(GreeterMethods.SAY_HELLO, (request) -> reply("first")).build())
		.at(SECOND, FakeService.builder().unary(GreeterMethods.SAY_HELLO, (request) -> reply("second")).build());

	private static HelloReply reply(String text) {
		return HelloReply.newBuilder().setMessage(text).build();
	}

	private ClientConnBuilder builder() {
		return ClientConn.builder("fake:///orders")
			.plaintext()
			.resolver(this.names)
			.balancer(this.policy)
			.transport((factory) -> this.network);
	}

	private static String greet(ClientConn conn) {
		return GreeterClient.over(conn).sayHello(ADA, PATIENT).getMessage();
	}

	@Test
	void callsWaitForWhatTheResolverFinds() {
		try (ClientConn conn = builder().build()) {
			RpcFuture<HelloReply> reply = GreeterAsyncClient.over(conn).sayHello(ADA, PATIENT);
			assertThat(reply).isNotDone();
			this.names.find(FIRST);
			assertThat(reply).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(reply("first"));
			assertThat(this.names.active()).isOne();
			this.names.find(SECOND);
			this.network.awaitAttempts(2);
			assertThat(greet(conn)).isEqualTo("second");
			this.network.dropConnections(SECOND);
			this.names.awaitResolveNow(1);
			assertThat(this.names.rejections()).isEmpty();
		}
		assertThat(this.names.active()).isZero();
	}

	@Test
	void failuresOfResolutionReachCalls() {
		this.names.fail(Status.unavailable("no such name: orders"));
		try (ClientConn conn = builder().build()) {
			StatusException failure = catchThrowableOfType(StatusException.class,
					() -> GreeterClient.over(conn).sayHello(ADA));
			assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
			assertThat(failure).hasMessageContaining("no such name: orders");
			this.names.find(FIRST);
			assertThat(greet(conn)).isEqualTo("first");
		}
	}

	@Test
	void aServiceConfigChoosesThePolicyAndItsSettings() {
		this.names.findWithConfig("{\"loadBalancingConfig\":[{\"by_hand\":{\"size\":\"big\"}}]}", FIRST);
		try (ClientConn conn = builder().build()) {
			conn.connect();
			RecordedSubConn subConn = this.policy.awaitSubConn(FIRST);
			this.policy.publish(ConnectivityState.READY, subConn.picker());
			subConn.connect();
			assertThat(greet(conn)).isEqualTo("first");
			assertThat(this.policy.updates()).hasSize(1).first().satisfies((update) -> {
				assertThat(update.settings()).isEqualTo(Map.of("size", "big"));
				assertThat(update.endpoints()).hasSize(1);
			});
		}
	}

	@Test
	void aBadServiceConfigFailsCallsWithItsText() {
		this.names.findWithConfig("{\"loadBalancingConfig\":7}", FIRST);
		try (ClientConn conn = builder().build()) {
			StatusException failure = catchThrowableOfType(StatusException.class,
					() -> GreeterClient.over(conn).sayHello(ADA));
			assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
			assertThat(failure).hasMessageContaining("loadBalancingConfig");
		}
	}

	@Test
	void anAddressNeedsAPort() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.names.find("10.0.0.7"))
			.withMessage("'10.0.0.7' is no host:port; write for example 10.0.0.7:9090");
		assertThatIllegalArgumentException().isThrownBy(() -> this.names.find("10.0.0.7:http"));
		assertThat(this.names.active()).isZero();
	}

	@Test
	void thePickersOfTheTestDecide() {
		this.names.find(FIRST, SECOND);
		try (ClientConn conn = builder().loadBalancingPolicy("by_hand").build()) {
			conn.connect();
			RecordedSubConn first = this.policy.awaitSubConn(FIRST);
			RecordedSubConn second = this.policy.awaitSubConn(SECOND);
			assertThat(this.network.attempts()).isEmpty();
			this.policy.publish(ConnectivityState.READY, first.connect().picker());
			assertThat(greet(conn)).isEqualTo("first");
			this.policy.publish(ConnectivityState.READY, second.connect().awaitState(ConnectivityState.READY).picker());
			this.policy.publish(ConnectivityState.TRANSIENT_FAILURE,
					Picker.always(PickResult.drop(Status.of(StatusCode.RESOURCE_EXHAUSTED, "too many"))));
			assertThat(conn.waitForStateChange(ConnectivityState.READY, Duration.ofSeconds(20))).isTrue();
			StatusException failure = catchThrowableOfType(StatusException.class, () -> greet(conn));
			assertThat(failure.code()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED);
			assertThat(first.states()).containsExactly(ConnectivityState.IDLE, ConnectivityState.CONNECTING,
					ConnectivityState.READY);
		}
	}

	@Test
	void howOftenThePolicyWasAskedToConnectIsCounted() {
		this.names.find(FIRST);
		try (ClientConn conn = builder().loadBalancingPolicy("by_hand").build()) {
			conn.connect();
			this.policy.awaitSubConn(FIRST);
			assertThat(this.policy.exitIdleCount()).isZero();
			conn.connect();
			this.names.find(SECOND);
			this.policy.awaitSubConn(SECOND);
			assertThat(this.policy.exitIdleCount()).as("asked before the second address came").isOne();
		}
	}

	@Test
	void connectionsThatFailOrAreNoLongerWantedAreRecorded() {
		this.network.refuseConnections(FIRST);
		this.names.find(FIRST);
		try (ClientConn conn = builder().loadBalancingPolicy("by_hand").build()) {
			conn.connect();
			RecordedSubConn first = this.policy.awaitSubConn(FIRST).connect();
			first.awaitState(ConnectivityState.TRANSIENT_FAILURE);
			assertThat(first.lastFailure().description()).contains("connect to 10.0.0.7:9090 refused");
			this.names.find(SECOND);
			first.awaitState(ConnectivityState.SHUTDOWN);
			assertThat(this.policy.awaitSubConn(SECOND).states()).containsExactly(ConnectivityState.IDLE);
			assertThat(this.policy.subConns()).hasSize(2);
		}
	}

	@Test
	void whatThePolicyRejectsTheResolverHears() {
		this.policy.answer(Status.unavailable("not these"));
		this.names.find(FIRST);
		try (ClientConn conn = builder().loadBalancingPolicy("by_hand").build()) {
			conn.connect();
			this.names.awaitRejections(1);
			this.policy.answer(Status.OK);
			this.names.find(FIRST, SECOND);
			this.policy.awaitSubConn(SECOND);
			assertThat(this.names.rejections()).extracting(Status::description)
				.singleElement()
				.asString()
				.contains("not these");
			assertThat(this.policy.resolverErrors()).isEmpty();
		}
	}

}
