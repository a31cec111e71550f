package io.clientconn;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Timers on a clock that stands still unless it is moved.
 */
class DueTimersTest {

	/** Close to where the clock wraps around. */
	private final long start = Long.sum(Long.MAX_VALUE, -500);

	private final DueTimers timers = new DueTimers(this.start);

	private final List<String> ran = new ArrayList<>();

	private TimerEntry newest;

	@Test
	void timersRunAtTheirTimeAndNotBefore() {
		schedule("b", 2000);
		schedule("a", 1000);
		arrive();
		runAt(999);
		assertThat(this.ran).isEmpty();
		runAt(1000);
		assertThat(this.ran).containsExactly("a");
		runAt(5000);
		assertThat(this.ran).containsExactly("a", "b");
		assertThat(this.timers.size()).isZero();
	}

	@Test
	void timersOfOneTimeRunInTheOrderInWhichTheyCame() {
		for (int i = 0; i < 20; i++) {
			schedule("t" + i, 700);
			if (i % 7 == 0) {
				arrive();
			}
		}
		arrive();
		runAt(700);
		assertThat(this.ran).containsExactly("t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9", "t10", "t11",
				"t12", "t13", "t14", "t15", "t16", "t17", "t18", "t19");
	}

	@Test
	void whatIsCancelledDoesNotRun() {
		TimerEntry early = schedule("early", 100);
		TimerEntry late = schedule("late", 100);
		early.cancel();
		arrive();
		late.cancel();
		runAt(100);
		assertThat(this.ran).isEmpty();
		assertThat(early.claim()).isNull();
	}

	@Test
	void theAlarmIsSetToTheSoonest() {
		schedule("b", 2000);
		arrive();
		assertThat(this.timers.alarm()).isEqualTo(this.start + 2000);
		schedule("a", 1000);
		arrive();
		assertThat(this.timers.alarm()).isEqualTo(this.start + 1000);
		runAt(1000);
		assertThat(this.timers.alarm()).isEqualTo(this.start + 2000);
		runAt(2000);
		assertThat(this.timers.alarm() - this.start).isGreaterThanOrEqualTo(DueTimers.FAR);
	}

	@Test
	void theAlarmStandsForTheCancelledSoThatTheNextOfTheSameLengthNeedsNone() {
		schedule("first", 1000).cancel();
		arrive();
		assertThat(this.timers.size()).isZero();
		assertThat(this.timers.alarm()).isEqualTo(this.start + 1000);
		runAt(1000);
		assertThat(this.timers.alarm() - this.start).isGreaterThanOrEqualTo(DueTimers.FAR);
	}

	@Test
	void timersThatAreCancelledLaterDoNotPileUp() {
		TimerEntry standing = schedule("standing", 1_000_000);
		arrive();
		int most = 0;
		for (int i = 0; i < 100_000; i++) {
			TimerEntry entry = schedule("x", 500_000);
			arrive();
			entry.cancel();
			most = Math.max(most, this.timers.size());
		}
		assertThat(most).isLessThanOrEqualTo(1024);
		assertThat(standing.isCancelled()).isFalse();
		runAt(1_000_000);
		assertThat(this.ran).containsExactly("standing");
	}

	private TimerEntry schedule(String name, long delay) {
		TimerEntry entry = new TimerEntry(() -> this.ran.add(name), this.start + delay);
		entry.behind(this.newest);
		this.newest = entry;
		return entry;
	}

	private void arrive() {
		this.timers.add(this.newest);
		this.newest = null;
	}

	private void runAt(long time) {
		this.timers.awake(this.start + time);
		for (Runnable task = this.timers.poll(this.start + time); task != null; task = this.timers
			.poll(this.start + time)) {
			task.run();
		}
	}

}
