package io.clientconn.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.clientconn.balancer.PickResult;
import io.clientconn.balancer.Picker;
import io.clientconn.balancer.SubConn;
import io.clientconn.concurrent.AnyThread;
import io.clientconn.resolver.Address;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;

import org.jspecify.annotations.Nullable;

/**
 * A connection of a {@link FakeBalancer} and the states that it went through. It is idle
 * until {@link #connect}. Thread-safe.
 *
 * @since 0.1.0
 */
@AnyThread
public final class RecordedSubConn {

	private final Address address;

	private final Changes changes;

	private final List<ConnectivityState> states = new CopyOnWriteArrayList<>(List.of(ConnectivityState.IDLE));

	/** Set once, before anybody sees this object. */
	private volatile @Nullable SubConn subConn;

	/** Written in the channel's serializer. */
	private volatile Status lastFailure = Status.OK;

	RecordedSubConn(Address address, Changes changes) {
		this.address = address;
		this.changes = changes;
	}

	void made(SubConn made) {
		this.subConn = made;
	}

	void stateChanged(ConnectivityState state, Status reason) {
		if (!reason.isOk()) {
			this.lastFailure = reason;
		}
		this.states.add(state);
		this.changes.happened();
	}

	/**
	 * The connection itself, for pickers of one's own.
	 * @return the connection
	 */
	public SubConn subConn() {
		SubConn made = this.subConn;
		if (made == null) {
			throw new IllegalStateException("the channel has not made the connection to " + this.address);
		}
		return made;
	}

	/**
	 * Connects if idle.
	 * @return this
	 */
	public RecordedSubConn connect() {
		subConn().connect();
		return this;
	}

	/**
	 * Where it goes.
	 * @return the address
	 */
	public Address address() {
		return this.address;
	}

	/**
	 * A picker that sends every call here.
	 * @return the picker
	 */
	public Picker picker() {
		return Picker.always(PickResult.use(subConn()));
	}

	/**
	 * The states so far.
	 * @return the first one is IDLE, the last one that of now
	 */
	public List<ConnectivityState> states() {
		return List.copyOf(this.states);
	}

	/**
	 * Why the latest attempt failed.
	 * @return the reason, or {@link Status#OK} if none has failed
	 */
	public Status lastFailure() {
		return this.lastFailure;
	}

	/**
	 * Waits for a state, also one that has been and gone; at most 10 s.
	 * @param state the state
	 * @return this
	 * @throws AssertionError if it does not come
	 */
	public RecordedSubConn awaitState(ConnectivityState state) {
		this.changes.await(() -> this.states.contains(state), () -> this + " was never " + state);
		return this;
	}

	@Override
	public String toString() {
		return "connection to " + this.address + " " + this.states + (this.lastFailure.isOk() ? "" : this.lastFailure);
	}

}
