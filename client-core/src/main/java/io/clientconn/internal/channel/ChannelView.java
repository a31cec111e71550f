package io.clientconn.internal.channel;

import java.time.Instant;
import java.util.List;

import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;

/**
 * A channel as it is shown to people. Immutable: a picture of one moment.
 *
 * @param state the state of the channel
 * @param lastError why nothing works, {@link Status#OK} unless the state is
 * {@link ConnectivityState#TRANSIENT_FAILURE}
 * @param since when it came into this state
 * @param addresses its connections, oldest first
 */
public record ChannelView(ConnectivityState state, Status lastError, Instant since, List<AddressView> addresses) {

	public ChannelView {
		addresses = List.copyOf(addresses);
	}

}
