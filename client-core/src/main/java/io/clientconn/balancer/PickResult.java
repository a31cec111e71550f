package io.clientconn.balancer;

import java.util.Objects;

import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link Picker} decided: take a connection, wait for the next picker, fail unless
 * the call waits for ready, or fail in any case. Immutable.
 *
 * @since 0.1.0
 */
public final class PickResult {

	private static final PickResult QUEUE = new PickResult(Kind.QUEUE, null, null, null, Status.OK);

	private final Kind kind;

	private final @Nullable SubConn subConn;

	private final @Nullable PickTracker tracker;

	private final @Nullable Metadata headers;

	private final Status status;

	private PickResult(Kind kind, @Nullable SubConn subConn, @Nullable PickTracker tracker, @Nullable Metadata headers,
			Status status) {
		this.kind = kind;
		this.subConn = subConn;
		this.tracker = tracker;
		this.headers = headers;
		this.status = status;
	}

	/**
	 * Takes a connection. If it is not ready the call waits for the next picker.
	 * @param subConn the connection
	 * @return the result; can be kept and answered again
	 */
	public static PickResult use(SubConn subConn) {
		return use(subConn, null, null);
	}

	/**
	 * Takes a connection.
	 * @param subConn the connection
	 * @param tracker hears the end of the attempt exactly once, or null
	 * @param headers what to add to the headers of the attempt, or null
	 * @return the result
	 */
	public static PickResult use(SubConn subConn, @Nullable PickTracker tracker, @Nullable Metadata headers) {
		return new PickResult(Kind.USE, Objects.requireNonNull(subConn, "subConn"), tracker, headers, Status.OK);
	}

	/**
	 * Waits for the next picker.
	 * @return the result
	 */
	public static PickResult queue() {
		return QUEUE;
	}

	/**
	 * Fails the call, unless it waits for ready.
	 * @param status why
	 * @return the result
	 */
	public static PickResult fail(Status status) {
		return new PickResult(Kind.FAIL, null, null, null, notOk(status));
	}

	/**
	 * Fails the call even if it waits for ready, and without a retry.
	 * @param status why
	 * @return the result
	 */
	public static PickResult drop(Status status) {
		return new PickResult(Kind.DROP, null, null, null, notOk(status));
	}

	/**
	 * What was decided.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * The connection to take.
	 * @return the connection; null unless the kind is {@link Kind#USE}
	 */
	public @Nullable SubConn subConn() {
		return this.subConn;
	}

	/**
	 * Who hears the end of the attempt.
	 * @return the tracker, or null
	 */
	public @Nullable PickTracker tracker() {
		return this.tracker;
	}

	/**
	 * What to add to the headers of the attempt.
	 * @return the headers, or null
	 */
	public @Nullable Metadata headers() {
		return this.headers;
	}

	/**
	 * Why the call fails.
	 * @return the status; {@link Status#OK} unless the kind is {@link Kind#FAIL} or
	 * {@link Kind#DROP}
	 */
	public Status status() {
		return this.status;
	}

	private static Status notOk(Status status) {
		if (status.isOk()) {
			throw new IllegalArgumentException("a pick cannot fail with OK");
		}
		return status;
	}

	@Override
	public String toString() {
		return switch (this.kind) {
			case USE -> "use " + this.subConn;
			case QUEUE -> "queue";
			case FAIL -> "fail " + this.status;
			case DROP -> "drop " + this.status;
		};
	}

	/**
	 * What a picker can decide.
	 */
	public enum Kind {

		/** Take a connection. */
		USE,
		/** Wait for the next picker. */
		QUEUE,
		/** Fail unless the call waits for ready. */
		FAIL,
		/** Fail in any case. */
		DROP

	}

}
