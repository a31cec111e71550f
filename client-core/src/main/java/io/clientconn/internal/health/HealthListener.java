package io.clientconn.internal.health;

import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;

/**
 * Hears a {@link HealthWatch}, in the serializer.
 */
public interface HealthListener {

	/**
	 * The health changed.
	 * @param state READY if the server wants calls, CONNECTING while it is asked again,
	 * TRANSIENT_FAILURE if it wants none or cannot be asked
	 * @param reason why, in TRANSIENT_FAILURE
	 */
	void healthChanged(ConnectivityState state, Status reason);

	/**
	 * The server offers no health checks, so its connection counts as healthy; follows
	 * the change to READY.
	 * @param answer what it said
	 */
	void notOffered(Status answer);

}
