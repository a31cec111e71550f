package io.clientconn.rpc;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A call that did not end with {@link StatusCode#OK}: the only exception that calls
 * throw.
 *
 * @since 0.1.0
 */
public class StatusException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient CallOutcome outcome;

	private final @Nullable String method;

	private final StatusCode code;

	private final @Nullable String description;

	/**
	 * Makes an exception of an outcome.
	 * @param method the full name of the method, or null if no call was involved
	 * @param outcome how the call ended
	 * @throws IllegalArgumentException if it ended well
	 */
	public StatusException(@Nullable String method, CallOutcome outcome) {
		super(message(method, outcome.status()), outcome.status().cause());
		this.outcome = outcome;
		this.method = method;
		this.code = outcome.status().code();
		this.description = outcome.status().description();
		if (outcome.status().isOk()) {
			throw new IllegalArgumentException("OK is not a failure");
		}
	}

	/**
	 * Makes an exception of a status, as a test or a fake would.
	 * @param status the status
	 * @throws IllegalArgumentException if it is OK
	 */
	public StatusException(Status status) {
		this(null, CallOutcome.local(status));
	}

	/**
	 * What a method answers that an implementation of a client interface left out.
	 * @param method the full name of the method
	 * @return an {@link StatusCode#UNIMPLEMENTED} exception
	 */
	public static StatusException unimplemented(String method) {
		return new StatusException(method, CallOutcome
			.local(Status.of(StatusCode.UNIMPLEMENTED, "method " + method + " is not implemented by this client")));
	}

	/**
	 * The status code.
	 * @return never {@link StatusCode#OK}
	 */
	public StatusCode code() {
		return this.code;
	}

	/**
	 * What happened, in words.
	 * @return the description, or null
	 */
	public @Nullable String description() {
		return status().description();
	}

	/**
	 * Code, description and cause.
	 * @return the status
	 */
	public Status status() {
		return outcome().status();
	}

	/**
	 * The server's trailers.
	 * @return the trailers, possibly empty
	 */
	public Metadata trailers() {
		return outcome().trailers();
	}

	/**
	 * The method that was called.
	 * @return its full name, or null if no call was involved
	 */
	public @Nullable String method() {
		return this.method;
	}

	/**
	 * Who served the call.
	 * @return the peer, or null if it never reached a connection
	 */
	public @Nullable PeerInfo peer() {
		return outcome().peer();
	}

	/**
	 * Who decided the status.
	 * @return this side, the connection or the server
	 */
	public CallOutcome.Origin origin() {
		return outcome().origin();
	}

	/**
	 * The attempts that failed before the last one.
	 * @return the attempts in order, possibly none
	 */
	public List<CallOutcome.FailedAttempt> attempts() {
		return outcome().failedAttempts();
	}

	/**
	 * The HTTP/2 error code that ended the call.
	 * @return the code of RFC 9113 section 7, or -1 if none was involved
	 */
	public long http2Error() {
		return outcome().http2Error();
	}

	/**
	 * All of it together.
	 * @return how the call ended
	 */
	public CallOutcome outcome() {
		// The outcome does not survive serialization; code, description and cause do.
		return (this.outcome != null) ? this.outcome : CallOutcome.local(restored());
	}

	private Status restored() {
		return Status.of(this.code, this.description).withCause(getCause());
	}

	private static String message(@Nullable String method, Status status) {
		return (method == null) ? status.text() : status.text() + " [" + method + "]";
	}

}
