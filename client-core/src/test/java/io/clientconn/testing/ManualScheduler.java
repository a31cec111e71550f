package io.clientconn.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

import io.clientconn.concurrent.Scheduler;

import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until a test moves it. Timers run on the thread that moves
 * it, in the order in which they are due. Any thread may read it and set timers; one
 * thread at a time moves it. It never runs a timer from within {@link #schedule}.
 */
public final class ManualScheduler implements Scheduler {

	/** Not zero, so that code which takes zero for "never" is caught. */
	private static final long START_NANOS = 5_000_000_000L;

	private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

	private final AtomicLong now = new AtomicLong(START_NANOS);

	private final AtomicLong order = new AtomicLong();

	private final AtomicLong refusals = new AtomicLong();

	private final NavigableSet<Entry> timers = new ConcurrentSkipListSet<>(
			Comparator.comparingLong(Entry::dueNanos).thenComparingLong(Entry::order));

	@Override
	public long nanoTime() {
		return this.now.get();
	}

	@Override
	public Instant instant() {
		return START.plusNanos(this.now.get() - START_NANOS);
	}

	/**
	 * Has no thread for the next timers: throws an Error, as the JDK does then.
	 */
	public void refuse(int times) {
		this.refusals.set(times);
	}

	@Override
	public Timer schedule(Runnable task, long delayNanos) {
		if (this.refusals.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
			throw new Error("unable to create native thread (made for a test)");
		}
		Entry entry = new Entry(this.now.get() + Math.max(0, delayNanos), this.order.getAndIncrement(), task);
		this.timers.add(entry);
		return () -> this.timers.remove(entry);
	}

	/**
	 * Moves the clock and runs what becomes due on the way, each timer at its own time.
	 */
	public void advance(Duration duration) {
		long target = this.now.get() + duration.toNanos();
		Entry next = firstUntil(target);
		while (next != null) {
			this.now.set(Math.max(this.now.get(), next.dueNanos()));
			if (this.timers.remove(next)) {
				next.task().run();
			}
			next = firstUntil(target);
		}
		this.now.set(target);
	}

	/** One look only: other threads may cancel timers meanwhile. */
	private @Nullable Entry firstUntil(long target) {
		Iterator<Entry> inOrder = this.timers.iterator();
		Entry first = inOrder.hasNext() ? inOrder.next() : null;
		return (first != null && first.dueNanos() <= target) ? first : null;
	}

	/**
	 * Moves the clock by milliseconds.
	 */
	public void advanceMillis(long millis) {
		advance(Duration.ofMillis(millis));
	}

	/**
	 * Timers that are set and neither ran nor were cancelled.
	 */
	public int pending() {
		return this.timers.size();
	}

	/**
	 * How long until the next timer is due.
	 * @throws IllegalStateException if none is set
	 */
	public Duration untilNext() {
		if (this.timers.isEmpty()) {
			throw new IllegalStateException("no timer is set");
		}
		return Duration.ofNanos(this.timers.first().dueNanos() - this.now.get());
	}

	private record Entry(long dueNanos, long order, Runnable task) {

	}

}
