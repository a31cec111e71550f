package io.clientconn.internal.channel;

import java.time.Duration;

import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.testing.FakePick;
import io.clientconn.testing.FakeTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections that are replaced because they are secured otherwise from now on.
 */
class RenewalTest {

	private final ChannelFixture on = new ChannelFixture();

	private FakeTransport ready() {
		this.on.start("a");
		FakeTransport transport = this.on.transports.last();
		transport.becomeReady();
		return transport;
	}

	private void renew() {
		this.on.channel().renewConnections();
	}

	@ParameterizedTest
	@ValueSource(strings = { "pick_first", "round_robin" })
	void callsStayWhereTheyAreUntilTheSuccessorIsReady(String policy) {
		this.on.policy = policy;
		FakeTransport old = ready();
		renew();
		FakeTransport successor = this.on.transports.last();
		assertThat(successor).isNotSameAs(old);
		assertThat(this.on.pick().transport()).isSameAs(old);
		assertThat(old.shutdownReason()).isNull();

		successor.becomeReady();
		assertThat(this.on.pick().transport()).isSameAs(successor);
		assertThat(old.shutdownReason()).isNotNull();
		assertThat(old.closeReason()).isNull();
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
		assertThat(this.on.transports.open()).containsExactly(successor);
	}

	@ParameterizedTest
	@ValueSource(strings = { "pick_first", "round_robin" })
	void aCallThatTheLastConnectionRefusedGoesToTheSuccessor(String policy) {
		this.on.policy = policy;
		FakeTransport old = ready();
		renew();
		FakePick pick = FakePick.waitForReady().avoid(old);
		this.on.channel().routes().pick(pick, true);
		assertThat(pick.transport()).isNull();

		FakeTransport successor = this.on.transports.last();
		successor.becomeReady();
		assertThat(pick.transport()).isSameAs(successor);
	}

	@Test
	void aSuccessorThatFailsLeavesTheConnectionInUseAndIsTriedAgain() {
		FakeTransport old = ready();
		renew();
		this.on.transports.last().fail(Status.unavailable("the server does not accept the client certificate"));
		assertThat(this.on.pick().transport()).isSameAs(old);
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
		assertThat(this.on.scheduler.untilNext()).isEqualTo(Duration.ofSeconds(1));
		this.on.scheduler.advance(Duration.ofSeconds(1));
		this.on.transports.last().fail(Status.unavailable("again"));
		assertThat(this.on.scheduler.untilNext()).isEqualTo(Duration.ofMillis(1600));
		this.on.scheduler.advance(Duration.ofMillis(1600));
		this.on.transports.last().becomeReady();
		assertThat(this.on.pick().transport()).isSameAs(this.on.transports.last()).isNotSameAs(old);
		assertThat(this.on.transports.attempts()).isEqualTo(4);
		assertThat(this.on.scheduler.pending()).isZero();
	}

	@Test
	void anotherRenewalStartsOver() {
		FakeTransport old = ready();
		renew();
		FakeTransport first = this.on.transports.last();
		renew();
		FakeTransport second = this.on.transports.last();
		assertThat(first.isClosed()).isTrue();
		second.becomeReady();
		assertThat(this.on.pick().transport()).isSameAs(second);
		assertThat(old.isClosed()).isTrue();
		assertThat(this.on.scheduler.pending()).isZero();
	}

	@Test
	void aRenewalDuringThePauseOfTheLastOneEndsThePause() {
		ready();
		renew();
		this.on.transports.last().fail(Status.unavailable("no"));
		renew();
		assertThat(this.on.scheduler.pending()).isZero();
		this.on.transports.last().becomeReady();
		assertThat(this.on.transports.open()).hasSize(1);
		assertThat(this.on.pick().transport()).isSameAs(this.on.transports.last());
	}

	@Test
	void anAttemptUnderWayIsUsedAndThenRenewed() {
		this.on.start("a");
		FakeTransport first = this.on.transports.last();
		renew();
		assertThat(this.on.transports.attempts()).isEqualTo(1);
		first.becomeReady();
		assertThat(this.on.pick().transport()).isSameAs(first);
		assertThat(this.on.transports.attempts()).isEqualTo(2);
		this.on.transports.last().becomeReady();
		assertThat(first.isClosed()).isTrue();
	}

	@Test
	void afterAFailureANewAttemptIsMadeAtOnce() {
		this.on.start("a");
		this.on.transports.last().fail(Status.unavailable("the client certificate has expired"));
		renew();
		assertThat(this.on.transports.attempts()).isEqualTo(2);
		assertThat(this.on.scheduler.pending()).isZero();
	}

	@Test
	void aConnectionThatIsLostMeanwhileTakesItsSuccessorAlong() {
		FakeTransport old = ready();
		renew();
		FakeTransport successor = this.on.transports.last();
		old.fail(Status.unavailable("reset"));
		assertThat(successor.isClosed()).isTrue();
		this.on.channel().connect();
		this.on.transports.last().becomeReady();
		assertThat(this.on.pick().transport()).isSameAs(this.on.transports.last());
		assertThat(this.on.transports.open()).hasSize(1);
	}

	@Test
	void manyRenewalsCostNoPause() {
		this.on.policy = "round_robin";
		ready();
		for (int i = 0; i < 5; i++) {
			renew();
			this.on.transports.last().becomeReady();
		}
		this.on.transports.last().fail(Status.unavailable("reset"));
		assertThat(this.on.state()).isEqualTo(ConnectivityState.CONNECTING);
		assertThat(this.on.transports.attempts()).isEqualTo(7);
	}

	@Test
	void anIdleChannelHasNothingToRenew() {
		this.on.channel().renewConnections();
		assertThat(this.on.transports.attempts()).isZero();
	}

	@Test
	void closingEndsAPendingSuccession() {
		ready();
		renew();
		this.on.transports.last().fail(Status.unavailable("no"));
		this.on.channel().close();
		assertThat(this.on.scheduler.pending()).isZero();
		assertThat(this.on.isTerminated()).isTrue();

		ChannelFixture other = new ChannelFixture();
		other.start("a");
		other.transports.last().becomeReady();
		other.channel().renewConnections();
		other.channel().close();
		assertThat(other.transports.open()).isEmpty();
		assertThat(other.isTerminated()).isTrue();
	}

}
