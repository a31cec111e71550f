package io.clientconn.internal.route;

import io.clientconn.rpc.Status;

/**
 * Keeps what is not the application from speaking as the application does (gRFC A54).
 * Pure functions.
 */
public final class ControlPlaneCodes {

	private ControlPlaneCodes() {
	}

	/**
	 * A status as calls may see it.
	 * @param who failed the call, for the text
	 * @param status what they say
	 * @return the status, or {@link io.clientconn.rpc.StatusCode#INTERNAL} if its code
	 * belongs to applications
	 */
	public static Status allowed(String who, Status status) {
		return switch (status.code()) {
			case INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, DATA_LOSS ->
				Status
					.internal(who + " failed the call with " + status.code() + ", which is not a code of its own: "
							+ status.description())
					.withCause(status.cause());
			default -> status;
		};
	}

}
