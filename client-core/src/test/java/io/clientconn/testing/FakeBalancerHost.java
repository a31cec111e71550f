package io.clientconn.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

import io.clientconn.balancer.BalancerHost;
import io.clientconn.balancer.PickResult;
import io.clientconn.balancer.Picker;
import io.clientconn.balancer.SubConnListener;
import io.clientconn.concurrent.Serializer;
import io.clientconn.resolver.Address;
import io.clientconn.rpc.ConnectivityState;

/**
 * A channel as a balancer sees it: keeps the connections it asks for and what it
 * publishes. The serializer runs on the caller's thread.
 */
public final class FakeBalancerHost implements BalancerHost {

	private final ManualScheduler scheduler = new ManualScheduler();

	private final Serializer serializer = new Serializer(Runnable::run, (ex) -> {
		throw new AssertionError("a task of the serializer failed", ex);
	});

	private final Random random;

	private final List<FakeSubConn> subConns = new ArrayList<>();

	private final List<ConnectivityState> states = new ArrayList<>();

	private Picker picker = Picker.always(PickResult.queue());

	private int resolutionRequests;

	public FakeBalancerHost() {
		this(42);
	}

	/** A host whose randomness is known. */
	public FakeBalancerHost(long seed) {
		this.random = new Random(seed);
	}

	@Override
	public FakeSubConn newSubConn(Address address, SubConnListener listener) {
		FakeSubConn subConn = new FakeSubConn(address, listener, this.serializer);
		this.subConns.add(subConn);
		return subConn;
	}

	@Override
	public void publish(ConnectivityState state, Picker newPicker) {
		this.serializer.checkOwner();
		this.states.add(state);
		this.picker = newPicker;
	}

	@Override
	public void requestResolution() {
		this.resolutionRequests++;
	}

	@Override
	public Executor serializer() {
		return this.serializer;
	}

	@Override
	public ManualScheduler scheduler() {
		return this.scheduler;
	}

	@Override
	public RandomGenerator random() {
		return this.random;
	}

	/** Runs a task as the channel would. */
	public void run(Runnable task) {
		this.serializer.execute(task);
	}

	/** Every connection asked for, oldest first. */
	public List<FakeSubConn> subConns() {
		return List.copyOf(this.subConns);
	}

	/** Connections that are not shut down, as text. */
	public List<String> alive() {
		return this.subConns.stream().filter((subConn) -> !subConn.isShutDown()).map(FakeSubConn::toString).toList();
	}

	/** The latest connection to an address given as {@code host:port}. */
	public FakeSubConn to(String address) {
		return this.subConns.stream()
			.filter((subConn) -> subConn.toString().equals(address))
			.reduce((first, second) -> second)
			.orElseThrow(() -> new AssertionError("no connection to " + address + " among " + this.subConns));
	}

	/** The states published so far. */
	public List<ConnectivityState> states() {
		return List.copyOf(this.states);
	}

	/** The latest state. */
	public ConnectivityState state() {
		return this.states.get(this.states.size() - 1);
	}

	/** What the latest picker says. */
	public PickResult pick() {
		return this.picker.pick(FakePick.args());
	}

	/** What the latest picker says, as text. */
	public String pickText() {
		return pick().toString();
	}

	/** How often a fresh look was asked for. */
	public int resolutionRequests() {
		return this.resolutionRequests;
	}

}
