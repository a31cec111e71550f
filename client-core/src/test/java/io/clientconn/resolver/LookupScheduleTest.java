package io.clientconn.resolver;

import java.time.Duration;
import java.util.Random;

import io.clientconn.config.Backoff;
import io.clientconn.resolver.LookupSchedule.Action;
import io.clientconn.resolver.LookupSchedule.Answer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class LookupScheduleTest {

	private static final Backoff PLAIN = new Backoff(Duration.ofSeconds(1), 2, 0, Duration.ofSeconds(10));

	private final LookupSchedule schedule = new LookupSchedule();

	@Test
	void afterASuccessItRestsUntilAsked() {
		assertThat(this.schedule.succeeded(0)).isEqualTo(Answer.NOTHING);
		assertThat(this.schedule.resolveNow(seconds(31))).isEqualTo(Answer.LOOK_UP);
	}

	@Test
	void aWishWithin30SecondsIsHeldBackForTheRest() {
		this.schedule.succeeded(seconds(100));

		assertThat(this.schedule.resolveNow(seconds(110))).isEqualTo(Answer.waitFor(seconds(20)));
		assertThat(this.schedule.resolveNow(seconds(120))).isEqualTo(Answer.NOTHING);
		this.schedule.pauseOver();
		assertThat(this.schedule.resolveNow(seconds(130))).isEqualTo(Answer.NOTHING);
	}

	@Test
	void aWishDuringALookUpIsKept() {
		assertThat(this.schedule.resolveNow(seconds(1))).isEqualTo(Answer.NOTHING);
		assertThat(this.schedule.succeeded(seconds(2))).isEqualTo(Answer.waitFor(seconds(30)));
	}

	@Test
	void failuresBackOffLongerEachTimeAndIgnoreWishes() {
		assertThat(this.schedule.failed(PLAIN, new Random(1))).isEqualTo(Answer.waitFor(seconds(2)));
		assertThat(this.schedule.resolveNow(seconds(1))).isEqualTo(Answer.NOTHING);
		this.schedule.pauseOver();
		assertThat(this.schedule.failed(PLAIN, new Random(1))).isEqualTo(Answer.waitFor(seconds(4)));
		this.schedule.pauseOver();
		assertThat(this.schedule.succeeded(seconds(9)).action()).isEqualTo(Action.NOTHING);
		assertThat(this.schedule.resolveNow(seconds(39))).isEqualTo(Answer.LOOK_UP);
		assertThat(this.schedule.failed(PLAIN, new Random(1))).isEqualTo(Answer.waitFor(seconds(2)));
	}

	@Test
	void aPauseThatNobodySetCannotEnd() {
		assertThatIllegalStateException().isThrownBy(this.schedule::pauseOver).withMessageContaining("LOOKING");
	}

	private static long seconds(long seconds) {
		return seconds * 1_000_000_000L;
	}

}
