package io.clientconn.observe;

import java.net.SocketAddress;

import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;

/**
 * Hears what happens to a channel. Called inline where the event happens: trusted code
 * that never blocks. What it throws is logged and ignored.
 *
 * @since 0.1.0
 */
public interface ChannelObserver {

	/** Hears nothing. */
	ChannelObserver NONE = new ChannelObserver() {
	};

	/**
	 * The state of the channel changed.
	 * @param state the new state
	 * @param reason why, {@link Status#OK} unless something failed
	 */
	default void channelState(ConnectivityState state, Status reason) {
	}

	/**
	 * Name resolution failed, or its result was of no use.
	 * @param error why
	 */
	default void resolutionFailed(Status error) {
	}

	/**
	 * The state of one connection changed, or the health of its server where that is
	 * asked for: a connection whose server wants no calls is in
	 * {@link ConnectivityState#TRANSIENT_FAILURE}.
	 * @param address its address
	 * @param state the new state
	 * @param reason why, {@link Status#OK} unless something failed
	 */
	default void connectionState(SocketAddress address, ConnectivityState state, Status reason) {
	}

}
