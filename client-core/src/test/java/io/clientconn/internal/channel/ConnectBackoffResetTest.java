package io.clientconn.internal.channel;

import java.time.Duration;
import java.util.List;

import io.clientconn.resolver.ResolutionResult;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.testing.Endpoints;
import io.clientconn.testing.FakePick;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@link ChannelControl#resetConnectBackoff} does to pauses, on a manual clock. */
class ConnectBackoffResetTest {

	private final ChannelFixture on = new ChannelFixture();

	@ParameterizedTest
	@ValueSource(strings = { "pick_first", "round_robin" })
	void aPauseEndsAtOnceAndTheNextOneIsAsShortAsTheFirst(String policy) {
		this.on.policy = policy;
		this.on.start("a");
		failTimes(5);
		fail();
		assertThat(this.on.scheduler.untilNext()).isGreaterThan(Duration.ofSeconds(10));
		int attempts = this.on.transports.attempts();

		this.on.channel().resetConnectBackoff();

		assertThat(this.on.transports.attempts()).isEqualTo(attempts + 1);
		assertThat(this.on.scheduler.pending()).isZero();
		fail();
		assertThat(this.on.scheduler.untilNext()).isEqualTo(Duration.ofSeconds(1));
		failTimesAfterPause(1);
		assertThat(this.on.scheduler.untilNext()).isEqualTo(Duration.ofMillis(1600));
	}

	@Test
	void everyAddressThatPausesIsTriedAtOnce() {
		this.on.policy = "round_robin";
		this.on.start("a", "b", "c");
		this.on.transports.get(0).fail(Status.unavailable("refused"));
		this.on.transports.get(1).becomeReady();
		this.on.transports.get(2).fail(Status.unavailable("refused"));
		assertThat(this.on.scheduler.pending()).isEqualTo(2);

		this.on.channel().resetConnectBackoff();

		assertThat(this.on.transports.attempts()).isEqualTo(5);
		assertThat(this.on.scheduler.pending()).isZero();
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
	}

	@Test
	void anAttemptUnderWayGoesOnAndIsFollowedByAShortPause() {
		this.on.start("a");
		failTimes(6);
		int attempts = this.on.transports.attempts();

		this.on.channel().resetConnectBackoff();

		assertThat(this.on.transports.attempts()).isEqualTo(attempts);
		fail();
		assertThat(this.on.scheduler.untilNext()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void theErrorGoesOnCounting() {
		this.on.start("a");
		failTimes(1);
		fail();
		this.on.channel().resetConnectBackoff();
		fail();

		assertThat(this.on.pick().failure()).isEqualTo("UNAVAILABLE: refused; 3 attempts in 1.0 s");
	}

	@Test
	void aCallThatWaitsGoesOutAsSoonAsTheConnectionIsBack() {
		this.on.start("a");
		failTimes(7);
		fail();
		FakePick waiting = this.on.pickAndWait();

		this.on.channel().resetConnectBackoff();
		this.on.transports.last().becomeReady();

		assertThat(waiting.transport()).isSameAs(this.on.transports.last());
	}

	@Test
	void aServerThatDroppedEveryConnectionIsDialledAtOnce() {
		this.on.policy = "round_robin";
		this.on.start("a");
		for (int i = 0; i < 4; i++) {
			this.on.transports.last().becomeReady();
			this.on.transports.last().fail(Status.unavailable("reset"));
			if (this.on.scheduler.pending() > 0 && i < 3) {
				this.on.scheduler.advance(this.on.scheduler.untilNext());
			}
		}
		assertThat(this.on.scheduler.pending()).isOne();
		int attempts = this.on.transports.attempts();

		this.on.channel().resetConnectBackoff();

		assertThat(this.on.transports.attempts()).isEqualTo(attempts + 1);
		assertThat(this.on.scheduler.pending()).isZero();
	}

	@Test
	void whereNothingFailedNothingHappens() {
		this.on.channel().resetConnectBackoff();
		assertThat(this.on.resolver.starts()).isZero();
		this.on.resolver.findAtStart(ResolutionResult.of(Endpoints.of("a")));
		this.on.channel().connect();
		this.on.transports.last().becomeReady();
		List<String> before = List.copyOf(this.on.events);

		this.on.channel().resetConnectBackoff();
		assertThat(this.on.events).isEqualTo(before);
		this.on.channel().close();
		this.on.channel().resetConnectBackoff();

		assertThat(this.on.transports.attempts()).isOne();
		assertThat(this.on.state()).isEqualTo(ConnectivityState.SHUTDOWN);
	}

	private void fail() {
		this.on.transports.last().fail(Status.unavailable("refused"));
	}

	private void failTimes(int times) {
		for (int i = 0; i < times; i++) {
			fail();
			this.on.scheduler.advance(this.on.scheduler.untilNext());
		}
	}

	private void failTimesAfterPause(int times) {
		for (int i = 0; i < times; i++) {
			this.on.scheduler.advance(this.on.scheduler.untilNext());
			fail();
		}
	}

}
