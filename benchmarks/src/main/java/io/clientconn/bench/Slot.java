package io.clientconn.bench;

import java.util.concurrent.CountDownLatch;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A place for one call at a time, on whatever thread the client calls back. Counts and
 * times what happens in it.
 */
final class Slot {

	private static final long LONGEST = 60_000_000_000L;

	private final CountDownLatch over;

	private final boolean unary;

	private final Histogram latencies = new Histogram(LONGEST, 2);

	private @Nullable Runnable starter;

	private volatile boolean stopped;

	private volatile @Nullable Throwable failure;

	private long count;

	private long started;

	/**
	 * A slot that does nothing yet.
	 * @param unary whether calls are counted, not messages
	 * @param over counted down at its end
	 */
	Slot(boolean unary, CountDownLatch over) {
		this.unary = unary;
		this.over = over;
	}

	void start(Runnable starter) {
		this.starter = starter;
		this.started = System.nanoTime();
		starter.run();
	}

	/** After the call under way nothing is started any more. */
	void stop() {
		this.stopped = true;
	}

	/**
	 * A message of a stream arrived.
	 * @return whether to go on
	 */
	boolean message() {
		if (!this.unary) {
			count();
		}
		return !this.stopped;
	}

	/** A call ended. */
	void closed(@Nullable Throwable thrown) {
		if (thrown != null) {
			this.failure = thrown;
			this.over.countDown();
			return;
		}
		if (this.unary) {
			count();
		}
		Runnable next = this.starter;
		if (this.stopped || next == null) {
			this.over.countDown();
		}
		else {
			next.run();
		}
	}

	private void count() {
		long now = System.nanoTime();
		this.latencies.recordValue(Math.min(now - this.started, LONGEST));
		this.started = now;
		this.count++;
	}

	long countSoFar() {
		return this.count;
	}

	Histogram latencies() {
		return this.latencies;
	}

	@Nullable Throwable failure() {
		return this.failure;
	}

}
