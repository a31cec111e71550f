package io.clientconn.rpc;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * What one call asks for beyond its request. Immutable: every method answers new options,
 * so options can be shared and kept as constants. What is not set here comes from the
 * channel.
 *
 * @since 0.1.0
 */
public final class RpcOptions extends RpcOptionValues {

	/** Options that ask for nothing. */
	public static final RpcOptions NONE = new RpcOptions();

	private RpcOptions() {
	}

	private RpcOptions(RpcOptions from) {
		super(from);
	}

	/**
	 * How long the call may take, counted from its start, streams included. The shorter
	 * of this and the service config's timeout is in force; the channel's is for calls
	 * that set none.
	 * @param timeout the time; zero or less fails the call at once
	 * @return new options
	 */
	public RpcOptions timeout(Duration timeout) {
		RpcOptions copy = new RpcOptions(this);
		copy.deadline = Deadline.after(timeout);
		return copy;
	}

	/**
	 * When the call has to be over, by the wall clock. Replaces a timeout.
	 * @param deadline the point in time
	 * @return new options
	 */
	public RpcOptions deadline(Instant deadline) {
		RpcOptions copy = new RpcOptions(this);
		copy.deadline = Deadline.at(deadline);
		return copy;
	}

	/**
	 * When the call has to be over. Replaces a timeout.
	 * @param deadline the deadline
	 * @return new options
	 */
	public RpcOptions deadline(Deadline deadline) {
		RpcOptions copy = new RpcOptions(this);
		copy.deadline = Objects.requireNonNull(deadline, "deadline");
		return copy;
	}

	/**
	 * Whether the call waits while no backend can be reached, instead of failing with
	 * {@link StatusCode#UNAVAILABLE}.
	 * @param waitForReady true to wait, false to fail fast; null leaves it to the channel
	 * and then to the service config, which by default fail fast
	 * @return new options
	 */
	public RpcOptions waitForReady(@Nullable Boolean waitForReady) {
		RpcOptions copy = new RpcOptions(this);
		copy.waitForReady = waitForReady;
		return copy;
	}

	/**
	 * Adds a request header.
	 * @param name the name; base64 text goes with names that end in {@code -bin}
	 * @param value the value
	 * @return new options
	 * @throws IllegalArgumentException if name or value are not allowed in metadata
	 */
	public RpcOptions header(String name, String value) {
		return headers(Metadata.of(name, value));
	}

	/**
	 * Adds request headers.
	 * @param headers what to append to the headers so far
	 * @return new options
	 */
	public RpcOptions headers(Metadata headers) {
		RpcOptions copy = new RpcOptions(this);
		copy.headers = this.headers.and(headers);
		return copy;
	}

	/**
	 * The largest response message to accept. The smaller of this and the service
	 * config's limit is in force. A larger one ends the call with
	 * {@link StatusCode#RESOURCE_EXHAUSTED}.
	 * @param bytes the limit in bytes, uncompressed; {@link Integer#MAX_VALUE} for none
	 * @return new options
	 * @throws IllegalArgumentException if it is negative
	 */
	public RpcOptions maxInboundSize(int bytes) {
		RpcOptions copy = new RpcOptions(this);
		copy.maxInboundSize = RpcOptionRules.size("maxInboundSize", bytes);
		return copy;
	}

	/**
	 * The largest request message to send. The smaller of this and the service config's
	 * limit is in force. A larger one is not sent and ends the call with
	 * {@link StatusCode#RESOURCE_EXHAUSTED}.
	 * @param bytes the limit in bytes, as on the wire without its 5-byte prefix;
	 * {@link Integer#MAX_VALUE} for none
	 * @return new options
	 * @throws IllegalArgumentException if it is negative
	 */
	public RpcOptions maxOutboundSize(int bytes) {
		RpcOptions copy = new RpcOptions(this);
		copy.maxOutboundSize = RpcOptionRules.size("maxOutboundSize", bytes);
		return copy;
	}

	/**
	 * How many bytes of requests may wait to be written before {@link ClientStream} is no
	 * longer ready, and with fewer than which it is ready again.
	 * @param bytes the threshold, compressed messages with their prefixes; not below 1.
	 * Default: 32 KiB
	 * @return new options
	 */
	public RpcOptions readyThreshold(int bytes) {
		if (bytes < 1) {
			throw new IllegalArgumentException("readyThreshold is " + bytes + ", but must be at least 1");
		}
		RpcOptions copy = new RpcOptions(this);
		copy.readyThreshold = bytes;
		return copy;
	}

	/**
	 * Where the call's callbacks run, decoding of responses included. An executor that
	 * runs tasks on the calling thread puts them on the event loop; they must not block
	 * then.
	 * @param executor the executor, or null for the channel's
	 * @return new options
	 */
	public RpcOptions executor(@Nullable Executor executor) {
		RpcOptions copy = new RpcOptions(this);
		copy.executor = executor;
		return copy;
	}

	/**
	 * Sets a value for interceptors.
	 * @param <T> the type of the value
	 * @param key its key
	 * @param value the value
	 * @return new options
	 */
	public <T> RpcOptions attribute(Attributes.Key<T> key, T value) {
		RpcOptions copy = new RpcOptions(this);
		copy.attributes = this.attributes.with(key, value);
		return copy;
	}

	/**
	 * The {@code :authority} header of the call, for servers that tell tenants or virtual
	 * hosts apart by it. It has no influence on where the call goes. Over TLS the
	 * certificate of the server must be for it too, otherwise the call ends with
	 * {@link StatusCode#UNAVAILABLE}.
	 * @param authority the authority, or null for the channel's
	 * @return new options
	 * @throws IllegalArgumentException if it is empty, or has a character that cannot
	 * stand in an authority
	 */
	public RpcOptions authority(@Nullable String authority) {
		RpcOptions copy = new RpcOptions(this);
		copy.authority = (authority != null) ? RpcOptionRules.authority(authority) : null;
		return copy;
	}

	/**
	 * Takes down headers, trailers, peer, attempts and timings of the call. Options with
	 * a capture are meant for one call; those they were made from can be shared as
	 * before.
	 * @param capture what to fill, or null for nothing
	 * @return new options
	 */
	public RpcOptions capture(@Nullable ResponseInfo capture) {
		RpcOptions copy = new RpcOptions(this);
		copy.capture = capture;
		return copy;
	}

	/**
	 * How request messages are compressed. The server must know the encoding: it answers
	 * {@link StatusCode#UNIMPLEMENTED} otherwise. Empty messages are sent as they are.
	 * @param encoding the name of an encoding that the channel has a compressor for, as
	 * in {@code gzip}; {@code identity} for no compression; null for the channel's
	 * choice. A call with an unknown one ends with {@link StatusCode#INTERNAL}.
	 * @return new options
	 */
	public RpcOptions compression(@Nullable String encoding) {
		RpcOptions copy = new RpcOptions(this);
		copy.compression = encoding;
		return copy;
	}

	/**
	 * On whose behalf the call is made, beyond what the channel says. Use
	 * {@link CallCredentials#and} for several.
	 * @param credentials adds headers behind those of the channel's credentials; null for
	 * the channel's only
	 * @return new options
	 */
	public RpcOptions credentials(@Nullable CallCredentials credentials) {
		RpcOptions copy = new RpcOptions(this);
		copy.credentials = credentials;
		return copy;
	}

	/**
	 * How responses may be compressed; the server is told, and chooses. A response with
	 * another encoding ends the call with {@link StatusCode#INTERNAL}.
	 * @param encodings names of encodings that the channel accepts, as in {@code gzip};
	 * none to accept only what is not compressed; null for the channel's. A call that
	 * names another one ends with {@link StatusCode#INTERNAL} before anything is sent.
	 * @return new options
	 */
	public RpcOptions acceptedEncodings(@Nullable Collection<String> encodings) {
		RpcOptions copy = new RpcOptions(this);
		copy.acceptedEncodings = (encodings != null) ? List.copyOf(encodings) : null;
		return copy;
	}

	/**
	 * Lets somebody look on to the attempts of the call, one by one.
	 * @param observer trusted code that does not block, or null for nobody
	 * @return new options
	 */
	public RpcOptions observer(@Nullable CallObserver observer) {
		RpcOptions copy = new RpcOptions(this);
		copy.observer = observer;
		return copy;
	}

	/**
	 * What stands behind {@code application/grpc+} in the content type of the request,
	 * for servers that choose between codecs by it. It has no influence on how messages
	 * are written: that is the method's marshaller. Default: the content type is
	 * {@code application/grpc}.
	 * @param subtype for example {@code proto}, which is sent in lower case; null for the
	 * channel's
	 * @return new options
	 * @throws IllegalArgumentException if it is empty, or has a character that is neither
	 * a letter, a digit nor one of {@code - . _ +}
	 */
	public RpcOptions contentSubtype(@Nullable String subtype) {
		RpcOptions copy = new RpcOptions(this);
		copy.contentSubtype = (subtype != null) ? RpcOptionRules.contentSubtype(subtype) : null;
		return copy;
	}

	/**
	 * When the call is made again if it fails. Outweighs the service config; the channel
	 * may allow fewer attempts, or none.
	 * @param policy the policy, {@link RetryPolicy#OFF} for one attempt, or null to leave
	 * it to the service config and to {@link #idempotent}
	 * @return new options
	 */
	public RpcOptions retry(@Nullable RetryPolicy policy) {
		RpcOptions copy = new RpcOptions(this);
		copy.retry = policy;
		return copy;
	}

	/**
	 * Whether it does no harm if a server works on the call twice. Such a call is made
	 * again by {@link RetryPolicy#IDEMPOTENT} where neither {@link #retry} nor the
	 * service config says how.
	 * @param idempotent true if it does no harm; default: false, nothing is known
	 * @return new options
	 */
	public RpcOptions idempotent(boolean idempotent) {
		RpcOptions copy = new RpcOptions(this);
		copy.idempotent = idempotent;
		return copy;
	}

}
