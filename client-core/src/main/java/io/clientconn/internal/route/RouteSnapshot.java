package io.clientconn.internal.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.clientconn.balancer.Picker;
import io.clientconn.concurrent.AnyThread;
import io.clientconn.config.ServiceConfig;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;

import org.jspecify.annotations.Nullable;

/**
 * What calls see of the control plane at one moment: the service config, how to pick, the
 * state of the channel, and the picks that wait because this snapshot has no connection
 * for them.
 * <p>
 * Everything but the set of waiters is immutable. It never changes its mind: news is a
 * new snapshot.
 */
@AnyThread
public final class RouteSnapshot {

	private final @Nullable ServiceConfig serviceConfig;

	private final @Nullable Picker picker;

	private final ConnectivityState state;

	private final @Nullable Status closed;

	private final RareSet<PendingPick> waiters = new RareSet<>();

	private RouteSnapshot(@Nullable ServiceConfig serviceConfig, @Nullable Picker picker, ConnectivityState state,
			@Nullable Status closed) {
		this.serviceConfig = serviceConfig;
		this.picker = picker;
		this.state = state;
		this.closed = closed;
	}

	/**
	 * Before the first resolution: every pick waits. A pick that finds the state
	 * {@link ConnectivityState#IDLE} wakes the channel.
	 */
	public static RouteSnapshot unresolved(ConnectivityState state) {
		return new RouteSnapshot(null, null, state, null);
	}

	/**
	 * Calls can be picked.
	 */
	public static RouteSnapshot of(ServiceConfig serviceConfig, Picker picker, ConnectivityState state) {
		return new RouteSnapshot(serviceConfig, picker, state, null);
	}

	static RouteSnapshot closed(Status status) {
		return new RouteSnapshot(null, null, ConnectivityState.SHUTDOWN, status);
	}

	/**
	 * The same once more, for picks to come.
	 */
	RouteSnapshot withoutWaiters() {
		return new RouteSnapshot(this.serviceConfig, this.picker, this.state, this.closed);
	}

	/**
	 * The service config in force, null before the first resolution.
	 */
	public @Nullable ServiceConfig serviceConfig() {
		return this.serviceConfig;
	}

	/**
	 * The state of the channel.
	 */
	public ConnectivityState state() {
		return this.state;
	}

	@Nullable Picker picker() {
		return this.picker;
	}

	@Nullable Status closedWith() {
		return this.closed;
	}

	void add(PendingPick waiter) {
		this.waiters.add(waiter);
	}

	void remove(PendingPick waiter) {
		this.waiters.remove(waiter);
	}

	/**
	 * The waiters in the order in which they first parked.
	 */
	List<PendingPick> waitersInOrder() {
		List<PendingPick> all = new ArrayList<>(this.waiters.elements());
		if (all.size() > 1) {
			all.sort(Comparator.comparingLong(PendingPick::order));
		}
		return all;
	}

	int waiterCount() {
		return this.waiters.elements().size();
	}

	@Override
	public String toString() {
		return "RouteSnapshot[" + this.state + ", waiters=" + waiterCount() + "]";
	}

}
