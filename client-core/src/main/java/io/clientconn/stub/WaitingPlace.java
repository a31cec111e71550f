package io.clientconn.stub;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import io.clientconn.concurrent.AnyThread;

import org.jspecify.annotations.Nullable;

/**
 * Where one thread at a time waits for a condition that other threads bring about. The
 * thread is parked and holds no lock. Never reads a clock: a timed wait is left to the
 * future it waits on.
 * <p>
 * Whoever changes the condition calls {@link #wake} afterwards. No wake-up is lost: a
 * waiter looks at the condition once more after it has become visible.
 */
@AnyThread
final class WaitingPlace {

	static final long FOREVER = Long.MAX_VALUE;

	private final AtomicReference<@Nullable Waiter> waiter = new AtomicReference<>();

	/**
	 * Waits.
	 * @param condition what for; looked at by the waiting and by the waking thread
	 * @param nanos how long at most, or {@link #FOREVER}
	 * @return whether the condition holds
	 * @throws InterruptedException if the thread was interrupted; its flag is cleared
	 * @throws IllegalStateException if another thread waits here
	 */
	boolean await(BooleanSupplier condition, long nanos) throws InterruptedException {
		if (condition.getAsBoolean()) {
			return true;
		}
		Waiter mine = new Waiter(condition, new CompletableFuture<>());
		if (!this.waiter.compareAndSet(null, mine)) {
			throw new IllegalStateException("another thread is waiting in this direction of the call already");
		}
		try {
			return condition.getAsBoolean() || await(mine, nanos);
		}
		finally {
			this.waiter.set(null);
		}
	}

	private static boolean await(Waiter mine, long nanos) throws InterruptedException {
		try {
			if (nanos == FOREVER) {
				mine.gate().get();
			}
			else {
				mine.gate().get(nanos, TimeUnit.NANOSECONDS);
			}
			return true;
		}
		catch (TimeoutException ex) {
			return mine.condition().getAsBoolean();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("the gate of a waiting thread never fails", ex);
		}
	}

	/**
	 * Lets the waiting thread go if its condition holds.
	 */
	void wake() {
		Waiter waiting = this.waiter.get();
		if (waiting != null && waiting.condition().getAsBoolean()) {
			waiting.gate().complete(null);
		}
	}

	/**
	 * A parked thread.
	 *
	 * @param condition what it waits for
	 * @param gate what it is parked on
	 */
	private record Waiter(BooleanSupplier condition, CompletableFuture<@Nullable Void> gate) {

	}

}
