package io.clientconn.rpc;

/**
 * The seventeen status codes of gRPC.
 *
 * @since 0.1.0
 * @see <a href="https://grpc.github.io/grpc/core/md_doc_statuscodes.html">Status codes
 * and their use in gRPC</a>
 */
public enum StatusCode {

	/** The call succeeded. */
	OK,
	/** The call was cancelled, usually by the caller. */
	CANCELLED,
	/** Unknown error, for example a status of another system without a counterpart. */
	UNKNOWN,
	/** The caller sent an argument that can never be right. */
	INVALID_ARGUMENT,
	/** The deadline passed before the call finished; it may have taken effect. */
	DEADLINE_EXCEEDED,
	/** Something that was asked for does not exist. */
	NOT_FOUND,
	/** Something that was to be created exists. */
	ALREADY_EXISTS,
	/** The caller is known but not allowed to do this. */
	PERMISSION_DENIED,
	/** A quota, a size limit or the space is used up. */
	RESOURCE_EXHAUSTED,
	/** The system is not in the state that the call needs. */
	FAILED_PRECONDITION,
	/** The call was aborted, typically by a concurrent change. */
	ABORTED,
	/** The call went past the valid range. */
	OUT_OF_RANGE,
	/** The server does not know the method. */
	UNIMPLEMENTED,
	/** An invariant is broken, on either side. */
	INTERNAL,
	/** The service cannot be reached now; trying again later may help. */
	UNAVAILABLE,
	/** Data is lost or corrupted for good. */
	DATA_LOSS,
	/** The caller has no valid credentials. */
	UNAUTHENTICATED;

	private static final StatusCode[] BY_VALUE = values();

	/**
	 * The number of this code on the wire.
	 * @return 0 to 16
	 */
	public int value() {
		return ordinal();
	}

	/**
	 * The code with a number.
	 * @param value a number from the wire
	 * @return its code, or {@link #UNKNOWN} if gRPC has none with that number
	 */
	public static StatusCode of(int value) {
		return (value >= 0 && value < BY_VALUE.length) ? BY_VALUE[value] : UNKNOWN;
	}

}
