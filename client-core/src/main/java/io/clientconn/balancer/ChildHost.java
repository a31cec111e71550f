package io.clientconn.balancer;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

import io.clientconn.concurrent.OnSerializer;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.resolver.Address;
import io.clientconn.rpc.ConnectivityState;

/**
 * What a balancer within a balancer sees as its channel. It keeps the child's latest
 * picker and its connections, and cuts the child off when it is closed: nothing that a
 * closed child does reaches the parent, and its connections are shut down. Owned by the
 * channel's serializer.
 */
@OnSerializer
final class ChildHost implements BalancerHost {

	private final BalancerHost parent;

	private final Runnable published;

	private final Set<SubConn> subConns = new LinkedHashSet<>(2);

	private ConnectivityState state = ConnectivityState.CONNECTING;

	private Picker picker = FixedPicker.QUEUE;

	private boolean closed;

	/**
	 * Makes a host.
	 * @param published runs after each publication, on the child's stack
	 */
	ChildHost(BalancerHost parent, Runnable published) {
		this.parent = parent;
		this.published = published;
	}

	@Override
	public SubConn newSubConn(Address address, SubConnListener listener) {
		SubConn[] made = new SubConn[1];
		made[0] = this.parent.newSubConn(address, (newState, reason) -> {
			if (newState == ConnectivityState.SHUTDOWN) {
				this.subConns.remove(made[0]);
			}
			if (!this.closed) {
				listener.stateChanged(newState, reason);
			}
		});
		if (this.closed) {
			made[0].shutdown();
		}
		else {
			this.subConns.add(made[0]);
		}
		return made[0];
	}

	@Override
	public void publish(ConnectivityState newState, Picker newPicker) {
		if (!this.closed) {
			this.state = newState;
			this.picker = newPicker;
			this.published.run();
		}
	}

	@Override
	public void requestResolution() {
		if (!this.closed) {
			this.parent.requestResolution();
		}
	}

	/**
	 * Cuts the child off.
	 */
	void close() {
		this.closed = true;
		Set.copyOf(this.subConns).forEach(SubConn::shutdown);
		this.subConns.clear();
	}

	ConnectivityState state() {
		return this.state;
	}

	Picker picker() {
		return this.picker;
	}

	@Override
	public Executor serializer() {
		return this.parent.serializer();
	}

	@Override
	public Scheduler scheduler() {
		return this.parent.scheduler();
	}

	@Override
	public RandomGenerator random() {
		return this.parent.random();
	}

}
