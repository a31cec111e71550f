package io.clientconn.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BackoffTest {

	/** Half way: no jitter either side. */
	private static final RandomGenerator MIDDLE = () -> Long.MAX_VALUE + 1L;

	@Test
	void theSequenceOfTheDefaultIsTheOneOfGrpc() {
		String pauses = IntStream.range(0, 14)
			.mapToObj(
					(retries) -> String.format(Locale.ROOT, "%.3f", Backoff.DEFAULT.delayNanos(retries, MIDDLE) / 1e9))
			.collect(Collectors.joining(" "));

		assertThat(pauses).isEqualTo("1.000 1.600 2.560 4.096 6.554 10.486 16.777 26.844 42.950 68.719 109.951 120.000"
				+ " 120.000 120.000");
	}

	@Test
	void theFirstPauseIsExactlyTheBase() {
		assertThat(Backoff.DEFAULT.delayNanos(0, new Random(7))).isEqualTo(1_000_000_000L);
	}

	@Test
	void jitterComesAfterTheMaximumAndReachesBothSides() {
		Random random = new Random(7);
		List<Double> seconds = IntStream.range(0, 10_000)
			.mapToDouble((i) -> Backoff.DEFAULT.delayNanos(Integer.MAX_VALUE, random) / 1e9)
			.boxed()
			.toList();

		assertThat(seconds).allMatch((pause) -> pause >= 96 && pause <= 144);
		assertThat(seconds).anyMatch((pause) -> pause < 98).anyMatch((pause) -> pause > 142);
	}

	@Test
	void aMaximumAloneLeavesTheRestAsItIs() {
		assertThat(Backoff.upTo(Duration.ofSeconds(30)))
			.isEqualTo(new Backoff(Duration.ofSeconds(1), 1.6, 0.2, Duration.ofSeconds(30)));
	}

	@Test
	void aMaximumBelowTheBaseHoldsForTheFirstPauseToo() {
		Backoff backoff = Backoff.upTo(Duration.ofMillis(300));

		assertThat(backoff.pause(0, MIDDLE)).hasMillis(300);
		assertThat(backoff.pause(1, MIDDLE)).hasMillis(300);
		assertThatIllegalArgumentException().isThrownBy(() -> Backoff.upTo(Duration.ZERO))
			.withMessageContaining("above zero");
	}

	@Test
	void timesBeyondEveryClockAreNoError() {
		Backoff backoff = Backoff.upTo(Duration.ofSeconds(Long.MAX_VALUE));

		assertThat(backoff.pause(0, MIDDLE)).hasSeconds(1);
		assertThat(backoff.pause(1_000_000, MIDDLE)).isGreaterThan(Duration.ofDays(1000));
	}

	@Test
	void whatMakesNoSenseIsRefused() {
		Duration second = Duration.ofSeconds(1);

		assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(Duration.ZERO, 1, 0, second));
		assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second, 0.5, 0, second));
		assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second, Double.NaN, 0, second));
		assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second, 1, 1.5, second));
		assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second, 1, 0, Duration.ofMillis(1)));
	}

}
