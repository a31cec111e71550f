package io.clientconn.test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.clientconn.concurrent.AnyThread;

import org.jspecify.annotations.Nullable;

/**
 * Where tests wait for what a fake records. Whoever records calls {@link #happened}
 * afterwards. Any number of threads may wait, each at most ten seconds by the system's
 * clock.
 */
@AnyThread
final class Changes {

	private static final long SECONDS = 10;

	private final AtomicReference<CompletableFuture<@Nullable Void>> next = new AtomicReference<>(
			new CompletableFuture<>());

	void happened() {
		this.next.getAndSet(new CompletableFuture<>()).complete(null);
	}

	/**
	 * Waits.
	 * @param condition what for
	 * @param otherwise what to say if it does not come
	 */
	void await(BooleanSupplier condition, Supplier<String> otherwise) {
		CompletableFuture<@Nullable Void> limit = new CompletableFuture<@Nullable Void>().completeOnTimeout(null,
				SECONDS, TimeUnit.SECONDS);
		while (true) {
			CompletableFuture<@Nullable Void> change = this.next.get();
			boolean last = limit.isDone();
			if (condition.getAsBoolean()) {
				return;
			}
			if (last) {
				throw new AssertionError("not within " + SECONDS + " s: " + otherwise.get());
			}
			try {
				CompletableFuture.anyOf(change, limit).get();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new AssertionError("interrupted: " + otherwise.get(), ex);
			}
			catch (ExecutionException ex) {
				throw new IllegalStateException("completed with values only", ex);
			}
		}
	}

}
