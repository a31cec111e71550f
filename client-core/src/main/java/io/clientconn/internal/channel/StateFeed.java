package io.clientconn.internal.channel;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.concurrent.Serializer;
import io.clientconn.observe.StateListener;
import io.clientconn.observe.StateSubscription;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the states of a channel from its serializer to one listener, on an executor, in
 * order and one at a time. Thread-safe: its only state of its own is whether it is
 * closed. It never drops a state while it is open and never makes the channel wait.
 */
@AnyThread
final class StateFeed implements StateSubscription {

	private static final Logger LOG = LoggerFactory.getLogger(StateFeed.class);

	private final StateListener listener;

	private final Serializer order;

	private final Consumer<StateFeed> remover;

	private volatile boolean closed;

	/**
	 * Makes a feed.
	 * @param listener the listener
	 * @param executor where it runs; never rejects
	 * @param remover forgets the feed; any thread may call it
	 */
	StateFeed(StateListener listener, Executor executor, Consumer<StateFeed> remover) {
		this.listener = listener;
		this.order = new Serializer(executor,
				(failure) -> LOG.warn("State listener {} failed; the channel goes on", listener, failure));
		this.remover = remover;
	}

	void tell(ConnectivityState state, Status reason) {
		this.order.execute(() -> {
			if (!this.closed) {
				this.listener.stateChanged(state, reason);
			}
		});
	}

	@Override
	public void close() {
		this.closed = true;
		this.remover.accept(this);
	}

	@Override
	public String toString() {
		return "states for " + this.listener + (this.closed ? " (closed)" : "");
	}

}
