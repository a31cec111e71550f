package io.clientconn.rpc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * What calls can ask for, in fields that only {@link RpcOptions} sets and anybody reads,
 * and what is generic about them.
 */
abstract sealed class RpcOptionValues permits RpcOptions {

	private static final Set<Object> UNSET = Set.of(Metadata.EMPTY, Attributes.EMPTY, -1);

	@Nullable Deadline deadline;

	@Nullable Boolean waitForReady;

	Metadata headers = Metadata.EMPTY;

	int maxInboundSize = -1;

	int maxOutboundSize = -1;

	int readyThreshold = -1;

	@Nullable Executor executor;

	Attributes attributes = Attributes.EMPTY;

	@Nullable String authority;

	@Nullable ResponseInfo capture;

	@Nullable String compression;

	@Nullable List<String> acceptedEncodings;

	@Nullable String contentSubtype;

	@Nullable CallCredentials credentials;

	@Nullable CallObserver observer;

	@Nullable RetryPolicy retry;

	boolean idempotent;

	RpcOptionValues() {
	}

	RpcOptionValues(RpcOptionValues from) {
		this.deadline = from.deadline;
		this.waitForReady = from.waitForReady;
		this.headers = from.headers;
		this.maxInboundSize = from.maxInboundSize;
		this.maxOutboundSize = from.maxOutboundSize;
		this.readyThreshold = from.readyThreshold;
		this.executor = from.executor;
		this.attributes = from.attributes;
		this.authority = from.authority;
		this.capture = from.capture;
		this.compression = from.compression;
		this.acceptedEncodings = from.acceptedEncodings;
		this.contentSubtype = from.contentSubtype;
		this.credentials = from.credentials;
		this.observer = from.observer;
		this.retry = from.retry;
		this.idempotent = from.idempotent;
	}

	/**
	 * The deadline asked for.
	 * @return the deadline, or null if none is set
	 */
	public @Nullable Deadline deadline() {
		return this.deadline;
	}

	/**
	 * Whether to wait for a backend.
	 * @return true, false, or null if not set
	 */
	public @Nullable Boolean waitForReady() {
		return this.waitForReady;
	}

	/**
	 * The request headers.
	 * @return the headers, possibly empty
	 */
	public Metadata headers() {
		return this.headers;
	}

	/**
	 * The inbound message limit.
	 * @return bytes, or -1 if not set
	 */
	public int maxInboundSize() {
		return this.maxInboundSize;
	}

	/**
	 * The outbound message limit.
	 * @return bytes, or -1 if not set
	 */
	public int maxOutboundSize() {
		return this.maxOutboundSize;
	}

	/**
	 * With how many waiting bytes a call is no longer ready.
	 * @return bytes, or -1 if not set
	 */
	public int readyThreshold() {
		return this.readyThreshold;
	}

	/**
	 * The callback executor.
	 * @return the executor, or null for the channel's
	 */
	public @Nullable Executor executor() {
		return this.executor;
	}

	/**
	 * The values for interceptors.
	 * @return the attributes, possibly empty
	 */
	public Attributes attributes() {
		return this.attributes;
	}

	/**
	 * The authority asked for.
	 * @return the authority, or null for the channel's
	 */
	public @Nullable String authority() {
		return this.authority;
	}

	/**
	 * What takes down the response.
	 * @return what to fill, or null
	 */
	public @Nullable ResponseInfo capture() {
		return this.capture;
	}

	/**
	 * The encoding of request messages.
	 * @return its name, or null for the channel's
	 */
	public @Nullable String compression() {
		return this.compression;
	}

	/**
	 * The credentials of the call alone.
	 * @return the credentials, or null for the channel's only
	 */
	public @Nullable CallCredentials credentials() {
		return this.credentials;
	}

	/**
	 * The encodings that responses may have.
	 * @return their names, or null for those of the channel
	 */
	public @Nullable List<String> acceptedEncodings() {
		return this.acceptedEncodings;
	}

	/**
	 * The content subtype.
	 * @return its name in lower case, or null for the channel's
	 */
	public @Nullable String contentSubtype() {
		return this.contentSubtype;
	}

	/**
	 * Who looks on to the attempts.
	 * @return the observer, or null
	 */
	public @Nullable CallObserver observer() {
		return this.observer;
	}

	/**
	 * When the call is made again.
	 * @return the policy, or null if not set
	 */
	public @Nullable RetryPolicy retry() {
		return this.retry;
	}

	/**
	 * Whether a server may work on the call twice.
	 * @return true if it does no harm
	 */
	public boolean idempotent() {
		return this.idempotent;
	}

	/**
	 * Every field by its name, for what is generic about options. A new field belongs
	 * here; a test counts them.
	 */
	private Map<String, @Nullable Object> values() {
		Map<String, @Nullable Object> all = new LinkedHashMap<>();
		all.put("deadline", this.deadline);
		all.put("waitForReady", this.waitForReady);
		all.put("headers", this.headers);
		all.put("maxInboundSize", this.maxInboundSize);
		all.put("maxOutboundSize", this.maxOutboundSize);
		all.put("readyThreshold", this.readyThreshold);
		all.put("executor", this.executor);
		all.put("attributes", this.attributes);
		all.put("authority", this.authority);
		all.put("capture", this.capture);
		all.put("compression", this.compression);
		all.put("acceptedEncodings", this.acceptedEncodings);
		all.put("contentSubtype", this.contentSubtype);
		all.put("credentials", this.credentials);
		all.put("observer", this.observer);
		all.put("retry", this.retry);
		all.put("idempotent", this.idempotent ? true : null);
		return all;
	}

	/**
	 * Whether the other options ask for the same. Executors and captures are the same if
	 * they are equal, which by default is to be one object.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof RpcOptionValues that && values().equals(that.values());
	}

	@Override
	public int hashCode() {
		return values().hashCode();
	}

	/**
	 * What is asked for, for logs.
	 */
	@Override
	public String toString() {
		Map<String, @Nullable Object> asked = values();
		asked.values().removeIf((value) -> value == null || UNSET.contains(value));
		return "RpcOptions" + asked;
	}

}
