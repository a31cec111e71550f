package io.clientconn.autoconfigure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How waiting for the end of calls itself comes to an end.
 */
@Timeout(60)
class StopTest {

	@Test
	void allWaitAtTheSameTime() {
		CyclicBarrier all = new CyclicBarrier(5);
		List<String> done = Collections.synchronizedList(new ArrayList<>());
		Stop.together(Collections.nCopies(5, () -> {
			all.await(30, TimeUnit.SECONDS);
			return done.add(Thread.currentThread().getName());
		}));
		assertThat(done).hasSize(5).allMatch((name) -> name.startsWith("clientconn-stop-"));
	}

	@Test
	void aFailureOfOneLeavesTheOthersTheirTime() {
		List<String> done = Collections.synchronizedList(new ArrayList<>());
		Callable<Object> failing = () -> {
			throw new IllegalStateException("no way");
		};
		Stop.together(List.of(failing, () -> done.add("second")));
		assertThat(done).containsExactly("second");
	}

	@Test
	void anInterruptedWaitIsOver() {
		CountDownLatch never = new CountDownLatch(1);
		Thread.currentThread().interrupt();
		Stop.together(List.of(() -> never.await(50, TimeUnit.SECONDS)));
		assertThat(Thread.interrupted()).as("still interrupted").isTrue();
	}

	@Test
	void whoeverClosesNextGoesOnIfThereIsNoThreadToGive() {
		List<String> done = new ArrayList<>();
		Stop.together(List.of(() -> done.add("waited")), (task) -> {
			throw new OutOfMemoryError("unable to create native thread");
		});
		assertThat(done).isEmpty();
	}

}
