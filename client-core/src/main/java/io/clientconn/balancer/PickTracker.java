package io.clientconn.balancer;

import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;

/**
 * Hears the end of an attempt that a picker placed: exactly once for every
 * {@link PickResult} that names it, also if the attempt never started. Called on any
 * thread; must not block.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface PickTracker {

	/**
	 * The attempt ended.
	 * @param status how; {@link io.clientconn.rpc.StatusCode#UNAVAILABLE} if the
	 * connection was gone before it started
	 * @param trailers the server's trailers, possibly empty
	 */
	void ended(Status status, Metadata trailers);

}
