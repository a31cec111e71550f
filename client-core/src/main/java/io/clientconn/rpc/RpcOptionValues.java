package io.clientconn.rpc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * What calls can ask for, in fields that only {@link RpcOptions} sets, and what is
 * generic about them.
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
