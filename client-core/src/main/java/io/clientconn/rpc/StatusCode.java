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
	OK(0),
	/** The call was cancelled, usually by the caller. */
	CANCELLED(1),
	/** Unknown error, for example a status of another system without a counterpart. */
	UNKNOWN(2),
	/** The caller sent an argument that can never be right. */
	INVALID_ARGUMENT(3),
	/** The deadline passed before the call finished; it may have taken effect. */
	DEADLINE_EXCEEDED(4),
	/** Something that was asked for does not exist. */
	NOT_FOUND(5),
	/** Something that was to be created exists. */
	ALREADY_EXISTS(6),
	/** The caller is known but not allowed to do this. */
	PERMISSION_DENIED(7),
	/** A quota, a size limit or the space is used up. */
	RESOURCE_EXHAUSTED(8),
	/** The system is not in the state that the call needs. */
	FAILED_PRECONDITION(9),
	/** The call was aborted, typically by a concurrent change. */
	ABORTED(10),
	/** The call went past the valid range. */
	OUT_OF_RANGE(11),
	/** The server does not know the method. */
	UNIMPLEMENTED(12),
	/** An invariant is broken, on either side. */
	INTERNAL(13),
	/** The service cannot be reached now; trying again later may help. */
	UNAVAILABLE(14),
	/** Data is lost or corrupted for good. */
	DATA_LOSS(15),
	/** The caller has no valid credentials. */
	UNAUTHENTICATED(16);

	private static final StatusCode[] BY_VALUE = values();

	private final int value;

	StatusCode(int value) {
		this.value = value;
	}

	/**
	 * The number of this code on the wire.
	 * @return 0 to 16
	 */
	public int value() {
		return this.value;
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
