package io.clientconn.grpcjava;

import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.clientconn.ClientConn;
import io.clientconn.concurrent.AnyThread;
import io.clientconn.observe.StateListener;
import io.clientconn.observe.StateSubscription;
import io.clientconn.rpc.StatusException;

import io.grpc.ConnectivityState;

import org.jspecify.annotations.Nullable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One wait for another state. The listener of states and whoever subscribes meet in the
 * subscription, which either of them ends.
 */
@AnyThread
final class StateChange {

	private static final Logger LOG = LoggerFactory.getLogger(StateChange.class);

	private final ConnectivityState source;

	private final Runnable callback;

	private final Executor executor;

	private final Set<StateChange> waiting;

	private final AtomicBoolean over = new AtomicBoolean();

	private final AtomicReference<@Nullable StateSubscription> subscription = new AtomicReference<>();

	/**
	 * A wait that begins with {@link #await}.
	 * @param waiting where it stands until it is over
	 */
	StateChange(ConnectivityState source, Runnable callback, Executor executor, Set<StateChange> waiting) {
		this.source = source;
		this.callback = callback;
		this.executor = executor;
		this.waiting = waiting;
	}

	void await(ClientConn conn) {
		this.waiting.add(this);
		StateListener listener = (state, reason) -> heard(Translation.state(state));
		try {
			this.subscription.set(conn.watch(listener));
		}
		catch (StatusException ex) {
			shutDown();
			return;
		}
		if (this.over.get()) {
			unsubscribe();
		}
	}

	/**
	 * The channel is shut down, and stays so: who waits for another state than that waits
	 * for nothing.
	 */
	void shutDown() {
		heard(ConnectivityState.SHUTDOWN);
		this.waiting.remove(this);
		this.over.set(true);
		unsubscribe();
	}

	private void heard(ConnectivityState state) {
		if (state != this.source && this.over.compareAndSet(false, true)) {
			this.waiting.remove(this);
			unsubscribe();
			call();
		}
	}

	private void call() {
		try {
			this.executor.execute(this.callback);
		}
		catch (RejectedExecutionException ex) {
			LOG.debug("The executor of a channel is closed; a callback runs where the state changed", ex);
			this.callback.run();
		}
	}

	private void unsubscribe() {
		StateSubscription watching = this.subscription.getAndSet(null);
		if (watching != null) {
			watching.close();
		}
	}

}
