package io.clientconn.rpc;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of an operation as a value: a code, what happened in words, and the local
 * cause if there is one. The cause never travels over the network.
 *
 * @since 0.1.0
 */
public final class Status {

	/** Success without a description. */
	public static final Status OK = new Status(StatusCode.OK, null, null);

	private final StatusCode code;

	private final @Nullable String description;

	private final @Nullable Throwable cause;

	private Status(StatusCode code, @Nullable String description, @Nullable Throwable cause) {
		this.code = code;
		this.description = description;
		this.cause = cause;
	}

	/**
	 * A status without a description.
	 * @param code the code
	 * @return the status
	 */
	public static Status of(StatusCode code) {
		return (code == StatusCode.OK) ? OK : new Status(code, null, null);
	}

	/**
	 * A status with a description.
	 * @param code the code
	 * @param description what failed, to which target, and what to try
	 * @return the status
	 */
	public static Status of(StatusCode code, @Nullable String description) {
		return new Status(Objects.requireNonNull(code, "code"), description, null);
	}

	/**
	 * A status that says the service cannot be reached.
	 * @param description what failed
	 * @return an {@link StatusCode#UNAVAILABLE} status
	 */
	public static Status unavailable(String description) {
		return of(StatusCode.UNAVAILABLE, description);
	}

	/**
	 * A status that says an invariant is broken.
	 * @param description what failed
	 * @return an {@link StatusCode#INTERNAL} status
	 */
	public static Status internal(String description) {
		return of(StatusCode.INTERNAL, description);
	}

	/**
	 * The status that a throwable carries.
	 * @param thrown anything thrown
	 * @return the status of the first {@link StatusException} in its chain of causes, or
	 * {@link StatusCode#UNKNOWN} with the throwable as cause
	 */
	public static Status fromThrowable(Throwable thrown) {
		for (Throwable at = thrown; at != null; at = at.getCause()) {
			if (at instanceof StatusException status) {
				return status.status();
			}
		}
		return of(StatusCode.UNKNOWN).withCause(thrown);
	}

	/**
	 * The code.
	 * @return the code
	 */
	public StatusCode code() {
		return this.code;
	}

	/**
	 * What happened, in words.
	 * @return the description, or null if there is none
	 */
	public @Nullable String description() {
		return this.description;
	}

	/**
	 * What caused it on this side.
	 * @return the cause, or null
	 */
	public @Nullable Throwable cause() {
		return this.cause;
	}

	/**
	 * Whether the code is {@link StatusCode#OK}.
	 * @return true on success
	 */
	public boolean isOk() {
		return this.code == StatusCode.OK;
	}

	/**
	 * This status with another description.
	 * @param description the new description, or null for none
	 * @return the new status
	 */
	public Status withDescription(@Nullable String description) {
		return new Status(this.code, description, this.cause);
	}

	/**
	 * This status with a cause.
	 * @param cause the new cause, or null for none
	 * @return the new status
	 */
	public Status withCause(@Nullable Throwable cause) {
		return new Status(this.code, this.description, cause);
	}

	/**
	 * The code and the description, for one line of a log or of another status.
	 * @return {@code CODE: description}, or the code alone if there is no description;
	 * without the cause
	 */
	public String text() {
		return (this.description == null) ? this.code.name() : this.code + ": " + this.description;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Status status && this.code == status.code
				&& Objects.equals(this.description, status.description) && Objects.equals(this.cause, status.cause);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.code, this.description, this.cause);
	}

	@Override
	public String toString() {
		return (this.cause == null) ? text() : text() + " (cause: " + this.cause + ")";
	}

}
