package io.clientconn.internal.channel;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.clientconn.balancer.Balancer;
import io.clientconn.balancer.BalancerHost;
import io.clientconn.balancer.BalancerProvider;
import io.clientconn.config.LoadBalancingPolicy;
import io.clientconn.config.MethodConfig;
import io.clientconn.config.ServiceConfig;
import io.clientconn.resolver.ResolutionResult;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.testing.Endpoints;
import io.clientconn.testing.FakePick;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LoadBalancingTest {

	private static final ServiceConfig ROUND_ROBIN = policies(LoadBalancingPolicy.named("round_robin"));

	private final ChannelFixture on = new ChannelFixture();

	@Test
	void theFirstPolicyThatExistsIsUsed() {
		find(policies(LoadBalancingPolicy.named("later"), LoadBalancingPolicy.named("round_robin")), "a", "b");

		assertThat(this.on.transports.attempts()).isEqualTo(2);
	}

	@Test
	void withoutANamedPolicyTheDefaultOneIsUsed() {
		this.on.policy = "round_robin";

		find(ServiceConfig.EMPTY, "a", "b");

		assertThat(this.on.transports.attempts()).isEqualTo(2);
	}

	@Test
	void theDefaultServiceConfigCountsUntilTheResolverBringsOne() {
		this.on.defaultServiceConfig = ROUND_ROBIN;
		this.on.start("a", "b");
		assertThat(this.on.transports.attempts()).isEqualTo(2);
		assertThat(this.on.pick().serviceConfig()).isEqualTo(ROUND_ROBIN);

		find(timeout(1), "a", "b");

		assertThat(this.on.pick().serviceConfig()).isEqualTo(timeout(1));
	}

	@Test
	void aResultWithoutServiceConfigKeepsTheOneThatTheResolverBroughtBefore() {
		this.on.defaultServiceConfig = ROUND_ROBIN;
		find(timeout(1), "a");

		this.on.resolver.find(ResolutionResult.of(Endpoints.of("a", "b")));

		assertThat(this.on.pick().serviceConfig()).isEqualTo(timeout(1));
	}

	@Test
	void aBadFirstServiceConfigFailsEveryCallAndIsRejected() {
		FakePick waiting = this.on.pickAndWait();

		this.on.resolver.find(
				ResolutionResult.withBadServiceConfig(Endpoints.of("a"), Status.unavailable("methodConfig: no list")));

		assertThat(waiting.failure()).isEqualTo("UNAVAILABLE: error parsing service config: methodConfig: no list");
		assertThat(this.on.state()).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
		assertThat(this.on.resolver.rejections()).hasSize(1);
		assertThat(this.on.transports.attempts()).isZero();
		find(timeout(1), "a");
		assertThat(this.on.state()).isEqualTo(ConnectivityState.CONNECTING);
	}

	@Test
	void aBadLaterServiceConfigIsRejectedAndTheOldOneTakesTheNewBackends() {
		find(ROUND_ROBIN, "a");

		this.on.resolver.find(ResolutionResult.withBadServiceConfig(Endpoints.of("a", "b"), Status.unavailable("bad")));

		assertThat(this.on.resolver.rejections()).hasSize(1);
		assertThat(this.on.pick().serviceConfig()).isEqualTo(ROUND_ROBIN);
		assertThat(this.on.transports.attempts()).isEqualTo(2);
	}

	@Test
	void policiesThatNobodyKnowsAndWrongSettingsAreBadServiceConfigs() {
		FakePick waiting = this.on.pickAndWait();
		find(policies(LoadBalancingPolicy.named("x"), LoadBalancingPolicy.named("y")), "a");
		assertThat(waiting.failure()).contains("[x, y]").contains("[pick_first, round_robin]");

		find(policies(new LoadBalancingPolicy("pick_first", Map.of("shuffleAddressList", 1)),
				LoadBalancingPolicy.named("round_robin")), "a");

		assertThat(this.on.pick().failure()).contains("load balancing policy pick_first: shuffleAddressList");
		assertThat(this.on.resolver.rejections()).hasSize(2);
	}

	@Test
	void aFailureBeforeAnyResultFailsCallsUnlessTheyWait() {
		FakePick fast = this.on.pick();
		FakePick waiting = this.on.pickAndWait();

		this.on.resolver.find(ResolutionResult.failure(Status.unavailable("resolve orders: unknown host")));

		assertThat(fast.failure()).isEqualTo("UNAVAILABLE: resolve orders: unknown host");
		assertThat(waiting.isWaiting()).isTrue();
		assertThat(waiting.latestError()).contains("unknown host");
		assertThat(this.on.events).contains("resolution failed: resolve orders: unknown host",
				"channel TRANSIENT_FAILURE: resolve orders: unknown host");
		find(ServiceConfig.EMPTY, "a");
		this.on.transports.last().becomeReady();
		assertThat(waiting.transport()).isNotNull();
	}

	@Test
	void aFailureLaterChangesNothingWhileAConnectionWorks() {
		this.on.start("a");
		this.on.transports.last().becomeReady();

		this.on.resolver.find(ResolutionResult.failure(Status.unavailable("resolve orders: unknown host")));

		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
		assertThat(this.on.resolver.rejections()).isEmpty();
	}

	@Test
	void noBackendsIsRejectedSoThatTheResolverLooksAgain() {
		this.on.start();

		assertThat(this.on.resolver.rejections()).hasSize(1);
		assertThat(this.on.pick().failure()).contains("zero addresses");
	}

	@Test
	void callsSeeANewServiceConfigThoughThePolicyHasNothingNewToSay() {
		find(timeout(1), "a");
		this.on.transports.last().becomeReady();

		find(timeout(2), "a");

		assertThat(this.on.pick().serviceConfig()).isEqualTo(timeout(2));
		assertThat(this.on.transports.attempts()).isOne();
	}

	@Test
	void anotherPolicyTakesOverWhenItIsReadyAndThenTheOldConnectionDrains() {
		find(ServiceConfig.EMPTY, "a", "b");
		this.on.transports.get(0).becomeReady();

		find(ROUND_ROBIN, "a", "b");
		assertThat(this.on.transports.attempts()).isEqualTo(3);
		assertThat(this.on.pick().transport()).isSameAs(this.on.transports.get(0));
		this.on.transports.get(1).becomeReady();

		assertThat(this.on.pick().transport()).isSameAs(this.on.transports.get(1));
		assertThat(this.on.transports.get(0).shutdownReason()).isNotNull();
	}

	@Test
	void aPolicyThatCannotBeMadeIsRejectedAndTheOldOneGoesOn() {
		this.on.policies = List.of(new Unmakeable());
		find(ServiceConfig.EMPTY, "a");
		this.on.transports.get(0).becomeReady();

		find(policies(new LoadBalancingPolicy("unmakeable", Map.of())), "a");

		assertThat(this.on.pick().transport()).isSameAs(this.on.transports.get(0));
		assertThat(this.on.resolver.rejections()).singleElement()
			.satisfies((status) -> assertThat(status.description()).contains("unmakeable").contains("my bug"));
		find(ROUND_ROBIN, "a");
		this.on.transports.get(1).becomeReady();
		assertThat(this.on.pick().transport()).isSameAs(this.on.transports.get(1));
	}

	@Test
	void aFirstPolicyThatCannotBeMadeFailsCallsUntilAnotherOneComes() {
		this.on.policies = List.of(new Unmakeable());
		find(policies(new LoadBalancingPolicy("unmakeable", Map.of())), "a");
		assertThat(this.on.pick().failure()).contains("unmakeable cannot be made").contains("my bug");

		find(ROUND_ROBIN, "a");
		this.on.transports.last().becomeReady();

		assertThat(this.on.pick().transport()).isNotNull();
	}

	@Test
	void aServiceConfigOfTheResolverCanBeIgnored() {
		this.on.serviceConfigDisabled = true;
		this.on.defaultServiceConfig = timeout(7);
		find(timeout(1), "a");
		this.on.transports.last().becomeReady();
		assertThat(this.on.pick().serviceConfig()).isEqualTo(timeout(7));

		this.on.resolver.find(ResolutionResult.withBadServiceConfig(Endpoints.of("a"), Status.unavailable("no JSON")));

		assertThat(this.on.resolver.rejections()).isEmpty();
		assertThat(this.on.pick().serviceConfig()).isEqualTo(timeout(7));
	}

	@Test
	void aClosedChannelTakesNoResult() {
		this.on.start("a");
		this.on.channel().close();

		this.on.resolver.find(ResolutionResult.of(Endpoints.of("b")));

		assertThat(this.on.transports.attempts()).isOne();
		assertThat(this.on.isTerminated()).isTrue();
	}

	private void find(ServiceConfig config, String... names) {
		this.on.channel().connect();
		this.on.resolver.find(ResolutionResult.of(Endpoints.of(names), config));
	}

	private static ServiceConfig policies(LoadBalancingPolicy... policies) {
		return new ServiceConfig(List.of(policies), Map.of());
	}

	private static ServiceConfig timeout(int seconds) {
		return new ServiceConfig(List.of(), Map.of("", new MethodConfig(Duration.ofSeconds(seconds), null, -1, -1)));
	}

	private static final class Unmakeable implements BalancerProvider {

		@Override
		public String policyName() {
			return "unmakeable";
		}

		@Override
		public Balancer create(BalancerHost host) {
			throw new IllegalStateException("my bug");
		}

	}

}
