package io.clientconn.testing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Tells a slow machine from work that was forgotten: things may take as long as they
 * like, but something has to move at least every 30 seconds.
 */
public final class Movement {

	private static final long STANDSTILL_SECONDS = 30;

	private final LongAdder moves = new LongAdder();

	public void moved() {
		this.moves.increment();
	}

	/**
	 * Waits for as long as something moves.
	 * @param wait waits for the end, for a limited time
	 * @param left says what is still waiting, should nothing move
	 */
	public void await(Wait wait, Supplier<String> left) throws Exception {
		long before;
		do {
			before = this.moves.sum();
			if (wait.await(STANDSTILL_SECONDS, TimeUnit.SECONDS)) {
				return;
			}
		}
		while (this.moves.sum() != before);
		throw new AssertionError("standstill: " + left.get());
	}

	/**
	 * Waits for something, for a limited time.
	 */
	@FunctionalInterface
	public interface Wait {

		boolean await(long time, TimeUnit unit) throws Exception;

	}

}
