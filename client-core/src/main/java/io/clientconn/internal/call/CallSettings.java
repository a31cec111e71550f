package io.clientconn.internal.call;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.clientconn.concurrent.Scheduler;
import io.clientconn.config.MethodConfig;
import io.clientconn.internal.call.CallEnvironment.Defaults;
import io.clientconn.internal.wire.Encodings;
import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.Decompressor;
import io.clientconn.rpc.Deadline;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.RetryPolicy;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;

import org.jspecify.annotations.Nullable;

/**
 * What is in force for one call, out of what the channel, the service config and the call
 * itself say. Pure functions. What the application sets comes before the service config,
 * for the call before for the channel; of limits that both set the stricter one wins.
 */
final class CallSettings {

	/** Stands for no limit of time. */
	static final long NO_TIMEOUT = Long.MAX_VALUE;

	/** The largest response message where nobody sets a limit. */
	static final int MAX_INBOUND_SIZE = 4 * 1024 * 1024;

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
		Boolean own = (options.waitForReady() != null) ? options.waitForReady() : defaults.waitForReady();
		Boolean wanted = (own != null) ? own : config.waitForReady();
		return wanted != null && wanted;
	}

	static int maxInboundSize(Defaults defaults, MethodConfig config, RpcOptions options) {
		return strictest(options.maxInboundSize(), defaults.maxInboundSize(), config.maxResponseBytes(),
				MAX_INBOUND_SIZE);
	}

	static int maxOutboundSize(Defaults defaults, MethodConfig config, RpcOptions options) {
		return strictest(options.maxOutboundSize(), defaults.maxOutboundSize(), config.maxRequestBytes(),
				Integer.MAX_VALUE);
	}

	/**
	 * The encoding of requests.
	 * @return its name, or null if nobody named one
	 */
	static @Nullable String compression(Defaults defaults, RpcOptions options) {
		return (options.compression() != null) ? options.compression() : defaults.compression();
	}

	/**
	 * The {@code grpc-accept-encoding}.
	 * @return its text, or null if there is nothing to say
	 */
	static @Nullable String acceptEncoding(Encodings known, RpcOptions options) {
		List<String> own = options.acceptedEncodings();
		if (own == null) {
			return known.acceptHeader();
		}
		String names = own.stream()
			.filter((name) -> !name.equals(Encodings.IDENTITY))
			.distinct()
			.collect(Collectors.joining(","));
		return names.isEmpty() ? null : names;
	}

	/**
	 * What reads a response of an encoding.
	 * @return the decompressor, or null if the server must not use the encoding
	 */
	static @Nullable Decompressor decompressor(Encodings known, RpcOptions options, String encoding) {
		List<String> own = options.acceptedEncodings();
		return (own == null || own.contains(encoding)) ? known.decompressor(encoding) : null;
	}

	/**
	 * What a response may have, for texts.
	 */
	static Set<String> responseNames(Encodings known, RpcOptions options) {
		Set<String> names = known.responseNames();
		List<String> own = options.acceptedEncodings();
		if (own != null) {
			names.removeIf((name) -> !own.contains(name) && !name.equals(Encodings.IDENTITY));
		}
		return names;
	}

	/**
	 * Why a call cannot ask for these encodings of responses.
	 * @return the reason, or null if it can
	 */
	static @Nullable Status refusal(Encodings known, List<String> accepted) {
		for (String name : accepted) {
			if (!name.equals(Encodings.IDENTITY) && known.decompressor(name) == null) {
				return Status.internal("there is no decompressor for '" + name
						+ "' that this channel accepts; it accepts " + known.responseNames());
			}
		}
		return null;
	}

	/**
	 * What stands behind {@code application/grpc+}.
	 * @return its name, or null for nothing
	 */
	static @Nullable String contentSubtype(Defaults defaults, RpcOptions options) {
		return (options.contentSubtype() != null) ? options.contentSubtype() : defaults.contentSubtype();
	}

	/**
	 * When the call is made again.
	 * @return the policy, or null if it is not
	 */
	static @Nullable RetryPolicy retryPolicy(MethodConfig config, RpcOptions options) {
		RetryPolicy own = (options.retry() != null) ? options.retry() : config.retry();
		RetryPolicy policy = (own == null && options.idempotent()) ? RetryPolicy.IDEMPOTENT : own;
		return (policy == null || policy.isOff()) ? null : policy;
	}

	static Metadata headers(Defaults defaults, RpcOptions options, @Nullable Metadata ofPicker) {
		Metadata headers = defaults.headers().and(options.headers());
		return (ofPicker != null) ? headers.and(ofPicker) : headers;
	}

	/**
	 * The channel's credentials, then those of the call.
	 * @return null if neither has any
	 */
	static @Nullable CallCredentials credentials(@Nullable CallCredentials ofChannel, RpcOptions options) {
		CallCredentials ofCall = options.credentials();
		if (ofChannel == null || ofCall == null) {
			return (ofCall != null) ? ofCall : ofChannel;
		}
		return ofChannel.and(ofCall);
	}

	/**
	 * Sizes below zero are not set.
	 */
	private static int strictest(int ofCall, int ofChannel, int ofServiceConfig, int otherwise) {
		int own = (ofCall >= 0) ? ofCall : ofChannel;
		if (own < 0 || ofServiceConfig < 0) {
			int only = Math.max(own, ofServiceConfig);
			return (only < 0) ? otherwise : only;
		}
		return Math.min(own, ofServiceConfig);
	}

	private static long nanos(@Nullable Duration duration) {
		if (duration == null) {
			return NO_TIMEOUT;
		}
		return (duration.toSeconds() > Long.MAX_VALUE / 2_000_000_000L) ? NO_TIMEOUT : duration.toNanos();
	}

}
