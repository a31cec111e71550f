package io.clientconn.balancer;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.clientconn.concurrent.OnSerializer;
import io.clientconn.resolver.Address;
import io.clientconn.resolver.Endpoint;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;

/**
 * Gives every backend a balancer of its own and lets calls take turns over those in the
 * best state: READY, then CONNECTING, IDLE, TRANSIENT_FAILURE. Owned by the channel's
 * serializer.
 * <p>
 * A child lives as long as a backend with the same set of addresses is listed, whatever
 * their order. A child that turns idle is connected again at once; none is left idle.
 */
@OnSerializer
final class EndpointSharding implements Balancer {

	private static final List<ConnectivityState> BEST_FIRST = List.of(ConnectivityState.READY,
			ConnectivityState.CONNECTING, ConnectivityState.IDLE);

	private final BalancerHost host;

	private final BalancerProvider childProvider;

	private final Object childSettings;

	private Map<Set<SocketAddress>, Child> children = new LinkedHashMap<>();

	/** Children publish while they take an update; one publication at the end will do. */
	private boolean updating;

	private boolean closed;

	EndpointSharding(BalancerHost host, BalancerProvider childProvider, Object childSettings) {
		this.host = host;
		this.childProvider = childProvider;
		this.childSettings = childSettings;
	}

	@Override
	public Status accept(BalancerUpdate update) {
		Map<Set<SocketAddress>, Child> before = this.children;
		this.children = new LinkedHashMap<>();
		this.updating = true;
		Status verdict = Status.OK;
		// Many clients that start together must not all begin with the same backend.
		for (Endpoint endpoint : rotate(update.endpoints())) {
			Set<SocketAddress> key = key(endpoint);
			if (!this.children.containsKey(key)) {
				Child kept = before.remove(key);
				Child child = (kept != null) ? kept : new Child();
				this.children.put(key, child);
				Status answer = child.balancer.accept(new BalancerUpdate(List.of(endpoint), this.childSettings));
				verdict = answer.isOk() ? verdict : answer;
			}
		}
		this.updating = false;
		if (this.children.isEmpty()) {
			verdict = Status.unavailable("name resolution produced zero addresses");
			this.host.publish(ConnectivityState.TRANSIENT_FAILURE, FixedPicker.fail(verdict));
		}
		else {
			publish();
		}
		before.values().forEach(Child::close);
		return verdict;
	}

	private List<Endpoint> rotate(List<Endpoint> endpoints) {
		if (endpoints.size() < 2) {
			return endpoints;
		}
		int start = this.host.random().nextInt(endpoints.size());
		List<Endpoint> rotated = new ArrayList<>(endpoints.subList(start, endpoints.size()));
		rotated.addAll(endpoints.subList(0, start));
		return rotated;
	}

	private static Set<SocketAddress> key(Endpoint endpoint) {
		return endpoint.addresses().stream().map(Address::socketAddress).collect(Collectors.toUnmodifiableSet());
	}

	@Override
	public void resolverError(Status error) {
		if (this.children.isEmpty()) {
			this.host.publish(ConnectivityState.TRANSIENT_FAILURE, FixedPicker.fail(error));
		}
		else {
			this.children.values().forEach((child) -> child.balancer.resolverError(error));
		}
	}

	@Override
	public void exitIdle() {
		this.children.values().forEach(Child::exitIdle);
	}

	@Override
	public void close() {
		this.closed = true;
		this.children.values().forEach(Child::close);
	}

	private void published(Child child) {
		if (child.host.state() == ConnectivityState.IDLE) {
			// Posted: the child is still on the stack.
			this.host.serializer().execute(child::exitIdle);
		}
		if (!this.updating && !this.closed) {
			publish();
		}
	}

	private void publish() {
		for (ConnectivityState state : BEST_FIRST) {
			List<Picker> pickers = pickersIn(state);
			if (!pickers.isEmpty()) {
				this.host.publish(state, picker(pickers));
				return;
			}
		}
		List<Picker> failing = pickersIn(ConnectivityState.TRANSIENT_FAILURE);
		Picker picker = picker(failing);
		this.host.publish(ConnectivityState.TRANSIENT_FAILURE,
				(failing.size() == 1) ? picker : new AllFailedPicker(picker, failing.size()));
	}

	private List<Picker> pickersIn(ConnectivityState state) {
		return this.children.values()
			.stream()
			.filter((child) -> child.host.state() == state)
			.map((child) -> child.host.picker())
			.toList();
	}

	private Picker picker(List<Picker> pickers) {
		return (pickers.size() == 1) ? pickers.get(0)
				: new RoundRobinPicker(pickers, this.host.random().nextInt(pickers.size()));
	}

	@Override
	public String toString() {
		return "sharding over " + this.children.size() + " x " + this.childProvider.policyName();
	}

	/**
	 * The balancer of one backend.
	 */
	private final class Child {

		private final ChildHost host;

		private final Balancer balancer;

		private boolean removed;

		Child() {
			this.host = new ChildHost(EndpointSharding.this.host, () -> published(this));
			this.balancer = EndpointSharding.this.childProvider.create(this.host);
		}

		void exitIdle() {
			if (!this.removed) {
				this.balancer.exitIdle();
			}
		}

		void close() {
			this.removed = true;
			this.host.close();
			this.balancer.close();
		}

	}

}
