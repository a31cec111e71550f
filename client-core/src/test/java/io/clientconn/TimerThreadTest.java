package io.clientconn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.clientconn.concurrent.Scheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The timer thread by the system's clock: nothing is lost, nothing is early.
 */
@Timeout(60)
class TimerThreadTest {

	private static final long HOUR = TimeUnit.HOURS.toNanos(1);

	private final AtomicReference<Thread> thread = new AtomicReference<>();

	private final TimerThread timers = new TimerThread(this::daemon, System::nanoTime);

	@AfterEach
	void close() throws InterruptedException {
		this.timers.close();
		this.timers.awaitEnd(30_000);
		assertThat(this.thread.get() == null || !this.thread.get().isAlive()).isTrue();
	}

	@Test
	void theThreadStartsWithTheFirstTimer() throws InterruptedException {
		assertThat(this.thread).hasNullValue();
		CountDownLatch ran = new CountDownLatch(1);
		this.timers.schedule(ran::countDown, 0);
		ran.await();
		assertThat(this.thread.get().getName()).isEqualTo("timer");
	}

	@Test
	void aTimerThatIsSoonerWakesTheThread() throws InterruptedException {
		CountDownLatch ran = new CountDownLatch(1);
		Scheduler.Timer far = this.timers.schedule(() -> {
		}, HOUR);
		this.timers.schedule(ran::countDown, 1000);
		ran.await();
		far.cancel();
	}

	@Test
	void aTimerThatFailsDoesNotHoldUpTheOthers() throws InterruptedException {
		CountDownLatch ran = new CountDownLatch(1);
		this.timers.schedule(() -> {
			throw new IllegalStateException("made for the test");
		}, 0);
		this.timers.schedule(ran::countDown, 1000);
		ran.await();
	}

	@Test
	void aThreadThatCannotStartIsTriedAgainWithTheNextTimer() throws Exception {
		Thread ended = new Thread(() -> {
		});
		ended.start();
		ended.join();
		AtomicBoolean full = new AtomicBoolean(true);
		TimerThread late = new TimerThread((task) -> full.getAndSet(false) ? ended : daemon(task), System::nanoTime);
		CountDownLatch both = new CountDownLatch(2);
		assertThatExceptionOfType(IllegalThreadStateException.class)
			.isThrownBy(() -> late.schedule(both::countDown, 0));
		late.schedule(both::countDown, 0);
		both.await();
		late.close();
		late.awaitEnd(30_000);
	}

	@Test
	void whoWouldRatherBeLateIsToldNothingAndRunsWithTheNextTimer() throws Exception {
		Thread ended = new Thread(() -> {
		});
		ended.start();
		ended.join();
		AtomicBoolean full = new AtomicBoolean(true);
		TimerThread late = new TimerThread((task) -> full.getAndSet(false) ? ended : daemon(task), System::nanoTime);
		CountDownLatch all = new CountDownLatch(2);
		AtomicBoolean cancelledOne = new AtomicBoolean();
		late.orLate().schedule(() -> cancelledOne.set(true), HOUR).cancel();
		late.orLate().schedule(all::countDown, 0);
		late.schedule(all::countDown, 0);
		all.await();
		assertThat(cancelledOne).isFalse();
		late.close();
		late.awaitEnd(30_000);
	}

	@Test
	void aTimerThatCannotEvenBeNamedDoesNotEndTheThread() throws InterruptedException {
		this.timers.schedule(new Runnable() {

			@Override
			public void run() {
				throw new IllegalStateException("made for the test");
			}

			@Override
			public String toString() {
				throw new IllegalStateException("made for the test too");
			}

		}, 0);
		CountDownLatch ran = new CountDownLatch(1);
		this.timers.schedule(ran::countDown, 1000);
		ran.await();
	}

	@Test
	void anInterruptDoesNotStopTheThread() throws InterruptedException {
		CountDownLatch first = new CountDownLatch(1);
		this.timers.schedule(first::countDown, 0);
		first.await();
		this.thread.get().interrupt();
		CountDownLatch second = new CountDownLatch(1);
		this.timers.schedule(second::countDown, 1000);
		second.await();
	}

	@Test
	void nothingRunsAfterTheEnd() {
		this.timers.close();
		ConcurrentLinkedQueue<String> ran = new ConcurrentLinkedQueue<>();
		this.timers.schedule(() -> ran.add("late"), 0).cancel();
		this.timers.schedule(() -> ran.add("late"), 0);
		assertThat(ran).isEmpty();
		assertThat(this.thread).hasNullValue();
	}

	@Test
	void aTimerOfAnyLengthCanBeSet() throws InterruptedException {
		this.timers.schedule(() -> {
		}, Long.MAX_VALUE).cancel();
		CountDownLatch ran = new CountDownLatch(1);
		this.timers.schedule(ran::countDown, Long.MIN_VALUE);
		ran.await();
	}

	@Test
	void manyThreadsScheduleAndCancelAtOnce() throws Exception {
		int threads = 4;
		int each = 20_000;
		CountDownLatch ran = new CountDownLatch(threads * each / 10);
		ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
		ExecutorService pool = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> done = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				done.add(pool.submit(() -> scheduleMany(each, ran, wrong)));
			}
			for (Future<?> each1 : done) {
				each1.get();
			}
			ran.await();
		}
		finally {
			pool.shutdown();
		}
		assertThat(wrong).isEmpty();
	}

	/** One in ten is left to run; the others would only do so after an hour. */
	private void scheduleMany(int count, CountDownLatch ran, ConcurrentLinkedQueue<String> wrong) {
		for (int i = 0; i < count; i++) {
			if (i % 10 != 0) {
				this.timers.schedule(() -> wrong.add("was cancelled"), HOUR).cancel();
				continue;
			}
			long delay = (i % 100) * 10_000L;
			long due = System.nanoTime() + delay;
			this.timers.schedule(() -> {
				if (System.nanoTime() - due < 0) {
					wrong.add("early");
				}
				ran.countDown();
			}, delay);
		}
	}

	private Thread daemon(Runnable task) {
		Thread fresh = new Thread(task, "timer");
		fresh.setDaemon(true);
		this.thread.set(fresh);
		return fresh;
	}

}
