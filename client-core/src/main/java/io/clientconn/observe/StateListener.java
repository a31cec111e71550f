package io.clientconn.observe;

import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;

/**
 * Hears the states of a channel, one after the other. Unlike a {@link ChannelObserver} it
 * runs on the channel's executor for callbacks, where it may take its time. What it
 * throws is logged and ignored.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface StateListener {

	/**
	 * The channel is in a state.
	 * @param state the state it has entered or, when watching begins, the one it is in
	 * @param reason why it cannot connect, {@link Status#OK} in all states but
	 * {@link ConnectivityState#TRANSIENT_FAILURE}
	 */
	void stateChanged(ConnectivityState state, Status reason);

}
