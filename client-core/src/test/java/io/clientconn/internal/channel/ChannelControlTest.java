package io.clientconn.internal.channel;

import java.util.ArrayList;
import java.util.List;

import io.clientconn.balancer.Balancer;
import io.clientconn.balancer.BalancerHost;
import io.clientconn.balancer.BalancerProvider;
import io.clientconn.balancer.BalancerUpdate;
import io.clientconn.resolver.ResolutionResult;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.testing.Endpoints;
import io.clientconn.testing.FakePick;
import io.clientconn.testing.FakeTransport;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ChannelControlTest {

	private final ChannelFixture on = new ChannelFixture();

	@Test
	void aNewChannelIsIdleAndDoesNothing() {
		assertThat(this.on.state()).isEqualTo(ConnectivityState.IDLE);
		assertThat(this.on.resolver.starts()).isZero();
		assertThat(this.on.scheduler.pending()).isZero();
	}

	@Test
	void theFirstCallWakesItAndWaitsUntilItIsConnected() {
		FakePick pick = this.on.pick();
		assertThat(this.on.resolver.starts()).isOne();
		assertThat(this.on.state()).isEqualTo(ConnectivityState.CONNECTING);

		this.on.resolver.find(ResolutionResult.of(Endpoints.of("a")));
		assertThat(pick.isWaiting()).isTrue();
		this.on.transports.last().becomeReady();

		assertThat(pick.transport()).isSameAs(this.on.transports.last());
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
	}

	@Test
	void connectStartsItOnceAndWakesAnIdlePolicyLater() {
		this.on.start("a");
		this.on.channel().connect();
		this.on.transports.last().becomeReady();
		this.on.transports.last().fail(Status.unavailable("reset"));
		assertThat(this.on.state()).isEqualTo(ConnectivityState.IDLE);

		this.on.channel().connect();

		assertThat(this.on.resolver.starts()).isOne();
		assertThat(this.on.transports.attempts()).isEqualTo(2);
	}

	@Test
	void whoHearsOfReadyCanCallAtOnce() {
		List<FakePick> picks = new ArrayList<>();
		this.on.start("a");
		this.on.channel().connectivity().watch(ConnectivityState.CONNECTING, (state) -> picks.add(this.on.pick()));

		this.on.transports.last().becomeReady();

		assertThat(picks).hasSize(1).noneMatch(FakePick::isWaiting);
	}

	@Test
	void aWatchHearsOneChangeAndCanBeCancelled() {
		List<String> heard = new ArrayList<>();
		ConnectivityTracker states = this.on.channel().connectivity();
		states.watch(ConnectivityState.READY, (state) -> heard.add("not ready: " + state));
		states.watch(ConnectivityState.IDLE, (state) -> heard.add("not idle: " + state));
		states.watch(ConnectivityState.IDLE, (state) -> heard.add("cancelled")).cancel();

		this.on.start("a");
		this.on.transports.last().becomeReady();

		assertThat(heard).containsExactly("not ready: IDLE", "not idle: CONNECTING");
	}

	@Test
	void observersHearEverythingInOrderAndMayFail() {
		this.on.start("a");
		this.on.transports.last().fail(Status.unavailable("refused"));

		assertThat(this.on.events).containsExactly("channel CONNECTING", "10.0.0.1:1 CONNECTING",
				"10.0.0.1:1 TRANSIENT_FAILURE: refused", "channel TRANSIENT_FAILURE: refused");
	}

	@Test
	void closingEndsEverythingAndTerminatesWhenTheLastConnectionIsGone() {
		this.on.transports.closeSlowly();
		this.on.policy = "round_robin";
		this.on.start("a", "b", "c");
		FakeTransport ready = this.on.transports.get(0);
		FakeTransport connecting = this.on.transports.get(1);
		ready.becomeReady();
		this.on.transports.get(2).fail(Status.unavailable("refused"));
		assertThat(this.on.scheduler.pending()).isOne();

		this.on.channel().close();

		assertThat(this.on.state()).isEqualTo(ConnectivityState.SHUTDOWN);
		assertThat(this.on.resolver.isClosed()).isTrue();
		assertThat(this.on.scheduler.pending()).isZero();
		assertThat(ready.closeReason()).isEqualTo(ChannelControl.CLOSING);
		assertThat(connecting.closeReason()).isNotNull();
		assertThat(this.on.addresses()).isEmpty();
		assertThat(this.on.pickAndWait().failure()).isEqualTo("CANCELLED: the client connection is closing");
		assertThat(this.on.isTerminated()).isFalse();
		ready.finishClose();
		assertThat(this.on.isTerminated()).isFalse();
		connecting.finishClose();
		assertThat(this.on.isTerminated()).isTrue();
	}

	@Test
	void closingAlsoEndsConnectionsThatWereDraining() {
		this.on.transports.closeSlowly();
		this.on.start("a");
		FakeTransport draining = this.on.transports.last();
		draining.becomeReady();
		draining.drain(Status.unavailable("GOAWAY"));

		this.on.channel().close();

		assertThat(draining.closeReason()).isEqualTo(ChannelControl.CLOSING);
		assertThat(this.on.isTerminated()).isFalse();
		draining.finishClose();
		assertThat(this.on.isTerminated()).isTrue();
	}

	@Test
	void closingAnIdleChannelTerminatesAtOnceAndClosingAgainIsSilent() {
		this.on.channel().close();
		this.on.channel().close();
		this.on.channel().connect();

		assertThat(this.on.isTerminated()).isTrue();
		assertThat(this.on.resolver.starts()).isZero();
		assertThat(this.on.events).containsExactly("channel SHUTDOWN");
	}

	@Test
	void waitingPicksEndWhenTheChannelCloses() {
		FakePick waiting = this.on.pickAndWait();

		this.on.channel().close();

		assertThat(waiting.failure()).isEqualTo("CANCELLED: the client connection is closing");
	}

	@Test
	void aResolverThatThrowsBreaksTheChannelLoudly() {
		this.on.resolver.failAtStart(new IllegalStateException("my bug"));
		FakePick waiting = this.on.pickAndWait();

		assertThat(waiting.failure()).startsWith("INTERNAL: the control plane of the channel failed")
			.contains("IllegalStateException: my bug");
		assertThat(this.on.resolver.isClosed()).isTrue();
		assertThat(this.on.state()).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
		this.on.channel().connect();
		assertThat(this.on.resolver.starts()).isOne();
		this.on.channel().close();
		assertThat(this.on.isTerminated()).isTrue();
	}

	@Test
	void aPolicyThatThrowsBreaksTheChannelAndItsConnectionsDrain() {
		this.on.policies = List.of(new Throwing());
		this.on.policy = "throwing";
		this.on.start("a");

		assertThat(this.on.pickAndWait().failure()).startsWith("INTERNAL").contains("my policy");
		assertThat(this.on.resolver.isClosed()).isTrue();
		this.on.channel().close();
		assertThat(this.on.isTerminated()).isTrue();
		assertThat(this.on.state()).isEqualTo(ConnectivityState.SHUTDOWN);
	}

	/**
	 * A policy with a bug, also when it is closed.
	 */
	private static final class Throwing implements BalancerProvider {

		@Override
		public String policyName() {
			return "throwing";
		}

		@Override
		public Balancer create(BalancerHost host) {
			return new Balancer() {
				@Override
				public Status accept(BalancerUpdate update) {
					host.newSubConn(update.endpoints().get(0).addresses().get(0), (state, reason) -> {
					}).connect();
					throw new IllegalStateException("my policy");
				}

				@Override
				public void resolverError(Status error) {
				}

				@Override
				public void exitIdle() {
				}

				@Override
				public void close() {
					throw new IllegalStateException("my policy again");
				}
			};
		}

	}

}
