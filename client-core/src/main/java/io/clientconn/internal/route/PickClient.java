package io.clientconn.internal.route;

import io.clientconn.balancer.PickArgs;
import io.clientconn.balancer.PickTracker;
import io.clientconn.config.ServiceConfig;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;

import org.jspecify.annotations.Nullable;

/**
 * An attempt that needs a connection. Its methods are called on whatever thread does the
 * pick, one pick at a time; exactly one of {@link #picked}, {@link #unreachable} and
 * {@link #failed} ends a pick, unless it was cancelled.
 */
public interface PickClient extends PickArgs {

	/**
	 * The first service config is known, or another one since. Called before each pick.
	 * @return whether to go on picking; false if the call is over
	 */
	boolean configured(ServiceConfig serviceConfig);

	/**
	 * Whether to wait where others fail.
	 */
	boolean waitsForReady();

	/**
	 * A connection that turned out to take no calls, so that picking it again makes no
	 * sense; null at first.
	 */
	@Nullable ClientTransport avoid();

	/**
	 * A connection was found.
	 * @param tracker hears the end of the attempt; the client's duty from now on
	 * @param headers what the picker adds to the headers
	 */
	void picked(ClientTransport transport, @Nullable PickTracker tracker, @Nullable Metadata headers);

	/**
	 * There is no connection now, and the client does not wait for one.
	 */
	void unreachable(Status status);

	/**
	 * There will be no connection.
	 */
	void failed(Status status);

	/**
	 * There is no connection to be had at this moment, and the pick waits for one.
	 */
	void parked();

	/**
	 * The balancer's latest reason for having no connection, while the call goes on
	 * waiting; for the text of its deadline.
	 */
	void waiting(Status latestError);

}
