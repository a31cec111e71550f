package io.clientconn.internal.channel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A backoff policy of the user's, good and bad. */
class BackoffPolicyTest {

	private final ChannelFixture on = new ChannelFixture();

	@Test
	void aPolicyOfOnesOwnDecidesHowLongToPause() {
		List<Integer> asked = new ArrayList<>();
		this.on.backoff = (retries, random) -> {
			asked.add(retries);
			return Duration.ofMillis(10 + retries);
		};
		this.on.start("a");
		for (int i = 0; i < 3; i++) {
			fail();
			assertThat(this.on.scheduler.untilNext()).hasMillis(10 + i);
			this.on.scheduler.advance(this.on.scheduler.untilNext());
		}

		assertThat(asked).containsExactly(0, 1, 2, 3);
		assertThat(this.on.transports.attempts()).isEqualTo(4);
	}

	@Test
	void aPauseThatIsLongerThanAnAttemptGivesTheAttemptItsTime() {
		this.on.backoff = (retries, random) -> Duration.ofSeconds(70);
		this.on.start("a");

		assertThat(this.on.transports.last().request().timeoutNanos()).isEqualTo(70_000_000_000L);
	}

	@Test
	void zeroMeansAtOnce() {
		this.on.backoff = (retries, random) -> Duration.ZERO;
		this.on.start("a");
		fail();

		this.on.scheduler.advance(Duration.ZERO);

		assertThat(this.on.transports.attempts()).isEqualTo(2);
	}

	@Test
	void forEverIsAYear() {
		this.on.backoff = (retries, random) -> Duration.ofSeconds(Long.MAX_VALUE);
		this.on.start("a");
		fail();

		assertThat(this.on.scheduler.untilNext()).hasDays(365);
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "negative", "throws" })
	void nonsenseIsNamedInTheErrorAndTheDefaultStandsInForIt(String answer) {
		this.on.backoff = (retries, random) -> switch (answer) {
			case "null" -> null;
			case "negative" -> Duration.ofSeconds(-3);
			default -> throw new IllegalStateException("my bug");
		};
		this.on.start("a");
		fail();

		assertThat(this.on.state()).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
		assertThat(this.on.pick().failure()).startsWith("UNAVAILABLE: refused; backoff policy ")
			.contains(answer.equals("throws") ? "threw java.lang.IllegalStateException: my bug" : "answered ")
			.endsWith("the default stands in for it");
		assertThat(this.on.scheduler.untilNext()).hasSeconds(1);
		this.on.scheduler.advance(Duration.ofSeconds(1));
		assertThat(this.on.transports.attempts()).isEqualTo(2);
		this.on.transports.last().becomeReady();
		assertThat(this.on.state()).isEqualTo(ConnectivityState.READY);
	}

	@Test
	void connectionsThatAreLostAtOnceArePacedByThePolicyToo() {
		this.on.backoff = (retries, random) -> Duration.ofSeconds(5);
		this.on.start("a");
		for (int i = 0; i < 2; i++) {
			this.on.transports.last().becomeReady();
			this.on.transports.last().fail(Status.unavailable("reset"));
			this.on.channel().connect();
		}

		assertThat(this.on.transports.attempts()).isEqualTo(2);
		assertThat(this.on.scheduler.untilNext()).hasSeconds(5);
	}

	private void fail() {
		this.on.transports.last().fail(Status.unavailable("refused"));
	}

}
