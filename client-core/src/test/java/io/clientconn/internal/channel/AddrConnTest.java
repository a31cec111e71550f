package io.clientconn.internal.channel;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.clientconn.resolver.Address;
import io.clientconn.resolver.Endpoint;
import io.clientconn.resolver.ResolutionResult;
import io.clientconn.observe.ChannelStatus.AddressStatus;
import io.clientconn.rpc.Attributes;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.testing.Endpoints;
import io.clientconn.testing.FakePick;
import io.clientconn.testing.FakeTransport;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Connections under pick_first, which reconnects by itself while it fails. */
class AddrConnTest {

	private final ChannelFixture on = new ChannelFixture();

	@Test
	void pausesGrowAndEachAttemptHasAtLeast20Seconds() {
		this.on.start("a");
		List<String> pauses = new ArrayList<>();
		List<Long> timeouts = new ArrayList<>();
		for (int i = 0; i < 13; i++) {
			timeouts.add(this.on.transports.last().request().timeoutNanos() / 1_000_000_000L);
			this.on.transports.last().fail(Status.unavailable("refused"));
			pauses.add(String.format(Locale.ROOT, "%.1f", this.on.scheduler.untilNext().toMillis() / 1e3));
			this.on.scheduler.advance(this.on.scheduler.untilNext());
		}

		assertThat(pauses).containsExactly("1.0", "1.6", "2.6", "4.1", "6.6", "10.5", "16.8", "26.8", "42.9", "68.7",
				"110.0", "120.0", "120.0");
		assertThat(timeouts).containsExactly(20L, 20L, 20L, 20L, 20L, 20L, 20L, 26L, 42L, 68L, 109L, 120L, 120L);
	}

	@Test
	void theErrorSaysHowOftenItFailedAndForHowLong() {
		this.on.start("a");
		String reason = "connect to 10.0.0.1:1 refused";
		this.on.transports.last().fail(Status.unavailable(reason));
		assertThat(this.on.pick().failure()).isEqualTo("UNAVAILABLE: " + reason);
		this.on.scheduler.advance(Duration.ofSeconds(1));
		this.on.transports.last().fail(Status.unavailable(reason));
		this.on.scheduler.advanceMillis(1600);
		this.on.scheduler.advanceMillis(1600);
		this.on.transports.last().fail(Status.unavailable(reason));

		assertThat(this.on.pick().failure()).isEqualTo("UNAVAILABLE: " + reason + "; 3 attempts in 4.2 s");
	}

	@Test
	void aServerNameOfTheAddressReplacesTheAuthorityUnlessThatIsTheUsersOwn() {
		Attributes named = Attributes.EMPTY.with(Address.SERVER_NAME, "shard-7");
		Address address = new Address(InetSocketAddress.createUnresolved("orders", 1), named);
		this.on.resolver.findAtStart(ResolutionResult.of(List.of(Endpoint.of(address))));
		this.on.channel().connect();
		assertThat(this.on.transports.last().request().authority()).isEqualTo("shard-7");

		ChannelFixture fixed = new ChannelFixture();
		fixed.authorityIsFixed = true;
		fixed.resolver.findAtStart(ResolutionResult.of(List.of(Endpoint.of(address))));
		fixed.channel().connect();
		assertThat(fixed.transports.last().request().authority()).isEqualTo("orders");
	}

	@Test
	void aSuccessResetsThePause() {
		this.on.start("a");
		fail();
		this.on.scheduler.advance(Duration.ofSeconds(1));
		fail();
		this.on.scheduler.advanceMillis(1600);
		this.on.transports.last().becomeReady();
		this.on.transports.last().fail(Status.unavailable("reset"));
		this.on.channel().connect();
		fail();

		assertThat(this.on.scheduler.untilNext()).isEqualTo(Duration.ofSeconds(1));
		assertThat(this.on.pick().failure()).isEqualTo("UNAVAILABLE: refused");
	}

	@Test
	void aServerThatDropsEveryConnectionAtOnceIsNotDialledInALoop() {
		this.on.policy = "round_robin";
		this.on.start("a");
		loseAtOnce();
		List<String> pauses = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			loseAtOnce();
			pauses.add(String.format(Locale.ROOT, "%.1f", this.on.scheduler.untilNext().toMillis() / 1e3));
			this.on.scheduler.advance(this.on.scheduler.untilNext());
		}

		assertThat(pauses).containsExactly("1.0", "1.6", "2.6", "4.1", "6.6");
		assertThat(this.on.transports.attempts()).isEqualTo(7);
	}

	@Test
	void callsThatDoNotWaitFailWhileSuchAServerIsPausedFor() {
		this.on.policy = "round_robin";
		this.on.start("a");
		loseAtOnce();
		assertThat(this.on.state()).isEqualTo(ConnectivityState.CONNECTING);
		loseAtOnce();

		assertThat(this.on.transports.attempts()).isEqualTo(2);
		assertThat(this.on.pick().failure())
			.isEqualTo("UNAVAILABLE: the last 2 connections were lost as soon as they were ready: GOAWAY");
		this.on.scheduler.advance(Duration.ofSeconds(1));
		assertThat(this.on.transports.attempts()).isEqualTo(3);
	}

	@Test
	void aShortConnectionThatAnsweredACallIsReplacedWithoutAPause() {
		this.on.policy = "round_robin";
		this.on.start("a");
		for (int i = 0; i < 5; i++) {
			FakeTransport transport = this.on.transports.last();
			transport.becomeReady();
			transport.answer();
			transport.drain(Status.unavailable("GOAWAY"));
		}
		assertThat(this.on.transports.attempts()).isEqualTo(6);
		assertThat(this.on.scheduler.pending()).isZero();

		loseAtOnce();
		loseAtOnce();
		assertThat(this.on.scheduler.untilNext()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void anAnswerAfterGoAwayEndsThePauseForItsConnection() {
		this.on.policy = "round_robin";
		this.on.transports.closeSlowly();
		this.on.start("a");
		for (int i = 1; i <= 5; i++) {
			FakeTransport transport = this.on.transports.last();
			transport.becomeReady();
			transport.drain(Status.unavailable("GOAWAY"));
			transport.answer();
			assertThat(this.on.transports.attempts()).isEqualTo(i + 1);
			assertThat(this.on.scheduler.pending()).isZero();
		}
	}

	@Test
	void aConnectionThatLastedIsReplacedWithoutAPause() {
		this.on.policy = "round_robin";
		this.on.start("a");
		loseAtOnce();
		for (int i = 0; i < 5; i++) {
			this.on.transports.last().becomeReady();
			this.on.scheduler.advance(Duration.ofSeconds(1));
			this.on.transports.last().fail(Status.unavailable("reset"));
		}

		assertThat(this.on.transports.attempts()).isEqualTo(7);
	}

	private void loseAtOnce() {
		this.on.transports.last().becomeReady();
		this.on.transports.last().fail(Status.unavailable("GOAWAY"));
	}

	@Test
	void afterALossNoCallFindsTheConnectionTheNameIsLookedUpAndTheNextCallReconnects() {
		this.on.start("a");
		FakeTransport first = this.on.transports.last();
		first.becomeReady();

		first.fail(Status.unavailable("reset"));

		assertThat(this.on.state()).isEqualTo(ConnectivityState.IDLE);
		assertThat(this.on.resolver.requests()).isOne();
		FakePick pick = this.on.pick();
		assertThat(pick.isWaiting()).isTrue();
		this.on.transports.last().becomeReady();
		assertThat(pick.transport()).isNotNull().isNotSameAs(first);
	}

	@Test
	void aDrainingConnectionTakesNoNewCallsAndLivesOnUntilItIsDone() {
		this.on.transports.closeSlowly();
		this.on.start("a");
		FakeTransport first = this.on.transports.last();
		first.becomeReady();

		first.drain(Status.unavailable("GOAWAY"));
		FakePick pick = this.on.pick();
		this.on.transports.last().becomeReady();

		assertThat(this.on.transports.attempts()).isEqualTo(2);
		assertThat(pick.transport()).isSameAs(this.on.transports.last());
		assertThat(first.closeReason()).isNull();
		first.finishClose();
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
		assertThat(this.on.resolver.requests()).isOne();
	}

	@Test
	void anAddressThatGoesIsDrainedNotCut() {
		this.on.policy = "round_robin";
		this.on.start("a", "b");
		this.on.transports.get(0).becomeReady();
		this.on.transports.get(1).becomeReady();
		FakeTransport gone = this.on.transports.lastTo(Endpoints.text('a'));

		this.on.resolver.find(ResolutionResult.of(Endpoints.of("b")));

		assertThat(gone.shutdownReason()).isNotNull();
		assertThat(gone.closeReason()).isNull();
		assertThat(this.on.addresses()).containsExactly("10.0.0.2:1 READY");
	}

	@Test
	void anAttemptThatIsNotNeededAnyMoreIsGivenUpAndItsLateSuccessIgnored() {
		this.on.transports.closeSlowly();
		this.on.start("a");
		FakeTransport unwanted = this.on.transports.last();

		this.on.resolver.find(ResolutionResult.of(Endpoints.of("b")));

		assertThat(unwanted.closeReason()).isNotNull();
		unwanted.finishClose();
		assertThat(this.on.state()).isEqualTo(ConnectivityState.CONNECTING);
		assertThat(this.on.addresses()).containsExactly("10.0.0.2:1 CONNECTING");
	}

	@Test
	void anAddressIsShownAsFailingUntilItWorks() {
		this.on.policy = "round_robin";
		this.on.start("a");
		fail();
		assertThat(this.on.addresses()).containsExactly("10.0.0.1:1 TRANSIENT_FAILURE (refused)");
		this.on.scheduler.advance(Duration.ofSeconds(1));
		assertThat(this.on.transports.attempts()).isEqualTo(2);
		assertThat(this.on.addresses()).containsExactly("10.0.0.1:1 TRANSIENT_FAILURE (refused)");

		this.on.transports.last().becomeReady();
		assertThat(this.on.addresses()).containsExactly("10.0.0.1:1 READY");

		this.on.transports.last().fail(Status.unavailable("reset"));
		assertThat(this.on.addresses()).containsExactly("10.0.0.1:1 CONNECTING (reset)");
	}

	@Test
	void theViewSaysSinceWhen() {
		this.on.start("a");
		fail();
		AddressStatus before = this.on.channel().connectivity().view().addresses().get(0);
		this.on.scheduler.advance(Duration.ofSeconds(1));
		fail();

		AddressStatus after = this.on.channel().connectivity().view().addresses().get(0);
		assertThat(after.since()).isEqualTo(before.since());
		assertThat(after.lastError().description()).isEqualTo("refused; 2 attempts in 1.0 s");
	}

	private void fail() {
		this.on.transports.last().fail(Status.unavailable("refused"));
	}

}
