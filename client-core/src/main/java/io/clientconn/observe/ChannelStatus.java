package io.clientconn.observe;

import java.net.SocketAddress;
import java.time.Instant;
import java.util.List;

import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;

/**
 * What a channel looks like at one moment, for health checks and people.
 *
 * @param state the state of the channel
 * @param since when it entered that state
 * @param lastError why it is not ready, or {@link Status#OK}
 * @param addresses its connections, one for each address in use
 * @since 0.1.0
 */
public record ChannelStatus(ConnectivityState state, Instant since, Status lastError, List<AddressStatus> addresses) {

	public ChannelStatus {
		addresses = List.copyOf(addresses);
	}

	/**
	 * One connection of a channel.
	 *
	 * @param address where it goes
	 * @param state its state; with health checks, what its server says
	 * @param since when it entered that state
	 * @param lastError the last failure since it was ready, or {@link Status#OK}
	 */
	public record AddressStatus(SocketAddress address, ConnectivityState state, Instant since, Status lastError) {

	}

}
