package io.clientconn.internal.http2;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BdpEstimatorTest {

	private static final int WINDOW = 65_535;

	private static final long RTT = 10_000_000;

	private final BdpEstimator estimator = new BdpEstimator(WINDOW);

	private long now;

	/** One cycle, begun by its first byte. */
	private int cycle(int bytes, long rtt) {
		assertThat(this.estimator.received(1)).isTrue();
		this.estimator.asked(1, this.now);
		assertThat(this.estimator.received(bytes - 1)).isFalse();
		this.now += rtt;
		return this.estimator.answered(this.now);
	}

	@Test
	void aFullWindowDoublesTheEstimate() {
		assertThat(cycle(WINDOW, RTT)).isEqualTo(2 * WINDOW);
		assertThat(cycle(2 * WINDOW, RTT)).isEqualTo(4 * WINDOW);
	}

	@Test
	void twoThirdsOfAWindowAreNearlyAWindow() {
		assertThat(cycle(43_253, RTT)).isZero();
		this.estimator.received(WINDOW / 8);
		assertThat(cycle(43_254, RTT)).isEqualTo(2 * 43_254);
	}

	@Test
	void aFullWindowAtLessThanTheBestBandwidthTeachesNothing() {
		assertThat(cycle(WINDOW, RTT)).isEqualTo(2 * WINDOW);
		assertThat(cycle(2 * WINDOW, 4 * RTT)).isZero();
		this.estimator.received(WINDOW / 4);
		assertThat(cycle(2 * WINDOW, RTT)).isEqualTo(4 * WINDOW);
	}

	@Test
	void theEstimateEndsAtSixteenMebibytesAndSoDoTheQuestions() {
		int window = WINDOW;
		while (window < BdpEstimator.LARGEST) {
			int larger = cycle(window, RTT);
			assertThat(larger).isGreaterThan(window);
			window = larger;
		}
		assertThat(window).isEqualTo(16 * 1024 * 1024);
		assertThat(this.estimator.received(Integer.MAX_VALUE)).isFalse();
	}

	@Test
	void anEstimateNeverOverflows() {
		assertThat(cycle(Integer.MAX_VALUE, RTT)).isEqualTo(BdpEstimator.LARGEST);
	}

	@Test
	void smallResponsesDoNotEachCostAPing() {
		assertThat(cycle(100, RTT)).isZero();
		int pings = 0;
		for (int i = 0; i < 81; i++) {
			pings += this.estimator.received(100) ? 1 : 0;
		}
		assertThat(pings).isZero();
		assertThat(this.estimator.received(100)).isTrue();
	}

	@Test
	void anAnswerWithoutAQuestionTeachesNothing() {
		assertThat(this.estimator.answered(this.now)).isZero();
		assertThat(cycle(WINDOW, RTT)).isPositive();
		assertThat(this.estimator.answered(this.now)).isZero();
	}

	@Test
	void anAnswerWithoutAnyDelayIsNoDivisionByZero() {
		assertThat(cycle(WINDOW, 0)).isEqualTo(2 * WINDOW);
		assertThat(cycle(2 * WINDOW, 0)).isEqualTo(4 * WINDOW);
	}

	@Test
	void theFirstTenDelaysAreAveragedAndThenTheLastWeighsMost() {
		for (int i = 0; i < 10; i++) {
			cycle(1, (i + 1) * RTT);
			this.estimator.received(WINDOW / 8);
		}
		// Mean 5.5, then 0.9 * 1 + 0.1 * 5.5 = 1.45 of a unit: 1.45 windows at the same
		// pace.
		assertThat(cycle(WINDOW, RTT)).isEqualTo(2 * WINDOW);
		// The best is a window in 1.45 units; two windows need no more than 2.9 on
		// average.
		assertThat(cycle(2 * WINDOW, 3 * RTT + RTT / 100)).isEqualTo(4 * WINDOW);
		assertThat(cycle(4 * WINDOW, 7 * RTT)).isZero();
	}

}
