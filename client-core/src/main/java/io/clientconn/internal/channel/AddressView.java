package io.clientconn.internal.channel;

import java.net.SocketAddress;
import java.time.Instant;

import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;

/**
 * One connection as it is shown to people. An address that fails stays in
 * {@link ConnectivityState#TRANSIENT_FAILURE} until it works, however often it is tried
 * meanwhile. Immutable.
 *
 * @param address where it goes
 * @param state its state
 * @param lastError why it failed or was lost last, {@link Status#OK} once it works
 * @param since when it came into this state
 */
public record AddressView(SocketAddress address, ConnectivityState state, Status lastError, Instant since) {

	AddressView with(ConnectivityState newState, Status reason, Instant now) {
		boolean stillFailing = this.state == ConnectivityState.TRANSIENT_FAILURE
				&& (newState == ConnectivityState.IDLE || newState == ConnectivityState.CONNECTING);
		ConnectivityState shown = stillFailing ? this.state : newState;
		Status error = reason.isOk() ? this.lastError : reason;
		return new AddressView(this.address, shown, (shown == ConnectivityState.READY) ? Status.OK : error,
				(shown == this.state) ? this.since : now);
	}

}
