package io.clientconn.internal.route;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ActiveCallsTest {

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 64, 1000 })
	void callsThatBeginAndEndOnDifferentThreadsAddUp(int processors) throws Exception {
		ActiveCalls calls = new ActiveCalls(processors);
		ExecutorService threads = Executors.newFixedThreadPool(8);
		List<Future<?>> begun = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			begun.add(threads.submit(() -> {
				for (int k = 0; k < 1000; k++) {
					calls.began();
				}
			}));
		}
		for (Future<?> each : begun) {
			each.get(20, TimeUnit.SECONDS);
		}
		assertThat(calls.count()).isEqualTo(8000);

		List<Future<?>> ended = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			ended.add(threads.submit(() -> {
				for (int k = 0; k < 2000; k++) {
					calls.ended(7);
				}
			}));
		}
		for (Future<?> each : ended) {
			each.get(20, TimeUnit.SECONDS);
		}
		threads.shutdown();

		assertThat(calls.any()).isFalse();
	}

	@Test
	void withoutCallsItIsQuietSinceTheGivenMoment() {
		assertThat(new ActiveCalls(4).quietNanos(-50, -20)).isEqualTo(30);
	}

	@Test
	void everybodyWhoWaitsForNoneHearsTheLastEnd() {
		ActiveCalls calls = new ActiveCalls(2);
		calls.began();
		Future<Void> one = calls.none();
		Future<Void> two = calls.none();
		assertThat(one.isDone()).isFalse();

		calls.ended(1);

		assertThat(one.isDone()).isTrue();
		assertThat(two.isDone()).isTrue();
		assertThat(calls.none().isDone()).isTrue();
	}

	@Test
	void whoeverWaitsForAConnectionKeepsTheChannelAwakeButIsNoCall() {
		ActiveCalls calls = new ActiveCalls(2);
		calls.waitBegan();
		assertThat(calls.any()).isTrue();
		assertThat(calls.none().isDone()).isTrue();
		calls.waitEnded(-30);
		assertThat(calls.any()).isFalse();
		assertThat(calls.quietNanos(-50, -20)).isEqualTo(10);
	}

	@Test
	void aChannelThatIsClosedKeepsNobodyWaiting() {
		ActiveCalls calls = new ActiveCalls(2);
		calls.began();
		Future<Void> none = calls.none();
		calls.cutOff();
		assertThat(none.isDone()).isTrue();
	}

	@Test
	void itIsQuietSinceTheLastEnd() {
		ActiveCalls calls = new ActiveCalls(1);
		calls.began();
		calls.began();
		calls.ended(-40);
		calls.ended(-30);

		assertThat(calls.quietNanos(-50, -20)).isEqualTo(10);
		assertThat(calls.quietNanos(-25, -20)).isEqualTo(5);
	}

	@Test
	void theLatestEndOfAllThreadsCounts() throws Exception {
		ActiveCalls calls = new ActiveCalls(64);
		ExecutorService threads = Executors.newFixedThreadPool(4);
		for (int i = 1; i <= 40; i++) {
			long at = i;
			calls.began();
			threads.submit(() -> calls.ended(at)).get(20, TimeUnit.SECONDS);
		}
		threads.shutdown();

		assertThat(calls.quietNanos(0, 100)).isEqualTo(60);
	}

}
