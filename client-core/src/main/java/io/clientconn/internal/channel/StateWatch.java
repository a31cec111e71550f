package io.clientconn.internal.channel;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.clientconn.rpc.ConnectivityState;

/**
 * Somebody who waits for a channel to leave a state. Immutable.
 *
 * @see ConnectivityTracker#watch
 */
public final class StateWatch {

	private final ConnectivityState from;

	private final Consumer<ConnectivityState> then;

	private final Executor serializer;

	private final Consumer<StateWatch> remover;

	StateWatch(ConnectivityState from, Consumer<ConnectivityState> then, Executor serializer,
			Consumer<StateWatch> remover) {
		this.from = from;
		this.then = then;
		this.serializer = serializer;
		this.remover = remover;
	}

	/**
	 * Gives up waiting. Any thread may call it; news that is on its way still arrives.
	 */
	public void cancel() {
		this.serializer.execute(() -> this.remover.accept(this));
	}

	boolean endsWith(ConnectivityState state) {
		return state != this.from;
	}

	void tell(ConnectivityState state) {
		this.then.accept(state);
	}

}
