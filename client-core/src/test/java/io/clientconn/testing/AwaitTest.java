package io.clientconn.testing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AwaitTest {

	private final AtomicInteger asked = new AtomicInteger();

	@Test
	void itEndsWhenTheConditionIsTrue() {
		Await.until(() -> this.asked.incrementAndGet() == 3, "asked three times");

		assertThat(this.asked).hasValue(3);
	}

	@Test
	void itSaysWhatNeverCame() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> Await.until(() -> false, "the server is called", Duration.ZERO))
			.withMessage("waited 0 s in vain until the server is called");
	}

	@Test
	void anInterruptEndsItAndKeepsItsFlag() {
		Thread.currentThread().interrupt();

		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> Await.until(() -> false, "the server is called"))
			.withMessage("interrupted before the server is called");

		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void aCountMayMoveBySeveralAndGoPastItsGoal() {
		Await.count(5, () -> this.asked.getAndAdd(3), "calls");

		assertThat(this.asked.get()).isGreaterThan(5);
	}

	@Test
	void aCountThatStandsStillIsTold() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> Await.count(5, () -> Math.min(2, this.asked.getAndIncrement()), "calls", Duration.ZERO))
			.withMessage("waited 0 s in vain until there were more calls than 2 of 5");
	}

}
