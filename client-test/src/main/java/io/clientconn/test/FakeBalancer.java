package io.clientconn.test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.clientconn.balancer.Balancer;
import io.clientconn.balancer.BalancerHost;
import io.clientconn.balancer.BalancerProvider;
import io.clientconn.balancer.BalancerUpdate;
import io.clientconn.balancer.PickResult;
import io.clientconn.balancer.Picker;
import io.clientconn.concurrent.AnyThread;
import io.clientconn.concurrent.OnSerializer;
import io.clientconn.resolver.Address;
import io.clientconn.resolver.Endpoint;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;

import org.jspecify.annotations.Nullable;

/**
 * A load balancing policy that the test plays, for {@code ClientConnBuilder.balancer}
 * together with {@code loadBalancingPolicy}. It keeps a connection for each address,
 * connects none by itself, and lets calls wait until the test publishes a picker. For one
 * channel. Thread-safe.
 *
 * @since 0.1.0
 */
@AnyThread
public final class FakeBalancer implements BalancerProvider {

	private final String policyName;

	private final List<RecordedSubConn> subConns = new CopyOnWriteArrayList<>();

	private final List<BalancerUpdate> updates = new CopyOnWriteArrayList<>();

	private final List<Status> resolverErrors = new CopyOnWriteArrayList<>();

	private final AtomicInteger exitIdles = new AtomicInteger();

	private final AtomicReference<@Nullable Policy> current = new AtomicReference<>();

	private final Changes changes = new Changes();

	private volatile Published latest = new Published(ConnectivityState.CONNECTING, Picker.always(PickResult.queue()));

	private volatile Status answer = Status.OK;

	private FakeBalancer(String policyName) {
		this.policyName = policyName;
	}

	/**
	 * Makes a policy.
	 * @param policyName its name in service configs and in {@code loadBalancingPolicy}
	 * @return the policy
	 */
	public static FakeBalancer named(String policyName) {
		return new FakeBalancer(policyName);
	}

	/**
	 * Publishes a picker, now if the channel has made its balancer, otherwise as soon as
	 * it has backends. It is published again whenever a connection changes its state, so
	 * that calls which wait for that are picked anew.
	 * @param state the state that the channel shows
	 * @param picker how calls choose; see {@link RecordedSubConn#picker}
	 */
	public void publish(ConnectivityState state, Picker picker) {
		this.latest = new Published(state, picker);
		Policy policy = this.current.get();
		if (policy != null) {
			policy.host.serializer().execute(policy::publish);
		}
	}

	/**
	 * What it answers to backends from now on. Default: {@link Status#OK}.
	 * @param status why they are of no use; the resolver hears it
	 */
	public void answer(Status status) {
		this.answer = status;
	}

	/**
	 * Waits for the connection to an address, at most 10 s.
	 * @param address host and port
	 * @return the latest connection to it
	 * @throws AssertionError if the resolver does not bring the address
	 */
	public RecordedSubConn awaitSubConn(String address) {
		this.changes.await(() -> find(address) != null,
				() -> "there is no connection to " + address + " among " + this.subConns);
		RecordedSubConn found = find(address);
		if (found == null) {
			throw new IllegalStateException("connections are never forgotten");
		}
		return found;
	}

	private @Nullable RecordedSubConn find(String address) {
		RecordedSubConn found = null;
		for (RecordedSubConn subConn : this.subConns) {
			found = subConn.address().toString().equals(address) ? subConn : found;
		}
		return found;
	}

	/**
	 * Every connection that it made, also those that are shut down.
	 * @return the connections in order
	 */
	public List<RecordedSubConn> subConns() {
		return List.copyOf(this.subConns);
	}

	/**
	 * Every list of backends that came, with the settings of the policy.
	 * @return the updates in order
	 */
	public List<BalancerUpdate> updates() {
		return List.copyOf(this.updates);
	}

	/**
	 * Every failure of name resolution that came.
	 * @return the failures in order
	 */
	public List<Status> resolverErrors() {
		return List.copyOf(this.resolverErrors);
	}

	/**
	 * How often the channel asked to connect what is idle.
	 * @return the number so far
	 */
	public int exitIdleCount() {
		return this.exitIdles.get();
	}

	@Override
	public String policyName() {
		return this.policyName;
	}

	@Override
	public Balancer create(BalancerHost host) {
		Policy policy = new Policy(host);
		this.current.set(policy);
		return policy;
	}

	@Override
	public String toString() {
		return "FakeBalancer[" + this.policyName + ", " + this.subConns + "]";
	}

	/**
	 * What calls go by.
	 *
	 * @param state the state that the channel shows
	 * @param picker how calls choose
	 */
	private record Published(ConnectivityState state, Picker picker) {

	}

	/**
	 * The policy at work. Owned by the channel's serializer.
	 */
	@OnSerializer
	private final class Policy implements Balancer {

		private final FakeBalancer kit = FakeBalancer.this;

		private final BalancerHost host;

		private final Map<Address, RecordedSubConn> inUse = new LinkedHashMap<>();

		private boolean closed;

		Policy(BalancerHost host) {
			this.host = host;
		}

		void publish() {
			if (!this.closed) {
				Published now = this.kit.latest;
				this.host.publish(now.state(), now.picker());
			}
		}

		@Override
		public Status accept(BalancerUpdate update) {
			boolean first = this.inUse.isEmpty();
			List<Address> addresses = update.endpoints()
				.stream()
				.map(Endpoint::addresses)
				.flatMap(List::stream)
				.toList();
			for (Address address : addresses) {
				this.inUse.computeIfAbsent(address, this::connection);
			}
			List<Address> gone = this.inUse.keySet().stream().filter((known) -> !addresses.contains(known)).toList();
			gone.forEach(this::shutDown);
			if (first) {
				publish();
			}
			this.kit.updates.add(update);
			this.kit.changes.happened();
			return this.kit.answer;
		}

		private RecordedSubConn connection(Address address) {
			RecordedSubConn recorded = new RecordedSubConn(address, this.kit.changes);
			recorded.made(this.host.newSubConn(address, (state, reason) -> {
				recorded.stateChanged(state, reason);
				publish();
			}));
			this.kit.subConns.add(recorded);
			return recorded;
		}

		private void shutDown(Address address) {
			RecordedSubConn gone = this.inUse.remove(address);
			if (gone != null) {
				gone.subConn().shutdown();
			}
		}

		@Override
		public void resolverError(Status error) {
			this.kit.resolverErrors.add(error);
			if (this.inUse.isEmpty()) {
				this.host.publish(ConnectivityState.TRANSIENT_FAILURE, Picker.always(PickResult.fail(error)));
			}
			this.kit.changes.happened();
		}

		@Override
		public void exitIdle() {
			this.kit.exitIdles.incrementAndGet();
			this.kit.changes.happened();
		}

		@Override
		public void close() {
			this.closed = true;
			this.kit.current.compareAndSet(this, null);
		}

	}

}
