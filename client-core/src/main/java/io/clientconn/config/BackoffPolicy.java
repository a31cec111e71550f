package io.clientconn.config;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to pause before the next attempt to connect to an address. {@link Backoff} is
 * the usual one.
 * <p>
 * Asked by the channel, one question at a time, for all its addresses; it must not block.
 * An answer that is no pause (null, a negative time or an exception) is logged, stands in
 * the error of the address, and {@link Backoff#DEFAULT} answers instead.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BackoffPolicy {

	/**
	 * The pause after a failed attempt. An attempt may also take as long as the pause
	 * after it, if that is longer than the time for attempts.
	 * @param retries the number of pauses in a row that went before, 0 for the first; it
	 * starts again when a connection works
	 * @param random the source of jitter
	 * @return the pause, zero to try again at once; more than a year counts as a year
	 */
	Duration pause(int retries, RandomGenerator random);

}
