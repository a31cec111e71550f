package io.clientconn.rpc;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.clientconn.testing.ManualScheduler;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DeadlineTest {

	private final ManualScheduler clock = new ManualScheduler();

	private final Instant now = this.clock.instant();

	@Test
	void ofTwoRelativeOnesTheShorterIsSooner() {
		Deadline second = Deadline.after(Duration.ofSeconds(1));
		Deadline minute = Deadline.after(Duration.ofMinutes(1));

		assertThat(second.sooner(minute)).isEqualTo(second).isEqualTo(minute.sooner(second));
	}

	@Test
	void ofTwoPointsInTimeTheEarlierIsSooner() {
		Deadline early = Deadline.at(this.now.plusSeconds(1));
		Deadline late = Deadline.at(this.now.plusSeconds(60));

		assertThat(early.sooner(late)).isEqualTo(early).isEqualTo(late.sooner(early));
		assertThat(early.sooner(early)).isEqualTo(early).hasToString(this.now.plusSeconds(1).toString());
	}

	@Test
	void betweenATimeAndAPointEachCallDecidesAnew() {
		Deadline both = Deadline.at(this.now.plusSeconds(10)).sooner(Deadline.after(Duration.ofSeconds(4)));

		assertThat(seconds(both)).isEqualTo(4);
		this.clock.advance(Duration.ofSeconds(7));
		assertThat(seconds(both)).isEqualTo(3);
		this.clock.advance(Duration.ofSeconds(5));
		assertThat(seconds(both)).isEqualTo(-2);
		assertThat(both).hasToString("PT4S from the start of the call, " + this.now.plusSeconds(10) + " at the latest");
		assertThat(both).isEqualTo(Deadline.after(Duration.ofSeconds(4)).sooner(Deadline.at(this.now.plusSeconds(10))));
	}

	@Test
	void optionsTakeIt() {
		Deadline both = Deadline.at(this.now).sooner(Deadline.after(Duration.ofSeconds(4)));

		assertThat(RpcOptions.NONE.timeout(Duration.ofSeconds(1)).deadline(both).deadline()).isSameAs(both);
	}

	private long seconds(Deadline deadline) {
		return TimeUnit.NANOSECONDS.toSeconds(deadline.remainingNanos(this.clock));
	}

}
