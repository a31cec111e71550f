package io.clientconn.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Waits until so many things have happened, or one of them has failed.
 */
final class Gate {

	private static final long PATIENCE_SECONDS = 60;

	private final CountDownLatch missing;

	private volatile @Nullable Throwable failure;

	Gate(int expected) {
		this.missing = new CountDownLatch(expected);
	}

	void passed() {
		this.missing.countDown();
	}

	void failed(Throwable thrown) {
		this.failure = thrown;
		while (this.missing.getCount() > 0) {
			this.missing.countDown();
		}
	}

	void await(String what) throws InterruptedException {
		boolean all = this.missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
		Throwable thrown = this.failure;
		if (thrown != null) {
			throw new IllegalStateException(what + " failed", thrown);
		}
		if (!all) {
			throw new IllegalStateException(
					what + ": " + this.missing.getCount() + " are missing after " + PATIENCE_SECONDS + " s");
		}
	}

}
