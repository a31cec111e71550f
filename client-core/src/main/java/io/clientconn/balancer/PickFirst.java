package io.clientconn.balancer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.clientconn.concurrent.OnSerializer;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.resolver.Address;
import io.clientconn.resolver.Endpoint;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Uses one connection: the first that comes up when the addresses are tried in order.
 * Owned by the channel's serializer. It never has two connections in use and never moves
 * away from one that works and is still listed.
 * <p>
 * A first pass goes through the list, one address after the other: each as soon as the
 * one before has failed, or after 250 ms while that one is still being tried (Happy
 * Eyeballs, RFC 8305 and gRFC A61). The first that comes up wins. If all fail, the state
 * is TRANSIENT_FAILURE and stays that until one succeeds (gRFC A62), while every address
 * is tried again at its own pace. When the connection is lost the balancer turns idle;
 * the next call starts a first pass.
 * <p>
 * Under a parent that asks for it, a connection that is up is CONNECTING until its server
 * says that it is healthy, and TRANSIENT_FAILURE while it says that it is not. It is kept
 * all the same: another address would be no better way to the same backend. On its own
 * the balancer asks no server for its health (gRFC A17).
 */
@OnSerializer
final class PickFirst implements Balancer {

	/** How long an attempt may take before the next address gets its chance too. */
	private static final long HEAD_START_NANOS = 250_000_000L;

	private final BalancerHost host;

	private final AddressList addresses = new AddressList();

	private final Map<Address, Candidate> candidates = new LinkedHashMap<>(2);

	private ConnectivityState state = ConnectivityState.CONNECTING;

	/** Whether the parent asked for it. */
	private boolean healthChecked;

	private boolean firstPass;

	/** Failures since the end of the first pass; each full round is news for callers. */
	private int failuresOfRound;

	private Scheduler.@Nullable Timer headStart;

	/** Head starts given so far. */
	private int turns;

	private boolean closed;

	PickFirst(BalancerHost host) {
		this.host = host;
	}

	@Override
	public Status accept(BalancerUpdate update) {
		if (update.endpoints().isEmpty()) {
			return acceptNothing();
		}
		List<Endpoint> endpoints = shuffles(update.settings())
				? AddressList.shuffle(update.endpoints(), this.host.random()) : update.endpoints();
		this.healthChecked = update.settings() instanceof PickFirstSettings own && own.healthChecked();
		boolean firstList = this.addresses.size() == 0;
		Address previous = this.addresses.current();
		boolean connected = isUp(previous);
		this.addresses.replace(AddressList.flatten(endpoints));
		if (connected && previous != null && this.addresses.seek(previous)) {
			return Status.OK;
		}
		dropUnlisted();
		// A failure of connections is sticky; one for want of addresses is over now.
		if (firstList || connected || this.state == ConnectivityState.CONNECTING) {
			publish(ConnectivityState.CONNECTING, FixedPicker.QUEUE);
			startFirstPass();
		}
		else if (this.state == ConnectivityState.TRANSIENT_FAILURE) {
			startFirstPass();
		}
		return Status.OK;
	}

	private Status acceptNothing() {
		stopHeadStart();
		this.addresses.replace(List.of());
		dropUnlisted();
		Status error = Status.unavailable("name resolution produced zero addresses");
		publish(ConnectivityState.TRANSIENT_FAILURE, FixedPicker.fail(error));
		return error;
	}

	/**
	 * Whether an address has a connection, healthy or not.
	 */
	private boolean isUp(@Nullable Address address) {
		Candidate candidate = (address != null) ? this.candidates.get(address) : null;
		return candidate != null && candidate.state == ConnectivityState.READY;
	}

	private static boolean shuffles(Object settings) {
		return settings instanceof PickFirstSettings own && own.shuffleAddressList();
	}

	@Override
	public void resolverError(Status error) {
		if (this.addresses.size() == 0 || this.state == ConnectivityState.TRANSIENT_FAILURE) {
			publish(ConnectivityState.TRANSIENT_FAILURE, FixedPicker.fail(error));
		}
	}

	@Override
	public void exitIdle() {
		if (!this.closed && this.state == ConnectivityState.IDLE) {
			publish(ConnectivityState.CONNECTING, FixedPicker.QUEUE);
			startFirstPass();
		}
	}

	@Override
	public void close() {
		this.closed = true;
		stopHeadStart();
	}

	private void startFirstPass() {
		this.firstPass = true;
		this.failuresOfRound = 0;
		this.addresses.reset();
		for (Candidate candidate : this.candidates.values()) {
			candidate.failedInPass = false;
		}
		connectNext(Status.OK);
	}

	/**
	 * Goes through the list up to an address that can be waited for.
	 */
	private void connectNext(Status lastError) {
		stopHeadStart();
		Status error = lastError;
		for (Address at = this.addresses.current(); at != null; at = this.addresses.current()) {
			Candidate candidate = candidate(at);
			if (candidate.state != ConnectivityState.TRANSIENT_FAILURE) {
				// Nothing happens if it is connecting already.
				candidate.subConn().connect();
				startHeadStart();
				return;
			}
			// It failed before this pass and still pauses: that counts.
			candidate.failedInPass = true;
			error = candidate.error;
			this.addresses.advance();
		}
		endFirstPass(error);
	}

	/**
	 * Gives the address whose turn it is some time before the next one is tried as well.
	 */
	private void startHeadStart() {
		if (this.addresses.hasNext()) {
			int turn = ++this.turns;
			this.headStart = this.host.scheduler()
				.schedule(() -> this.host.serializer().execute(() -> headStartIsOver(turn)), HEAD_START_NANOS);
		}
	}

	private void headStartIsOver(int turn) {
		// A timer that was stopped may have posted before.
		if (this.headStart != null && this.turns == turn) {
			this.headStart = null;
			this.addresses.advance();
			connectNext(Status.OK);
		}
	}

	private void stopHeadStart() {
		if (this.headStart != null) {
			this.headStart.cancel();
			this.headStart = null;
		}
	}

	private Candidate candidate(Address address) {
		Candidate known = this.candidates.get(address);
		if (known != null) {
			return known;
		}
		Candidate created = new Candidate();
		created.subConn = this.host.newSubConn(address, (newState, reason) -> stateChanged(created, newState, reason));
		this.candidates.put(address, created);
		return created;
	}

	private void stateChanged(Candidate candidate, ConnectivityState newState, Status reason) {
		ConnectivityState before = candidate.state;
		candidate.state = newState;
		if (this.closed || this.candidates.get(candidate.address()) != candidate) {
			return;
		}
		if (newState == ConnectivityState.READY && before == newState) {
			// Its connection was renewed: calls that wait for news look again.
			publishHealth(candidate, candidate.health, candidate.healthReason);
		}
		else if (newState == ConnectivityState.READY) {
			ready(candidate);
		}
		else if (wasUp(before) && newState == ConnectivityState.IDLE) {
			lost(candidate);
		}
		else if (newState == ConnectivityState.TRANSIENT_FAILURE) {
			failed(candidate, reason);
		}
		else if (newState == ConnectivityState.IDLE && !this.firstPass) {
			candidate.subConn().connect();
		}
	}

	/**
	 * A connection that was lost before READY was reported was up all the same.
	 */
	private static boolean wasUp(ConnectivityState before) {
		return before == ConnectivityState.READY || before == ConnectivityState.CONNECTING;
	}

	private void ready(Candidate candidate) {
		stopHeadStart();
		keepOnly(candidate);
		this.addresses.seek(candidate.address());
		this.firstPass = false;
		ConnectivityState health = this.healthChecked
				? candidate.subConn().watchHealth((newHealth, reason) -> healthChanged(candidate, newHealth, reason))
				: ConnectivityState.READY;
		publishHealth(candidate, health, Status.OK);
	}

	private void healthChanged(Candidate candidate, ConnectivityState health, Status reason) {
		if (!this.closed && this.candidates.get(candidate.address()) == candidate) {
			publishHealth(candidate, health, reason);
		}
	}

	private void publishHealth(Candidate candidate, ConnectivityState health, Status reason) {
		candidate.health = health;
		candidate.healthReason = reason;
		switch (health) {
			case READY -> publish(health, new FixedPicker(PickResult.use(candidate.subConn())));
			case TRANSIENT_FAILURE -> publish(health, FixedPicker.fail(reason));
			case IDLE, CONNECTING, SHUTDOWN -> publish(ConnectivityState.CONNECTING, FixedPicker.QUEUE);
		}
	}

	private void lost(Candidate candidate) {
		stopHeadStart();
		keepOnly(candidate);
		this.addresses.reset();
		// Idle connections must stay idle until somebody calls.
		this.firstPass = true;
		publish(ConnectivityState.IDLE, new IdlePicker(this.host.serializer(), this::exitIdle));
	}

	private void failed(Candidate candidate, Status reason) {
		candidate.error = reason;
		candidate.failedInPass = true;
		if (!this.firstPass) {
			this.failuresOfRound++;
			if (this.failuresOfRound % this.candidates.size() == 0) {
				publishFailure(reason);
			}
			return;
		}
		if (candidate.address().equals(this.addresses.current())) {
			this.addresses.advance();
			connectNext(reason);
		}
		else {
			endFirstPass(reason);
		}
	}

	/**
	 * Ends the pass if every address had its chance and failed. From then on each is
	 * tried again as soon as its own pause is over.
	 */
	private void endFirstPass(Status lastError) {
		boolean allFailed = this.candidates.values().stream().allMatch((candidate) -> candidate.failedInPass);
		if (this.addresses.current() != null || !allFailed) {
			return;
		}
		this.firstPass = false;
		publishFailure(lastError);
		for (Candidate candidate : this.candidates.values()) {
			if (candidate.state == ConnectivityState.IDLE) {
				candidate.subConn().connect();
			}
		}
	}

	private void publishFailure(Status lastError) {
		int count = this.candidates.size();
		Status error = (count == 1) ? lastError : lastError.withDescription(
				"none of " + count + " addresses can be reached; the last error: " + lastError.description());
		publish(ConnectivityState.TRANSIENT_FAILURE, FixedPicker.fail(error));
	}

	private void publish(ConnectivityState newState, Picker picker) {
		this.state = newState;
		this.host.publish(newState, picker);
	}

	private void dropUnlisted() {
		for (Candidate candidate : new ArrayList<>(this.candidates.values())) {
			if (!this.addresses.contains(candidate.address())) {
				drop(candidate);
			}
		}
	}

	private void keepOnly(Candidate kept) {
		for (Candidate candidate : new ArrayList<>(this.candidates.values())) {
			if (candidate != kept) {
				drop(candidate);
			}
		}
	}

	private void drop(Candidate candidate) {
		this.candidates.remove(candidate.address());
		candidate.subConn().shutdown();
	}

	@Override
	public String toString() {
		return PickFirstProvider.NAME + " (" + this.state + ", " + this.addresses + ")";
	}

	/**
	 * The connection to one address, as far as this balancer knows it.
	 */
	private static final class Candidate {

		private @Nullable SubConn subConn;

		private ConnectivityState state = ConnectivityState.IDLE;

		private Status error = Status.OK;

		private boolean failedInPass;

		/** What was published of it when it was ready. */
		private ConnectivityState health = ConnectivityState.READY;

		private Status healthReason = Status.OK;

		SubConn subConn() {
			SubConn made = this.subConn;
			if (made == null) {
				throw new IllegalStateException("a listener was called before its connection was made");
			}
			return made;
		}

		Address address() {
			return subConn().address();
		}

	}

}
