package io.clientconn.internal.call;

import java.time.Duration;

import io.clientconn.concurrent.Scheduler;
import io.clientconn.config.MethodConfig;
import io.clientconn.internal.call.CallEnvironment.Defaults;
import io.clientconn.rpc.Deadline;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.RpcOptions;

import org.jspecify.annotations.Nullable;

/**
 * What is in force for one call, out of what the channel, the service config and the call
 * itself say. Pure functions; the strictest limit wins, the call's own wish comes before
 * the service config's, and that before the channel's.
 */
final class CallSettings {

	/** Stands for no limit of time. */
	static final long NO_TIMEOUT = Long.MAX_VALUE;

	private CallSettings() {
	}

	/**
	 * The time a call has before a service config is known.
	 * @return nanoseconds, or {@link #NO_TIMEOUT}
	 */
	static long timeoutNanos(Defaults defaults, MethodDescriptor<?, ?> method, RpcOptions options,
			Scheduler scheduler) {
		Deadline deadline = options.deadline();
		if (deadline != null) {
			return deadline.remainingNanos(scheduler);
		}
		Duration timeout = defaults.timeout();
		boolean counts = timeout != null
				&& (defaults.timeoutForStreams() || method.kind() == MethodDescriptor.Kind.UNARY);
		return counts ? nanos(timeout) : NO_TIMEOUT;
	}

	static long timeoutNanos(MethodConfig config) {
		return nanos(config.timeout());
	}

	static boolean waitForReady(Defaults defaults, MethodConfig config, RpcOptions options) {
		Boolean wanted = (options.waitForReady() != null) ? options.waitForReady() : config.waitForReady();
		return (wanted != null) ? wanted : defaults.waitForReady();
	}

	static int maxInboundSize(Defaults defaults, MethodConfig config, RpcOptions options) {
		int channel = defaults.maxInboundSize();
		return strictest((options.maxInboundSize() >= 0) ? options.maxInboundSize() : channel,
				config.maxResponseBytes());
	}

	static int maxOutboundSize(Defaults defaults, MethodConfig config, RpcOptions options) {
		int channel = defaults.maxOutboundSize();
		return strictest((options.maxOutboundSize() >= 0) ? options.maxOutboundSize() : channel,
				config.maxRequestBytes());
	}

	/**
	 * The encoding of requests.
	 * @return its name, or null if nobody named one
	 */
	static @Nullable String compression(Defaults defaults, RpcOptions options) {
		return (options.compression() != null) ? options.compression() : defaults.compression();
	}

	static Metadata headers(Defaults defaults, RpcOptions options, @Nullable Metadata ofPicker) {
		Metadata headers = defaults.headers().and(options.headers());
		return (ofPicker != null) ? headers.and(ofPicker) : headers;
	}

	private static int strictest(int limit, int other) {
		return (other >= 0 && other < limit) ? other : limit;
	}

	private static long nanos(@Nullable Duration duration) {
		if (duration == null) {
			return NO_TIMEOUT;
		}
		return (duration.toSeconds() > Long.MAX_VALUE / 2_000_000_000L) ? NO_TIMEOUT : duration.toNanos();
	}

}
