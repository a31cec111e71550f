package io.clientconn.config;

import java.time.Duration;

import io.clientconn.rpc.RetryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What a service config says about calls of some methods.
 *
 * @param timeout the longest time for a call, or null
 * @param waitForReady whether calls wait for a backend unless they say otherwise, or null
 * @param maxRequestBytes the largest request message, or -1
 * @param maxResponseBytes the largest response message, or -1
 * @param retry when calls that failed are made again, or null
 * @since 0.1.0
 */
public record MethodConfig(@Nullable Duration timeout, @Nullable Boolean waitForReady, int maxRequestBytes,
		int maxResponseBytes, @Nullable RetryPolicy retry) {

	/** Says nothing. */
	public static final MethodConfig NONE = new MethodConfig(null, null, -1, -1);

	/**
	 * Without a retry policy.
	 * @param timeout the longest time for a call, or null
	 * @param waitForReady whether calls wait for a backend unless they say otherwise, or
	 * null
	 * @param maxRequestBytes the largest request message, or -1
	 * @param maxResponseBytes the largest response message, or -1
	 */
	public MethodConfig(@Nullable Duration timeout, @Nullable Boolean waitForReady, int maxRequestBytes,
			int maxResponseBytes) {
		this(timeout, waitForReady, maxRequestBytes, maxResponseBytes, null);
	}

}
