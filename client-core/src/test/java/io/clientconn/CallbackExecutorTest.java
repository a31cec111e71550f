package io.clientconn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.clientconn.testing.Await;
import io.clientconn.testing.ManualExecutor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Callbacks share threads and stay independent all the same.
 */
@Timeout(120)
class CallbackExecutorTest {

	private final ManualExecutor threads = new ManualExecutor();

	private final CallbackExecutor executor = new CallbackExecutor(this.threads, CallbackExecutorTest::noThread);

	private final List<Integer> ran = new ArrayList<>();

	private static Thread noThread(Runnable task) {
		throw new OutOfMemoryError("unable to create native thread");
	}

	private void handIn(int from, int to) {
		IntStream.range(from, to).forEach((i) -> this.executor.execute(() -> this.ran.add(i)));
	}

	@Test
	void aSingleCallbackTakesOneThread() {
		handIn(0, 1);
		assertThat(this.ran).as("not on the thread that hands it in").isEmpty();
		assertThat(this.threads.runAll()).isEqualTo(1);
		assertThat(this.ran).containsExactly(0);
	}

	@Test
	void aBurstTakesTwoThreadsAndKeepsItsOrder() {
		handIn(0, 100);
		assertThat(this.threads.pending()).isEqualTo(1);
		this.threads.runNext();
		assertThat(this.ran).containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
		assertThat(this.threads.runAll()).isEqualTo(1);
	}

	@Test
	void helpIsOnItsWayBeforeACallbackThatMayBlockBegins() {
		List<Integer> ahead = new ArrayList<>();
		this.executor.execute(() -> {
			// What another thread does while this callback blocks.
			this.threads.runAll();
			ahead.addAll(this.ran);
		});
		handIn(1, 4);
		this.threads.runNext();
		assertThat(ahead).containsExactly(1, 2, 3);
	}

	@Test
	void whatComesWhileAllThreadsAreBlockedGetsAnother() {
		List<Integer> ahead = new ArrayList<>();
		this.executor.execute(() -> {
			handIn(1, 3);
			this.threads.runAll();
			ahead.addAll(this.ran);
		});
		this.threads.runNext();
		assertThat(ahead).containsExactly(1, 2);
	}

	@Test
	void callbacksMayAllWaitForEachOther() throws Exception {
		ExecutorService pool = Executors.newCachedThreadPool();
		try {
			Executor shared = new CallbackExecutor(pool, CallbackExecutorTest::noThread);
			int parties = 60;
			CyclicBarrier together = new CyclicBarrier(parties);
			CountDownLatch passed = new CountDownLatch(parties);
			for (int i = 0; i < parties; i++) {
				shared.execute(() -> {
					try {
						together.await(60, TimeUnit.SECONDS);
						passed.countDown();
					}
					catch (Exception ex) {
						throw new IllegalStateException(ex);
					}
				});
			}
			assertThat(passed.await(60, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			pool.shutdownNow();
		}
	}

	@Test
	void callbacksOfManyThreadsAllRunOnce() throws Exception {
		ExecutorService pool = Executors.newCachedThreadPool();
		try {
			Executor shared = new CallbackExecutor(pool, CallbackExecutorTest::noThread);
			int each = 20_000;
			int[] counts = new int[4 * each];
			CountDownLatch left = new CountDownLatch(counts.length);
			List<CompletableFuture<Void>> producers = new ArrayList<>();
			for (int producer = 0; producer < 4; producer++) {
				int from = producer * each;
				producers.add(CompletableFuture.runAsync(() -> {
					for (int i = from; i < from + each; i++) {
						int at = i;
						shared.execute(() -> {
							counts[at]++;
							left.countDown();
						});
					}
				}, pool));
			}
			assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
			CompletableFuture.allOf(producers.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
			assertThat(counts).containsOnly(1);
		}
		finally {
			pool.shutdownNow();
		}
	}

	@Test
	void aCallbackThatFailsIsReportedAndTheNextOneRuns() {
		List<Throwable> reported = new ArrayList<>();
		RuntimeException failure = new RuntimeException("callback");
		Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
		Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {
			reported.add(thrown);
			throw new IllegalStateException("so does the handler");
		});
		try {
			this.executor.execute(() -> {
				throw failure;
			});
			handIn(1, 3);
			this.threads.runNext();
		}
		finally {
			Thread.currentThread().setUncaughtExceptionHandler(before);
		}
		assertThat(reported).containsExactly(failure);
		assertThat(this.ran).containsExactly(1, 2);
	}

	@Test
	void anInterruptOfOneCallbackDoesNotReachTheNext() {
		List<Boolean> interrupted = new ArrayList<>();
		this.executor.execute(() -> Thread.currentThread().interrupt());
		this.executor.execute(() -> interrupted.add(Thread.currentThread().isInterrupted()));
		this.threads.runNext();
		assertThat(interrupted).containsExactly(false);
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void aThreadMakesRoomForOthersAfterItsShare() {
		handIn(0, CallbackExecutor.LARGEST_SHARE + 10);
		this.threads.runNext();
		assertThat(this.ran).hasSize(CallbackExecutor.LARGEST_SHARE);
		assertThat(this.threads.pending()).isPositive();
		this.threads.runAll();
		assertThat(this.ran)
			.containsExactlyElementsOf(IntStream.range(0, CallbackExecutor.LARGEST_SHARE + 10).boxed().toList());
	}

	@Test
	void withoutThreadsACallbackIsRefusedAndDoesNotRun() {
		Executor closed = new CallbackExecutor((task) -> {
			throw new RejectedExecutionException("closed");
		}, Thread::new);
		for (int i = 0; i < 2; i++) {
			assertThatThrownBy(() -> closed.execute(() -> this.ran.add(1)))
				.isInstanceOf(RejectedExecutionException.class)
				.hasMessage("closed");
		}
		assertThat(this.ran).isEmpty();
	}

	@Test
	void whoReliedOnAThreadThatDidNotComeIsServedAllTheSame() {
		AtomicInteger asked = new AtomicInteger();
		AtomicReference<CallbackExecutor> failing = new AtomicReference<>();
		failing.set(new CallbackExecutor((task) -> {
			if (asked.incrementAndGet() == 1) {
				// Another thread hands in while this one is asked for.
				failing.get().execute(() -> this.ran.add(2));
			}
			throw new OutOfMemoryError("unable to create native thread");
		}, CallbackExecutorTest::noThread));
		assertThatThrownBy(() -> failing.get().execute(() -> this.ran.add(1))).isInstanceOf(OutOfMemoryError.class);
		assertThat(this.ran).containsExactly(2);
	}

	@Test
	void whoReliedOnAThreadThatTheEndTookAwayGetsAnother() {
		AtomicInteger asked = new AtomicInteger();
		AtomicReference<CallbackExecutor> closing = new AtomicReference<>();
		closing.set(new CallbackExecutor((task) -> {
			if (asked.incrementAndGet() == 1) {
				closing.get().execute(() -> this.ran.add(2));
			}
			throw new RejectedExecutionException("closed");
		}, this::later));
		assertThatThrownBy(() -> closing.get().execute(() -> this.ran.add(1)))
			.isInstanceOf(RejectedExecutionException.class);
		assertThat(this.ran).as("not on the thread that hands it in").isEmpty();
		this.threads.runAll();
		assertThat(this.ran).containsExactly(2);
	}

	/** A thread that begins when the test says so. */
	private Thread later(Runnable task) {
		return new Thread(task) {
			@Override
			@SuppressWarnings("UnsynchronizedOverridesSynchronized") // nothing to guard
			public void start() {
				CallbackExecutorTest.this.threads.execute(task);
			}
		};
	}

	@Test
	void whatWasTakenInBeforeTheEndGetsHelpAfterIt() {
		AtomicReference<RejectedExecutionException> end = new AtomicReference<>();
		CallbackExecutor closing = new CallbackExecutor((task) -> {
			if (end.get() != null) {
				throw end.get();
			}
			this.threads.execute(task);
		}, this::later);
		List<Integer> ahead = new ArrayList<>();
		closing.execute(() -> {
			this.threads.runAll();
			ahead.addAll(this.ran);
		});
		IntStream.range(1, 4).forEach((i) -> closing.execute(() -> this.ran.add(i)));
		end.set(new RejectedExecutionException("closed"));
		this.threads.runNext();
		assertThat(ahead).containsExactly(1, 2, 3);
		assertThatThrownBy(() -> closing.execute(() -> this.ran.add(4))).isSameAs(end.get());
		assertThat(this.threads.runAll()).isZero();
		assertThat(this.ran).containsExactly(1, 2, 3);
	}

	@Test
	void anOrderlyEndLeavesCallbacksIndependent() throws Exception {
		for (int i = 0; i < 50; i++) {
			ExecutorService pool = Executors.newCachedThreadPool();
			Executor shared = new CallbackExecutor(pool, Thread::new);
			CountDownLatch second = new CountDownLatch(1);
			CountDownLatch both = new CountDownLatch(2);
			shared.execute(() -> {
				try {
					if (second.await(60, TimeUnit.SECONDS)) {
						both.countDown();
					}
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			});
			shared.execute(() -> {
				second.countDown();
				both.countDown();
			});
			pool.shutdown();
			assertThat(both.await(30, TimeUnit.SECONDS)).as("round %s", i).isTrue();
		}
	}

	@Test
	void aThreadThatGetsNoHelpGoesOnAlone() {
		List<Runnable> accepted = new ArrayList<>();
		CallbackExecutor lonely = onOneThread(accepted);
		int many = 2 * CallbackExecutor.LARGEST_SHARE + 3;
		IntStream.range(0, many).forEach((i) -> lonely.execute(() -> this.ran.add(i)));
		accepted.get(0).run();
		assertThat(this.ran).hasSize(many);
	}

	private static CallbackExecutor onOneThread(List<Runnable> accepted) {
		return new CallbackExecutor((task) -> {
			if (!accepted.isEmpty()) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			accepted.add(task);
		}, CallbackExecutorTest::noThread);
	}

	@Test
	void whoIsRefusedLeavesTheCallbacksOfOthersToTheThreadThatIsAwake() {
		List<Runnable> accepted = new ArrayList<>();
		CallbackExecutor lonely = onOneThread(accepted);
		List<Integer> meanwhile = new ArrayList<>();
		lonely.execute(() -> {
			assertThatThrownBy(() -> lonely.execute(() -> this.ran.add(9))).isInstanceOf(OutOfMemoryError.class);
			meanwhile.addAll(this.ran);
		});
		IntStream.range(1, 4).forEach((i) -> lonely.execute(() -> this.ran.add(i)));
		accepted.get(0).run();
		assertThat(meanwhile).as("run by whoever was refused").isEmpty();
		assertThat(this.ran).containsExactly(1, 2, 3);
	}

	@Test
	void manyThreadsThatAreOftenRefusedLoseNothing() throws Exception {
		ExecutorService pool = Executors.newCachedThreadPool();
		try {
			AtomicInteger asked = new AtomicInteger();
			CallbackExecutor shared = new CallbackExecutor((task) -> {
				if (asked.incrementAndGet() % 3 != 0) {
					throw new OutOfMemoryError("unable to create native thread");
				}
				pool.execute(task);
			}, CallbackExecutorTest::noThread);
			AtomicInteger refused = new AtomicInteger();
			AtomicInteger done = new AtomicInteger();
			int each = 20_000;
			List<CompletableFuture<Void>> producers = new ArrayList<>();
			for (int producer = 0; producer < 4; producer++) {
				producers.add(CompletableFuture.runAsync(() -> {
					for (int i = 0; i < each; i++) {
						try {
							shared.execute(done::incrementAndGet);
						}
						catch (OutOfMemoryError ex) {
							refused.incrementAndGet();
						}
					}
				}, pool));
			}
			CompletableFuture.allOf(producers.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
			Await.until(() -> done.get() + refused.get() == 4 * each, "each callback has run or was refused");
			assertThat(refused).hasPositiveValue();
		}
		finally {
			pool.shutdownNow();
		}
	}

	@Test
	void theClassLoaderOfOneCallbackDoesNotReachTheNext() {
		Thread current = Thread.currentThread();
		ClassLoader before = current.getContextClassLoader();
		List<ClassLoader> seen = new ArrayList<>();
		this.executor.execute(() -> current.setContextClassLoader(ClassLoader.getPlatformClassLoader()));
		this.executor.execute(() -> seen.add(current.getContextClassLoader()));
		try {
			this.threads.runNext();
		}
		finally {
			current.setContextClassLoader(before);
		}
		assertThat(seen).containsExactly(before);
	}

}
