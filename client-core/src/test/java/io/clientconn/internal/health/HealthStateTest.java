package io.clientconn.internal.health;

import io.clientconn.internal.health.HealthState.OnEnd;
import io.clientconn.rpc.StatusCode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HealthStateTest {

	private static final long SHORT = 10;

	private final HealthState state = new HealthState();

	private long now = 100;

	@Test
	void withoutAnAnswerPausesGrow() {
		for (int before = 0; before < 3; before++) {
			this.state.asked(this.now);
			assertThat(failed(1)).isEqualTo(OnEnd.PAUSE);
			assertThat(this.state.pause()).isEqualTo(before);
		}
	}

	@Test
	void afterAnAnswerTheNextQuestionIsPutAtOnceAndPausesStartAnew() {
		pauseTwice();
		this.state.asked(this.now);
		this.state.answered();
		assertThat(failed(SHORT)).isEqualTo(OnEnd.ASK_AGAIN);

		this.state.asked(this.now);
		assertThat(failed(1)).isEqualTo(OnEnd.PAUSE);
		assertThat(this.state.pause()).isZero();
	}

	@Test
	void aSecondShortStreamInARowCostsAPauseThatGrowsUntilOneLasts() {
		assertThat(answeredFor(SHORT - 1)).isEqualTo(OnEnd.ASK_AGAIN);
		assertThat(answeredFor(SHORT - 1)).isEqualTo(OnEnd.PAUSE);
		assertThat(this.state.pause()).isZero();
		assertThat(answeredFor(SHORT - 1)).isEqualTo(OnEnd.PAUSE);
		assertThat(this.state.pause()).isOne();

		assertThat(answeredFor(SHORT)).isEqualTo(OnEnd.ASK_AGAIN);
		assertThat(answeredFor(SHORT - 1)).isEqualTo(OnEnd.ASK_AGAIN);
		assertThat(answeredFor(SHORT - 1)).isEqualTo(OnEnd.PAUSE);
		assertThat(this.state.pause()).isZero();
	}

	@Test
	void unimplementedIsTheEndWhetherTheServerAnsweredBeforeOrNot() {
		this.state.asked(this.now);
		assertThat(this.state.ended(StatusCode.UNIMPLEMENTED, false, this.now, SHORT)).isEqualTo(OnEnd.UNCHECKED);
		assertThat(this.state.isOver()).isTrue();
		assertThat(failed(1)).isEqualTo(OnEnd.NOTHING);

		HealthState answered = new HealthState();
		answered.asked(0);
		answered.answered();
		assertThat(answered.ended(StatusCode.UNIMPLEMENTED, true, 1, SHORT)).isEqualTo(OnEnd.UNCHECKED);
	}

	@Test
	void everyOtherCodeIsAskedAgainOkIncluded() {
		for (StatusCode code : StatusCode.values()) {
			if (code != StatusCode.UNIMPLEMENTED) {
				HealthState fresh = new HealthState();
				fresh.asked(0);
				assertThat(fresh.ended(code, false, 1, SHORT)).as(code.name()).isEqualTo(OnEnd.PAUSE);
			}
		}
	}

	@Test
	void anEndThatMayBeTheConnectionsIsToldOnlyIfItHappensAgain() {
		this.state.asked(this.now);
		this.state.answered();
		assertThat(lost()).isEqualTo(OnEnd.WAIT_AND_SEE);
		assertThat(this.state.pause()).isZero();
		this.state.asked(this.now);
		assertThat(lost()).isEqualTo(OnEnd.PAUSE);
		assertThat(this.state.pause()).isOne();
		this.state.asked(this.now);
		assertThat(lost()).isEqualTo(OnEnd.PAUSE);

		this.state.asked(this.now);
		this.state.answered();
		assertThat(lost()).isEqualTo(OnEnd.WAIT_AND_SEE);
	}

	@Test
	void afterTheStopNothingHappens() {
		this.state.asked(this.now);
		this.state.stopped();

		assertThat(this.state.isOver()).isTrue();
		assertThat(failed(1)).isEqualTo(OnEnd.NOTHING);
		this.state.answered();
		assertThat(this.state.isOver()).isTrue();
	}

	private void pauseTwice() {
		for (int i = 0; i < 2; i++) {
			this.state.asked(this.now);
			failed(1);
			this.state.pause();
		}
	}

	private OnEnd answeredFor(long nanos) {
		this.state.asked(this.now);
		this.state.answered();
		return failed(nanos);
	}

	private OnEnd failed(long afterNanos) {
		this.now += afterNanos;
		return this.state.ended(StatusCode.UNAVAILABLE, false, this.now, SHORT);
	}

	private OnEnd lost() {
		this.now += 1;
		return this.state.ended(StatusCode.UNAVAILABLE, true, this.now, SHORT);
	}

}
