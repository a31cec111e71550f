package io.clientconn.internal.channel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.clientconn.balancer.Balancer;
import io.clientconn.balancer.BalancerHost;
import io.clientconn.balancer.BalancerProvider;
import io.clientconn.balancer.BalancerUpdate;
import io.clientconn.config.ServiceConfig;
import io.clientconn.config.ServiceConfigParser;
import io.clientconn.internal.route.ActiveCalls;
import io.clientconn.resolver.ResolutionResult;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.testing.Endpoints;
import io.clientconn.testing.FakePick;
import io.clientconn.testing.FakeTransport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class IdleTest {

	private static final Duration TIMEOUT = Duration.ofMinutes(30);

	private static final Duration MOMENT = Duration.ofNanos(1);

	private final ChannelFixture on = new ChannelFixture();

	@BeforeEach
	void rests() {
		this.on.idleTimeout = TIMEOUT;
	}

	@Test
	void aChannelThatWasNeverUsedHasNoTimer() {
		this.on.channel();

		assertThat(this.on.scheduler.pending()).isZero();
	}

	@Test
	void withoutACallItGoesIdleExactlyWhenTheTimeIsOver() {
		FakeTransport connection = ready();

		this.on.scheduler.advance(TIMEOUT.minus(MOMENT));
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
		this.on.scheduler.advance(MOMENT);

		assertThat(this.on.state()).isEqualTo(ConnectivityState.IDLE);
		assertThat(connection.shutdownReason()).isNotNull();
		assertThat(connection.closeReason()).isNull();
		assertThat(this.on.resolver.isClosed()).isTrue();
		assertThat(this.on.addresses()).isEmpty();
		assertThat(this.on.scheduler.pending()).isZero();
	}

	@Test
	void itRestsAtOnceIfItIsTold() {
		FakeTransport connection = ready();

		this.on.channel().enterIdle();

		assertThat(this.on.state()).isEqualTo(ConnectivityState.IDLE);
		assertThat(connection.shutdownReason()).isNotNull();
		assertThat(connection.closeReason()).isNull();
		assertThat(this.on.scheduler.pending()).isZero();
		FakePick pick = this.on.pick();
		assertThat(this.on.resolver.starts()).isEqualTo(2);
		assertThat(pick.isWaiting()).isTrue();
	}

	@Test
	void toldToRestWithCallsUnderWayItChangesItsConnections() {
		FakeTransport old = ready();
		calls().began();

		this.on.channel().enterIdle();

		FakeTransport successor = this.on.transports.last();
		assertThat(this.on.pick().transport()).isSameAs(old);
		successor.becomeReady();
		assertThat(this.on.pick().transport()).isSameAs(successor).isNotSameAs(old);
		assertThat(old.shutdownReason()).isNotNull();
		assertThat(old.closeReason()).as("calls finish").isNull();
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
	}

	@Test
	void aChannelThatRestsOrIsClosedStaysAsItIsIfItIsToldToRest() {
		this.on.channel().enterIdle();
		assertThat(this.on.channel().connectivity().view().state()).isEqualTo(ConnectivityState.IDLE);
		assertThat(this.on.scheduler.pending()).isZero();

		this.on.channel().close();
		this.on.channel().enterIdle();
		assertThat(this.on.channel().connectivity().view().state()).isEqualTo(ConnectivityState.SHUTDOWN);
	}

	@Test
	void theTimeCountsFromTheEndOfTheLastCall() {
		ready();
		this.on.scheduler.advance(Duration.ofMinutes(10));
		calls().began();
		this.on.scheduler.advance(Duration.ofMinutes(2));
		endCall();

		this.on.scheduler.advance(TIMEOUT.minus(MOMENT));
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
		this.on.scheduler.advance(MOMENT);

		assertThat(this.on.state()).isEqualTo(ConnectivityState.IDLE);
	}

	@Test
	void aCallKeepsItAwakeForAsLongAsItTakes() {
		ready();
		calls().began();

		this.on.scheduler.advance(Duration.ofDays(3).plusMinutes(7));
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
		endCall();
		this.on.scheduler.advance(TIMEOUT.minus(MOMENT));
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
		this.on.scheduler.advance(MOMENT);

		assertThat(this.on.state()).isEqualTo(ConnectivityState.IDLE);
	}

	@Test
	void zeroMeansNever() {
		this.on.idleTimeout = Duration.ZERO;
		ready();

		this.on.scheduler.advance(Duration.ofDays(1000));

		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
		assertThat(this.on.scheduler.pending()).isZero();
	}

	@Test
	void aCallWakesItAndItsPickWaitsForAFreshConnection() {
		ready();
		this.on.scheduler.advance(TIMEOUT);

		FakePick pick = this.on.pick();
		assertThat(this.on.resolver.starts()).isEqualTo(2);
		assertThat(this.on.state()).isEqualTo(ConnectivityState.CONNECTING);
		assertThat(pick.isWaiting()).isTrue();
		this.on.transports.last().becomeReady();

		assertThat(pick.transport()).isSameAs(this.on.transports.get(1));
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
	}

	@Test
	void connectWakesItAndTheTimeCountsAnew() {
		ready();
		this.on.scheduler.advance(TIMEOUT.plusMinutes(5));

		this.on.channel().connect();
		this.on.transports.last().becomeReady();
		this.on.scheduler.advance(TIMEOUT.minus(MOMENT));
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
		this.on.scheduler.advance(MOMENT);

		assertThat(this.on.state()).isEqualTo(ConnectivityState.IDLE);
	}

	@Test
	void aChannelThatCannotConnectGoesIdleTooAndStopsTrying() {
		this.on.start("a");
		this.on.transports.last().fail(Status.unavailable("refused"));
		assertThat(this.on.state()).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);

		this.on.scheduler.advance(TIMEOUT);

		assertThat(this.on.state()).isEqualTo(ConnectivityState.IDLE);
		assertThat(this.on.transports.open()).isEmpty();
		assertThat(this.on.scheduler.pending()).isZero();
		assertThat(this.on.channel().connectivity().view().lastError().isOk()).isTrue();
	}

	@Test
	void anAttemptThatIsUnderWayIsGivenUp() {
		this.on.start("a");

		this.on.scheduler.advance(TIMEOUT);

		assertThat(this.on.transports.open()).isEmpty();
		assertThat(this.on.state()).isEqualTo(ConnectivityState.IDLE);
	}

	@Test
	void aChannelThatWaitsForItsResolverGoesIdleAndALateAnswerChangesNothing() {
		this.on.channel().connect();
		this.on.scheduler.advance(TIMEOUT);
		assertThat(this.on.state()).isEqualTo(ConnectivityState.IDLE);

		this.on.resolver.find(ResolutionResult.of(Endpoints.of("a")));

		assertThat(this.on.transports.attempts()).isZero();
		assertThat(this.on.state()).isEqualTo(ConnectivityState.IDLE);
	}

	@Test
	void watchersSeeEveryState() {
		ready();
		List<String> heard = new ArrayList<>();
		this.on.channel().connectivity().subscribe((state, reason) -> heard.add(state.name()), Runnable::run);
		this.on.channel()
			.connectivity()
			.watch(ConnectivityState.READY, (state) -> heard.add("no longer ready: " + state));

		this.on.scheduler.advance(TIMEOUT);
		this.on.channel().connect();
		this.on.transports.last().becomeReady();

		assertThat(heard).containsExactly("READY", "IDLE", "no longer ready: IDLE", "CONNECTING", "READY");
	}

	@Test
	void theServiceConfigOfBeforeHoldsIfTheNextResolutionFails() {
		ServiceConfig config = ServiceConfigParser.parse("{\"loadBalancingConfig\":[{\"round_robin\":{}}]}")
			.serviceConfig();
		this.on.resolver.findAtStart(ResolutionResult.of(Endpoints.of("a"), config));
		this.on.channel().connect();
		this.on.transports.last().becomeReady();
		this.on.scheduler.advance(TIMEOUT);
		this.on.resolver.findAtStart(ResolutionResult.failure(Status.unavailable("no such host")));

		FakePick pick = this.on.pick();

		assertThat(pick.failure()).contains("no such host");
		assertThat(pick.serviceConfig()).isEqualTo(config);
	}

	@Test
	void aPolicyThatForgetsItsConnectionsAndThrowsDoesNotKeepThemOpen() {
		this.on.policies = List.of(new Forgetful());
		this.on.policy = "forgetful";
		this.on.start("a");
		this.on.transports.last().becomeReady();

		this.on.scheduler.advance(TIMEOUT);

		assertThat(this.on.state()).isEqualTo(ConnectivityState.IDLE);
		assertThat(this.on.transports.open()).isEmpty();
		this.on.channel().connect();
		assertThat(this.on.transports.attempts()).isEqualTo(2);
	}

	@Test
	void closingAChannelThatRestsEndsIt() {
		this.on.transports.closeSlowly();
		FakeTransport connection = ready();
		this.on.scheduler.advance(TIMEOUT);

		this.on.channel().close();

		assertThat(connection.closeReason()).isEqualTo(ChannelControl.CLOSING);
		assertThat(this.on.isTerminated()).isFalse();
		connection.finishClose();
		assertThat(this.on.isTerminated()).isTrue();
		assertThat(this.on.state()).isEqualTo(ConnectivityState.SHUTDOWN);
	}

	@Test
	void closingStopsTheTimer() {
		ready();

		this.on.channel().close();

		assertThat(this.on.scheduler.pending()).isZero();
	}

	@Test
	void aBrokenChannelStaysBroken() {
		this.on.resolver.failAtStart(new IllegalStateException("my bug"));
		this.on.channel().connect();

		this.on.scheduler.advance(TIMEOUT);

		assertThat(this.on.state()).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
		assertThat(this.on.pick().failure()).startsWith("INTERNAL");
		assertThat(this.on.scheduler.pending()).isZero();
	}

	@Test
	void tenThousandTimesIdleLeavesNothingBehind() {
		this.on.policy = "round_robin";
		this.on.resolver.findAtStart(ResolutionResult.of(Endpoints.of("a", "b")));
		for (int i = 0; i < 10_000; i++) {
			FakePick pick = this.on.pick();
			calls().began();
			this.on.transports.forgetClosed();
			this.on.transports.all().forEach(FakeTransport::becomeReady);
			assertThat(pick.transport()).isNotNull();
			endCall();
			this.on.scheduler.advance(TIMEOUT);
			assertThat(this.on.state()).isEqualTo(ConnectivityState.IDLE);
			assertThat(this.on.scheduler.pending()).isZero();
			assertThat(this.on.transports.open()).isEmpty();
			assertThat(this.on.addresses()).isEmpty();
			this.on.events.clear();
		}
		assertThat(this.on.resolver.starts()).isEqualTo(10_000);
		this.on.channel().close();
		assertThat(this.on.isTerminated()).isTrue();
	}

	private FakeTransport ready() {
		this.on.start("a");
		FakeTransport connection = this.on.transports.last();
		connection.becomeReady();
		return connection;
	}

	private ActiveCalls calls() {
		return this.on.channel().routes().calls();
	}

	private void endCall() {
		calls().ended(this.on.scheduler.nanoTime());
	}

	/**
	 * Never closes what it opened, and fails at that.
	 */
	private static final class Forgetful implements BalancerProvider {

		@Override
		public String policyName() {
			return "forgetful";
		}

		@Override
		public Balancer create(BalancerHost host) {
			return new Balancer() {
				@Override
				public Status accept(BalancerUpdate update) {
					host.newSubConn(update.endpoints().get(0).addresses().get(0), (state, reason) -> {
					}).connect();
					return Status.OK;
				}

				@Override
				public void resolverError(Status error) {
				}

				@Override
				public void exitIdle() {
				}

				@Override
				public void close() {
					throw new IllegalStateException("my policy");
				}
			};
		}

	}

}
