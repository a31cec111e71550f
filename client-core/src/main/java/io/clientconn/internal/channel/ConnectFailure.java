package io.clientconn.internal.channel;

import java.util.Locale;

import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;

/**
 * Words for connections that fail.
 */
final class ConnectFailure {

	private ConnectFailure() {
	}

	/**
	 * What the last attempt failed of, and how long this has been going on.
	 */
	static Status describe(Status reason, int attempts, long elapsedNanos) {
		Status status = unavailable(reason);
		return (attempts < 2) ? status : status.withDescription(String.format(Locale.ROOT, "%s; %d attempts in %.1f s",
				status.description(), attempts, elapsedNanos / 1e9));
	}

	/**
	 * Whatever went wrong below a call, to the call the service is unavailable.
	 */
	static Status unavailable(Status reason) {
		String description = reason.description();
		if (reason.code() == StatusCode.UNAVAILABLE && description != null) {
			return reason;
		}
		return Status.unavailable((description != null) ? description : reason.code().name()).withCause(reason.cause());
	}

}
