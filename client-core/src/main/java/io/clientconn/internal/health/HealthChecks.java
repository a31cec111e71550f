package io.clientconn.internal.health;

import io.clientconn.config.ServiceConfig;
import io.clientconn.internal.call.DirectStreams;

import org.jspecify.annotations.Nullable;

/**
 * Whether a channel asks servers for their health, and how. Immutable.
 *
 * @param streams makes streams
 * @param disabled whether nobody is asked, whatever the service config says
 * @param service the service that the application asks for, or null to leave it to the
 * service config
 */
public record HealthChecks(DirectStreams streams, boolean disabled, @Nullable String service) {

	/**
	 * The service to ask for.
	 * @param inForce the service config in force
	 * @return its name, empty for the whole server, or null if nobody is asked
	 */
	public @Nullable String serviceUnder(ServiceConfig inForce) {
		if (this.disabled) {
			return null;
		}
		return (this.service != null) ? this.service : inForce.healthCheckService();
	}

}
