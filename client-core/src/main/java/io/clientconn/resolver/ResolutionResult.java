package io.clientconn.resolver;

import java.util.List;

import io.clientconn.config.ServiceConfig;
import io.clientconn.rpc.Status;

import org.jspecify.annotations.Nullable;

/**
 * What a resolver found: always the full list of backends, never a change to an earlier
 * one; or why it found nothing.
 *
 * @param endpoints the backends, possibly none
 * @param serviceConfig the service config that came with them, or null for none
 * @param error {@link Status#OK}, or why resolution, or reading its service config,
 * failed
 * @param failed whether resolution as a whole failed, so that the endpoints say nothing
 * @since 0.1.0
 */
public record ResolutionResult(List<Endpoint> endpoints, @Nullable ServiceConfig serviceConfig, Status error,
		boolean failed) {

	public ResolutionResult {
		endpoints = List.copyOf(endpoints);
	}

	/**
	 * A success without a service config.
	 * @param endpoints the backends, possibly none
	 * @return the result
	 */
	public static ResolutionResult of(List<Endpoint> endpoints) {
		return new ResolutionResult(endpoints, null, Status.OK, false);
	}

	/**
	 * A success with a service config.
	 * @param endpoints the backends, possibly none
	 * @param serviceConfig the service config
	 * @return the result
	 */
	public static ResolutionResult of(List<Endpoint> endpoints, ServiceConfig serviceConfig) {
		return new ResolutionResult(endpoints, serviceConfig, Status.OK, false);
	}

	/**
	 * Backends whose service config could not be read. The channel keeps the config it
	 * has, or fails its calls if it has none.
	 * @param endpoints the backends
	 * @param error what is wrong with the service config
	 * @return the result
	 */
	public static ResolutionResult withBadServiceConfig(List<Endpoint> endpoints, Status error) {
		return new ResolutionResult(endpoints, null, error, false);
	}

	/**
	 * A failure. Backends found earlier stay in use.
	 * @param error why, with the name that was looked up
	 * @return the result
	 */
	public static ResolutionResult failure(Status error) {
		return new ResolutionResult(List.of(), null, error, true);
	}

}
