package io.clientconn.internal.health;

import io.clientconn.rpc.Status;

/**
 * The words of connections that work to servers that do not. Pure functions.
 */
final class HealthTexts {

	private HealthTexts() {
	}

	/**
	 * A server that wants no calls.
	 */
	static Status unhealthy(String peer, String service, int status) {
		String hint = (status == HealthMessages.SERVICE_UNKNOWN)
				? "; it does not know that service: correct the name that is asked for, or add it to the server's health"
				: "";
		return Status.unavailable(peer + " is connected, but the health check of " + name(service) + " says "
				+ HealthMessages.name(status) + hint);
	}

	/**
	 * A server that cannot be asked.
	 */
	static Status unknown(String peer, String service, Status end) {
		return Status
			.unavailable(peer + " is connected, but the health check of " + name(service) + " failed: "
					+ HealthMessages.WATCH.fullName() + " ended with " + end.text())
			.withCause(end.cause());
	}

	static String name(String service) {
		return service.isEmpty() ? "the whole server" : "'" + service + "'";
	}

}
