package io.clientconn.stub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
class CallerLaneTest {

	@Test
	void tasksRunInOrderOnTheCallingThread() {
		CallerLane lane = new CallerLane();
		List<String> ran = new ArrayList<>();

		lane.execute(() -> ran.add("1 " + Thread.currentThread().getName()));
		lane.execute(() -> ran.add("2 " + Thread.currentThread().getName()));
		lane.execute(() -> ran.add("3 " + Thread.currentThread().getName()));
		lane.runOrPark();
		lane.execute(() -> ran.add("4 " + Thread.currentThread().getName()));
		lane.runOrPark();

		String here = Thread.currentThread().getName();
		assertThat(ran).containsExactly("1 " + here, "2 " + here, "3 " + here, "4 " + here);
	}

	@Test
	void theCallerSleepsUntilATaskArrives() throws Throwable {
		CompletableFuture<CallerLane> made = new CompletableFuture<>();
		CompletableFuture<String> ran = new CompletableFuture<>();
		Parked<Thread> caller = Parked.in(() -> {
			CallerLane lane = new CallerLane();
			made.complete(lane);
			while (!ran.isDone()) {
				lane.runOrPark();
			}
			return Thread.currentThread();
		});

		made.join().execute(() -> ran.complete(Thread.currentThread().getName()));

		assertThat(caller.result().getName()).isEqualTo(ran.join());
	}

	@Test
	void whatIsHandedInBeforeTheCallerLeavesRunsOnIt() {
		CallerLane lane = new CallerLane();
		CompletableFuture<Thread> ranOn = new CompletableFuture<>();
		lane.execute(() -> ranOn.complete(Thread.currentThread()));

		lane.close();

		assertThat(ranOn).isCompletedWithValue(Thread.currentThread());
	}

	@Test
	void aTaskThatComesTooLateRunsOnAnotherThread() {
		CallerLane lane = new CallerLane();
		lane.close();
		CompletableFuture<Thread> ranOn = new CompletableFuture<>();

		lane.execute(() -> ranOn.complete(Thread.currentThread()));

		assertThat(ranOn.join()).isNotSameAs(Thread.currentThread());
	}

	@Test
	void aTaskThatThrowsIsReportedAndTheNextOneRuns() {
		List<Throwable> reported = new ArrayList<>();
		List<String> ran = new ArrayList<>();
		Thread here = Thread.currentThread();
		Thread.UncaughtExceptionHandler before = here.getUncaughtExceptionHandler();
		here.setUncaughtExceptionHandler((thread, ex) -> reported.add(ex));
		try {
			CallerLane lane = new CallerLane();
			lane.execute(() -> {
				throw new IllegalStateException("first");
			});
			lane.execute(() -> ran.add("second"));

			lane.runOrPark();
		}
		finally {
			here.setUncaughtExceptionHandler(before);
		}

		assertThat(reported).singleElement().satisfies((ex) -> assertThat(ex).hasMessage("first"));
		assertThat(ran).containsExactly("second");
	}

	@Test
	void anInterruptEndsTheWaitAndClearsTheFlag() {
		CallerLane lane = new CallerLane();
		Thread.currentThread().interrupt();

		boolean interrupted = lane.runOrPark();

		assertThat(interrupted).isTrue();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void noTaskIsLostWhileTheCallerLeaves() throws Exception {
		int threads = 4;
		int tasksEach = 2_000;
		for (int round = 0; round < 5; round++) {
			CallerLane lane = new CallerLane();
			AtomicInteger ran = new AtomicInteger();
			CountDownLatch all = new CountDownLatch(threads * tasksEach);
			for (int t = 0; t < threads; t++) {
				TestThreads.start(() -> {
					for (int i = 0; i < tasksEach; i++) {
						lane.execute(() -> {
							ran.incrementAndGet();
							all.countDown();
						});
					}
				});
			}
			while (ran.get() < threads * tasksEach / 2) {
				lane.runOrPark();
			}
			lane.close();

			all.await();
			assertThat(ran).hasValue(threads * tasksEach);
		}
	}

}
