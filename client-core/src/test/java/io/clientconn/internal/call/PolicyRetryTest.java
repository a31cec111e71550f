package io.clientconn.internal.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import io.clientconn.config.RetryThrottling;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.RetryPolicy;
import io.clientconn.rpc.StatusCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The rules of gRFC A6 without a call. */
class PolicyRetryTest {

	private static final RetryPolicy POLICY = RetryPolicy.builder()
		.maxAttempts(5)
		.initialBackoff(Duration.ofMillis(100))
		.maxBackoff(Duration.ofMillis(350))
		.backoffMultiplier(2)
		.retryOn(StatusCode.UNAVAILABLE, StatusCode.ABORTED)
		.build();

	private final PolicyRetry retry = new PolicyRetry();

	private final RetryThrottle throttle = new RetryThrottle(new RetryThrottling(10, 0.5));

	private double jitter = 0.5;

	private final ChannelRetry rules = new ChannelRetry(true, 5, random());

	private RandomGenerator random() {
		return new RandomGenerator() {

			@Override
			public long nextLong() {
				return 0;
			}

			@Override
			public double nextDouble() {
				return PolicyRetryTest.this.jitter;
			}

		};
	}

	private RetryDecision fail(StatusCode code, long pushback) {
		return this.retry.after(code, pushback, POLICY, this.rules, this.throttle);
	}

	private RetryDecision fail() {
		return fail(StatusCode.UNAVAILABLE, Pushback.NOTHING);
	}

	/** On a channel without tokens. */
	private RetryDecision failUnbounded(long pushback) {
		return this.retry.after(StatusCode.UNAVAILABLE, pushback, POLICY, this.rules, null);
	}

	private static long millis(RetryDecision decision) {
		assertThat(decision.isAgain()).isTrue();
		return decision.pauseNanos() / 1_000_000;
	}

	@Test
	void pausesGrowUpToTheLongestAndThenThereAreAsManyAttemptsAsThereMayBe() {
		List<Long> pauses = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			pauses.add(millis(failUnbounded(Pushback.NOTHING)));
			assertThat(this.retry.retries()).isEqualTo(i + 1);
		}
		assertThat(pauses).containsExactly(100L, 200L, 350L, 350L);
		assertThat(failUnbounded(Pushback.NOTHING)).isEqualTo(RetryDecision.EXHAUSTED);
		assertThat(this.retry.retries()).isEqualTo(4);
	}

	@ParameterizedTest(name = "{0}: {1} ms")
	@CsvSource({ "0, 80", "0.25, 90", "0.5, 100", "0.999999, 119" })
	void aPauseIsLongerOrShorterByAFifth(double said, long millis) {
		this.jitter = said;
		assertThat(millis(fail())).isEqualTo(millis);
	}

	@Test
	void jitterMayExceedTheLongestPause() {
		fail();
		fail();
		this.jitter = 0.999999;
		assertThat(millis(fail())).isEqualTo(419);
	}

	@Test
	void aFactorBelowOneMakesPausesShorter() {
		RetryPolicy shrinking = RetryPolicy.builder().backoffMultiplier(0.5).retryOn(StatusCode.UNAVAILABLE).build();
		assertThat(millis(this.retry.after(StatusCode.UNAVAILABLE, Pushback.NOTHING, shrinking, this.rules, null)))
			.isEqualTo(100);
		assertThat(millis(this.retry.after(StatusCode.UNAVAILABLE, Pushback.NOTHING, shrinking, this.rules, null)))
			.isEqualTo(50);
	}

	@Test
	void theChannelMayAllowFewerAttempts() {
		ChannelRetry few = new ChannelRetry(true, 2, random());
		assertThat(this.retry.after(StatusCode.UNAVAILABLE, Pushback.NOTHING, POLICY, few, null).isAgain()).isTrue();
		assertThat(this.retry.after(StatusCode.UNAVAILABLE, Pushback.NOTHING, POLICY, few, null))
			.isEqualTo(RetryDecision.EXHAUSTED);
	}

	@Test
	void aPauseOfTheServersIsExactAndStartsTheGrowthAnew() {
		this.jitter = 0;
		assertThat(millis(fail())).isEqualTo(80);
		assertThat(millis(fail())).isEqualTo(160);
		assertThat(millis(fail(StatusCode.UNAVAILABLE, 1234))).isEqualTo(1234);
		assertThat(millis(fail())).isEqualTo(80);
	}

	@Test
	void aPauseOfTheServersMayBeNone() {
		assertThat(fail(StatusCode.ABORTED, 0)).isEqualTo(RetryDecision.after(0));
	}

	@Test
	void aPauseOfTheServersMakesNoOtherCodeRetryable() {
		assertThat(fail(StatusCode.INTERNAL, 5)).isEqualTo(RetryDecision.STOP);
		assertThat(tokensTaken()).isZero();
	}

	@Test
	void aPauseOfTheServersDoesNotAllowMoreAttempts() {
		for (int i = 0; i < 4; i++) {
			assertThat(failUnbounded(5).isAgain()).isTrue();
		}
		assertThat(failUnbounded(5)).isEqualTo(RetryDecision.EXHAUSTED);
	}

	@Test
	void aCodeThatThePolicyDoesNotNameStopsAndTakesNoToken() {
		assertThat(fail(StatusCode.INTERNAL, Pushback.NOTHING)).isEqualTo(RetryDecision.STOP);
		assertThat(tokensTaken()).isZero();
	}

	@Test
	void aServerThatWantsNoRetryTakesATokenEvenWithoutAPolicy() {
		assertThat(fail(StatusCode.INTERNAL, Pushback.NEVER)).isEqualTo(RetryDecision.STOP);
		assertThat(new PolicyRetry().after(StatusCode.INTERNAL, Pushback.NEVER, null, this.rules, this.throttle))
			.isEqualTo(RetryDecision.STOP);
		assertThat(tokensTaken()).isEqualTo(2);
	}

	@Test
	void aPauseOfTheServersWithoutAPolicyChangesNothing() {
		assertThat(this.retry.after(StatusCode.UNAVAILABLE, 5, null, this.rules, this.throttle))
			.isEqualTo(RetryDecision.STOP);
		assertThat(tokensTaken()).isZero();
	}

	@Test
	void theLastAttemptTakesATokenToo() {
		RetryPolicy two = RetryPolicy.builder().maxAttempts(2).retryOn(StatusCode.UNAVAILABLE).build();
		this.retry.after(StatusCode.UNAVAILABLE, Pushback.NOTHING, two, this.rules, this.throttle);
		assertThat(this.retry.after(StatusCode.UNAVAILABLE, Pushback.NOTHING, two, this.rules, this.throttle))
			.isEqualTo(RetryDecision.EXHAUSTED);
		assertThat(tokensTaken()).isEqualTo(2);
	}

	@Test
	void aChannelThatFailsTooOftenMakesNothingAgain() {
		for (int i = 0; i < 4; i++) {
			assertThat(
					new PolicyRetry().after(StatusCode.UNAVAILABLE, Pushback.NOTHING, POLICY, this.rules, this.throttle)
						.isAgain())
				.isTrue();
		}
		assertThat(fail()).as("half of the tokens are left").isEqualTo(RetryDecision.STOP);
		assertThat(this.retry.retries()).isZero();
		this.throttle.succeeded();
		this.throttle.succeeded();
		this.throttle.succeeded();
		assertThat(fail()).as("6.5 tokens, less one").isEqualTo(RetryDecision.after(100_000_000));
	}

	/** Until the fifth token is gone. */
	private int tokensTaken() {
		int left = 0;
		while (this.throttle.failed()) {
			left++;
		}
		return 4 - left;
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "-2147483648", "xxx", "", "1.5", "10s", "2147483648", "99999999999999999999" })
	void whatIsNoNumberOfMillisecondsMeansNever(String said) {
		assertThat(Pushback.millis(Metadata.of(Pushback.HEADER, said))).isEqualTo(Pushback.NEVER);
	}

	@Test
	void aServerSaysOneNumberOrNone() {
		assertThat(Pushback.millis(Metadata.of(Pushback.HEADER, "1000"))).isEqualTo(1000);
		assertThat(Pushback.millis(Metadata.of(Pushback.HEADER, "0"))).isZero();
		assertThat(Pushback.millis(Metadata.EMPTY)).isEqualTo(Pushback.NOTHING);
		assertThat(Pushback.millis(Metadata.of("other", "1"))).isEqualTo(Pushback.NOTHING);
		Metadata twice = Metadata.of(Pushback.HEADER, "100").and(Metadata.of(Pushback.HEADER, "10"));
		assertThat(Pushback.millis(twice)).isEqualTo(Pushback.NEVER);
	}

	@ParameterizedTest(name = "{0} tokens: {1} failures")
	@CsvSource({ "10, 4", "1, 0", "2, 0", "3, 1", "1000, 499", "0.5, 0" })
	void retriesEndAtHalfOfTheTokens(double tokens, int failures) {
		RetryThrottle full = new RetryThrottle(new RetryThrottling(tokens, 0.1));
		int allowed = 0;
		while (full.failed()) {
			allowed++;
		}
		assertThat(allowed).isEqualTo(failures);
	}

	@Test
	void tokensNeitherFallBelowNoneNorRiseAboveTheMost() {
		RetryThrottle tokens = new RetryThrottle(new RetryThrottling(2, 0.6));
		for (int i = 0; i < 10; i++) {
			tokens.failed();
		}
		assertThat(tokens).hasToString("RetryThrottle[0.0 of 2.0]");
		for (int i = 0; i < 10; i++) {
			tokens.succeeded();
		}
		assertThat(tokens).hasToString("RetryThrottle[2.0 of 2.0]");
	}

}
