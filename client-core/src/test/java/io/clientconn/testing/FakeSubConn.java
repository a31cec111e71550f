package io.clientconn.testing;

import java.util.concurrent.Executor;

import io.clientconn.balancer.SubConn;
import io.clientconn.balancer.SubConnListener;
import io.clientconn.resolver.Address;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;
import org.jspecify.annotations.Nullable;

/**
 * A connection as a balancer sees it. The test plays the network; {@link #connect} is
 * only counted. One thread.
 */
public final class FakeSubConn implements SubConn {

	private final Address address;

	private final SubConnListener listener;

	private final Executor serializer;

	private int connects;

	private boolean shutDown;

	/** What it answers to those who want to know the health. */
	private ConnectivityState health = ConnectivityState.READY;

	private @Nullable SubConnListener healthListener;

	private int healthWatches;

	FakeSubConn(Address address, SubConnListener listener, Executor serializer) {
		this.address = address;
		this.listener = listener;
		this.serializer = serializer;
	}

	@Override
	public void connect() {
		this.connects++;
	}

	@Override
	public void shutdown() {
		if (!this.shutDown) {
			this.shutDown = true;
			report(ConnectivityState.SHUTDOWN, Status.OK);
		}
	}

	@Override
	public ConnectivityState watchHealth(SubConnListener hears) {
		this.healthListener = hears;
		this.healthWatches++;
		return this.health;
	}

	/** From now on the health of the server has to be waited for. */
	public void checkHealth() {
		this.health = ConnectivityState.CONNECTING;
	}

	/** The server says how it fares. */
	public void reportHealth(ConnectivityState state, Status reason) {
		SubConnListener hears = this.healthListener;
		if (hears == null) {
			throw new IllegalStateException("nobody asked for the health of " + this);
		}
		this.serializer.execute(() -> hears.stateChanged(state, reason));
	}

	/** How often somebody asked for its health. */
	public int healthWatches() {
		return this.healthWatches;
	}

	/** Whether somebody asked for its health. */
	public boolean isHealthWatched() {
		return this.healthListener != null;
	}

	@Override
	public Address address() {
		return this.address;
	}

	@Override
	public @Nullable ClientTransport transport() {
		return null;
	}

	/** A state without a reason. */
	public void report(ConnectivityState state) {
		report(state, Status.OK);
	}

	/** An attempt that fails. */
	public void fail(String reason) {
		report(ConnectivityState.CONNECTING);
		report(ConnectivityState.TRANSIENT_FAILURE, Status.unavailable(reason));
	}

	/** An attempt that succeeds. */
	public void succeed() {
		report(ConnectivityState.CONNECTING);
		report(ConnectivityState.READY);
	}

	private void report(ConnectivityState state, Status reason) {
		this.serializer.execute(() -> this.listener.stateChanged(state, reason));
	}

	/** How often it was asked to connect. */
	public int connects() {
		return this.connects;
	}

	/** Whether it was shut down. */
	public boolean isShutDown() {
		return this.shutDown;
	}

	@Override
	public String toString() {
		return this.address.toString();
	}

}
