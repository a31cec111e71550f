package io.clientconn.internal.route;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

import io.clientconn.concurrent.AnyThread;
import org.jspecify.annotations.Nullable;

/**
 * How many calls of a channel are under way, and when the last one ended.
 * <p>
 * Any thread counts, in a stripe that it shares with few others; a stripe has its cache
 * lines to itself, so that calls do not wait for each other. The sums are for the
 * channel's serializer and may be too high for a moment, never too low: a call whose
 * beginning was counted before a sum began is in it.
 */
@AnyThread
public final class ActiveCalls {

	/** A stripe is two cache lines of longs, as processors fetch them in pairs. */
	private static final int STRIDE = 16;

	private static final int BEGUN = 0;

	private static final int ENDED = 1;

	private static final int LAST_END = 2;

	private static final int MOST_STRIPES = 64;

	private final int mask;

	private final AtomicLongArray cells;

	/** What keeps the channel awake without being a call; rare enough for one cell. */
	private final AtomicInteger waits = new AtomicInteger();

	/** There when the channel takes no new calls; then the last one completes it. */
	private final AtomicReference<@Nullable CompletableFuture<Void>> none = new AtomicReference<>();

	ActiveCalls() {
		this(Runtime.getRuntime().availableProcessors());
	}

	ActiveCalls(int processors) {
		int stripes = 1;
		while (stripes < Math.min(processors, MOST_STRIPES)) {
			stripes *= 2;
		}
		this.mask = stripes - 1;
		this.cells = new AtomicLongArray(stripes * STRIDE);
	}

	/**
	 * A call begins. To be said before it looks for a connection.
	 */
	public void began() {
		this.cells.getAndIncrement(stripe() + BEGUN);
	}

	/**
	 * A call that began is over.
	 * @param nowNanos the time
	 */
	public void ended(long nowNanos) {
		int stripe = stripe();
		// Before the count, so that whoever sees the count sees the time.
		this.cells.setRelease(stripe + LAST_END, nowNanos);
		this.cells.getAndIncrement(stripe + ENDED);
		completeIfNone();
	}

	/**
	 * Somebody waits for a connection: the channel may not rest, but no call is under
	 * way.
	 */
	public void waitBegan() {
		this.waits.getAndIncrement();
	}

	/**
	 * Such a wait is over.
	 * @param nowNanos the time
	 */
	public void waitEnded(long nowNanos) {
		// To whoever asks for the last end this was a call without a duration.
		began();
		ended(nowNanos);
		this.waits.getAndDecrement();
	}

	/**
	 * The moment without a call, which may be now; it is the same one for all who ask. To
	 * be asked for when no new call can begin.
	 */
	public Future<Void> none() {
		CompletableFuture<Void> asked = new CompletableFuture<>();
		CompletableFuture<Void> first = this.none.compareAndExchange(null, asked);
		completeIfNone();
		return (first != null) ? first : asked;
	}

	/**
	 * Nobody needs to wait for calls any more.
	 */
	public void cutOff() {
		CompletableFuture<Void> waiting = this.none.get();
		if (waiting != null) {
			waiting.complete(null);
		}
	}

	private void completeIfNone() {
		CompletableFuture<Void> waiting = this.none.get();
		if (waiting != null && count() == 0) {
			waiting.complete(null);
		}
	}

	/**
	 * Whether a call is under way, or somebody waits for a connection.
	 */
	public boolean any() {
		return count() != 0 || this.waits.get() != 0;
	}

	/**
	 * The calls under way.
	 */
	public long count() {
		// The ends first: a call whose end is counted has its beginning counted too.
		long ended = sum(ENDED);
		return sum(BEGUN) - ended;
	}

	/**
	 * How long there has been no call, if none is under way.
	 * @param sinceNanos the moment to count from if no call ended after it
	 * @param nowNanos the time
	 */
	public long quietNanos(long sinceNanos, long nowNanos) {
		long quiet = nowNanos - sinceNanos;
		for (int stripe = 0; stripe < this.cells.length(); stripe += STRIDE) {
			if (this.cells.get(stripe + ENDED) != 0) {
				quiet = Math.min(quiet, nowNanos - this.cells.getAcquire(stripe + LAST_END));
			}
		}
		return Math.max(0, quiet);
	}

	private long sum(int cell) {
		long sum = 0;
		for (int stripe = 0; stripe < this.cells.length(); stripe += STRIDE) {
			sum += this.cells.get(stripe + cell);
		}
		return sum;
	}

	/**
	 * The multiplication spreads ids that follow each other.
	 */
	private int stripe() {
		long spread = Thread.currentThread().getId() * 0x9E3779B97F4A7C15L;
		return ((int) (spread >>> 32) & this.mask) * STRIDE;
	}

	@Override
	public String toString() {
		return "ActiveCalls[" + count() + "]";
	}

}
