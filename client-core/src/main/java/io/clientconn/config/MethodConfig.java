package io.clientconn.config;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a service config says about calls of some methods.
 *
 * @param timeout the longest time for a call, or null
 * @param waitForReady whether calls wait for a backend unless they say otherwise, or null
 * @param maxRequestBytes the largest request message, or -1
 * @param maxResponseBytes the largest response message, or -1
 * @since 0.1.0
 */
public record MethodConfig(@Nullable Duration timeout, @Nullable Boolean waitForReady, int maxRequestBytes,
		int maxResponseBytes) {

	/** Says nothing. */
	public static final MethodConfig NONE = new MethodConfig(null, null, -1, -1);

}
