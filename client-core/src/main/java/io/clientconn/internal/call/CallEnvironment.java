package io.clientconn.internal.call;

import java.time.Duration;
import java.util.concurrent.Executor;

import io.clientconn.concurrent.Scheduler;
import io.clientconn.internal.route.RouteTable;
import io.clientconn.internal.wire.Encodings;
import io.clientconn.internal.wire.MessageFramer;
import io.clientconn.internal.wire.MessageInflater;
import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.Metadata;

import org.jspecify.annotations.Nullable;

/**
 * What all calls of one channel share. Immutable.
 *
 * @param routes where connections are found
 * @param label name and target of the channel, for texts
 * @param authority the channel's authority
 * @param messages how messages become bytes and back
 * @param scheduler time
 * @param callbackExecutor where callbacks run unless the call says otherwise
 * @param fallbackExecutor where the end of a call is told if its executor rejects that,
 * and where credentials are asked
 * @param defaults what calls get that do not say otherwise
 * @param credentials adds headers to every attempt, or null
 * @param reminder hears of calls without a timeout
 * @param retries whether and how often calls are made again
 */
public record CallEnvironment(RouteTable routes, String label, String authority, Messages messages, Scheduler scheduler,
		Executor callbackExecutor, Executor fallbackExecutor, Defaults defaults, @Nullable CallCredentials credentials,
		TimeoutReminder reminder, ChannelRetry retries) {

	/**
	 * How messages become bytes and back.
	 *
	 * @param framer encodes requests
	 * @param inflater decompresses responses
	 * @param encodings what compresses the ones and decompresses the others
	 */
	public record Messages(MessageFramer framer, MessageInflater inflater, Encodings encodings) {

	}

	/**
	 * The same for calls that look elsewhere for connections.
	 */
	public CallEnvironment withRoutes(RouteTable others) {
		return new CallEnvironment(others, this.label, this.authority, this.messages, this.scheduler,
				this.callbackExecutor, this.fallbackExecutor, this.defaults, this.credentials, this.reminder,
				this.retries);
	}

	/**
	 * What calls get that do not say otherwise.
	 *
	 * @param timeout the longest time of a call that sets none, or null
	 * @param timeoutForStreams whether it counts for streams too, not for unary calls
	 * only
	 * @param waitForReady whether calls wait for a backend; null leaves it to the service
	 * config
	 * @param headers headers of every call
	 * @param maxInboundSize the largest response message, or below zero if it is not set
	 * @param maxOutboundSize the largest request message, or below zero if it is not set
	 * @param compression the encoding of requests, or null for none
	 * @param replayLimit how many bytes of requests a call keeps for another attempt
	 * @param contentSubtype what follows {@code application/grpc+}, or null for nothing
	 */
	public record Defaults(@Nullable Duration timeout, boolean timeoutForStreams, @Nullable Boolean waitForReady,
			Metadata headers, int maxInboundSize, int maxOutboundSize, @Nullable String compression, int replayLimit,
			@Nullable String contentSubtype) {

		/**
		 * Without a content subtype.
		 */
		public Defaults(@Nullable Duration timeout, boolean timeoutForStreams, @Nullable Boolean waitForReady,
				Metadata headers, int maxInboundSize, int maxOutboundSize, @Nullable String compression,
				int replayLimit) {
			this(timeout, timeoutForStreams, waitForReady, headers, maxInboundSize, maxOutboundSize, compression,
					replayLimit, null);
		}

	}

}
