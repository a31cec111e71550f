package io.clientconn.grpcjava;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.clientconn.ClientConn;
import io.clientconn.concurrent.AnyThread;
import io.clientconn.observe.StateListener;
import io.clientconn.observe.StateSubscription;
import io.clientconn.rpc.StatusException;

import io.grpc.ConnectivityState;

import org.jspecify.annotations.Nullable;

/**
 * One wait for another state. The listener of states and whoever subscribes meet in the
 * subscription, which either of them ends.
 */
@AnyThread
final class StateChange {

	private final ConnectivityState source;

	private final Runnable callback;

	private final AtomicBoolean over = new AtomicBoolean();

	private final AtomicReference<@Nullable StateSubscription> subscription = new AtomicReference<>();

	private StateChange(ConnectivityState source, Runnable callback) {
		this.source = source;
		this.callback = callback;
	}

	static void await(ClientConn conn, ConnectivityState source, Runnable callback) {
		StateChange change = new StateChange(source, callback);
		StateListener listener = (state, reason) -> change.heard(state);
		try {
			change.subscription.set(conn.watch(listener));
		}
		catch (StatusException ex) {
			change.heard(io.clientconn.rpc.ConnectivityState.SHUTDOWN);
			return;
		}
		if (change.over.get()) {
			change.unsubscribe();
		}
	}

	private void heard(io.clientconn.rpc.ConnectivityState state) {
		if (Translation.state(state) != this.source && this.over.compareAndSet(false, true)) {
			unsubscribe();
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
