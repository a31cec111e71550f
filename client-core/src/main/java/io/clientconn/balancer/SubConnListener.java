package io.clientconn.balancer;

import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;

/**
 * Hears the states of one {@link SubConn}, in the channel's serializer.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SubConnListener {

	/**
	 * The state changed.
	 * @param state the new state
	 * @param reason in {@link ConnectivityState#TRANSIENT_FAILURE} why the last attempt
	 * failed, otherwise {@link Status#OK}
	 */
	void stateChanged(ConnectivityState state, Status reason);

}
