package io.clientconn.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.clientconn.transport.ConnectRequest;
import io.clientconn.transport.TransportFactory;
import io.clientconn.transport.TransportListener;

/**
 * Hands out {@link FakeTransport}s and keeps them all, in order. Thread-safe. Nothing
 * happens to a connection until the test says so.
 */
public final class FakeTransportFactory implements TransportFactory {

	private final List<FakeTransport> all = new CopyOnWriteArrayList<>();

	private volatile boolean closesSlowly;

	@Override
	public FakeTransport connect(ConnectRequest request, TransportListener listener) {
		FakeTransport transport = new FakeTransport(request, listener, this.closesSlowly);
		this.all.add(transport);
		return transport;
	}

	/**
	 * From now on connections that are told to close report it only when the test calls
	 * {@link FakeTransport#finishClose}.
	 */
	public void closeSlowly() {
		this.closesSlowly = true;
	}

	/**
	 * Every connection attempt so far.
	 */
	public List<FakeTransport> all() {
		return List.copyOf(this.all);
	}

	/**
	 * Lets go of connections that are closed, for tests that make very many.
	 */
	public void forgetClosed() {
		this.all.removeIf(FakeTransport::isClosed);
	}

	/**
	 * The number of attempts so far.
	 */
	public int attempts() {
		return this.all.size();
	}

	/**
	 * One attempt, counted from 0.
	 */
	public FakeTransport get(int index) {
		return this.all.get(index);
	}

	/**
	 * The latest attempt.
	 */
	public FakeTransport last() {
		return this.all.get(this.all.size() - 1);
	}

	/**
	 * The latest attempt to connect to an address, given as {@code host:port}.
	 */
	public FakeTransport lastTo(String address) {
		for (int i = this.all.size() - 1; i >= 0; i--) {
			if (this.all.get(i).addressText().equals(address)) {
				return this.all.get(i);
			}
		}
		throw new AssertionError("no attempt to connect to " + address + " among " + this.all);
	}

	/**
	 * Connections that have not reported that they are closed.
	 */
	public List<FakeTransport> open() {
		return this.all.stream().filter((transport) -> !transport.isClosed()).toList();
	}

}
