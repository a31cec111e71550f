package io.clientconn.rpc;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RetryPolicyTest {

	@Test
	void theOneForIdempotentCallsIsWhatABuilderMakesOfUnavailable() {
		RetryPolicy policy = RetryPolicy.builder().retryOn(StatusCode.UNAVAILABLE).build();

		assertThat(policy).isEqualTo(RetryPolicy.IDEMPOTENT).hasSameHashCodeAs(RetryPolicy.IDEMPOTENT);
		assertThat(policy)
			.hasToString("RetryPolicy[maxAttempts=4, backoff=PT0.1S to PT1S by 2.0, codes=[UNAVAILABLE]]");
		assertThat(policy.isOff()).isFalse();
	}

	@Test
	void everyPartMakesADifference() {
		RetryPolicy policy = RetryPolicy.IDEMPOTENT;

		assertThat(some().maxAttempts(3).build()).isNotEqualTo(policy);
		assertThat(some().initialBackoff(Duration.ofMillis(1)).build()).isNotEqualTo(policy);
		assertThat(some().maxBackoff(Duration.ofMillis(1)).build()).isNotEqualTo(policy);
		assertThat(some().backoffMultiplier(1).build()).isNotEqualTo(policy);
		assertThat(some().retryOn(StatusCode.ABORTED).build()).isNotEqualTo(policy);
	}

	@Test
	void offIsOneAttempt() {
		assertThat(RetryPolicy.OFF.isOff()).isTrue();
		assertThat(RetryPolicy.OFF.maxAttempts()).isOne();
		assertThat(RetryPolicy.OFF.retryableCodes()).isEmpty();
		assertThat(RetryPolicy.OFF).hasToString("RetryPolicy[off]").isNotEqualTo(RetryPolicy.IDEMPOTENT);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 1 })
	void aPolicyHasASecondAttempt(int attempts) {
		assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.builder().maxAttempts(attempts))
			.withMessage("maxAttempts counts the first attempt and must be at least 2, but is " + attempts
					+ "; RetryPolicy.OFF switches retries off");
	}

	@ParameterizedTest
	@ValueSource(longs = { -1, 0 })
	void pausesAreAboveZero(long millis) {
		Duration pause = Duration.ofMillis(millis);
		assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.builder().initialBackoff(pause))
			.withMessage("initialBackoff must be above zero, but is " + pause);
		assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.builder().maxBackoff(pause))
			.withMessage("maxBackoff must be above zero, but is " + pause);
	}

	@ParameterizedTest
	@ValueSource(doubles = { -1, 0, Double.NaN, Double.POSITIVE_INFINITY })
	void theFactorIsANumberAboveZero(double factor) {
		assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.builder().backoffMultiplier(factor))
			.withMessage("backoffMultiplier must be above zero, but is " + factor);
	}

	@Test
	void aPolicyNamesCodesOfErrors() {
		assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.builder().build())
			.withMessageContaining("must name at least one code")
			.withMessageContaining("UNAVAILABLE");
		assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.builder().retryOn(StatusCode.OK))
			.withMessage("a call that ended with OK cannot be made again");
	}

	private static RetryPolicy.Builder some() {
		return RetryPolicy.builder().retryOn(StatusCode.UNAVAILABLE);
	}

}
