package io.clientconn.internal.channel;

import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;

/**
 * Somebody who waits for a channel to be in a certain state. Immutable.
 *
 * @see ConnectivityTracker#watch
 */
public final class StateWatch {

	private final BiPredicate<ConnectivityState, Status> awaited;

	private final BiConsumer<ConnectivityState, Status> then;

	private final Executor serializer;

	private final Consumer<StateWatch> remover;

	StateWatch(BiPredicate<ConnectivityState, Status> awaited, BiConsumer<ConnectivityState, Status> then,
			Executor serializer, Consumer<StateWatch> remover) {
		this.awaited = awaited;
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

	boolean endsWith(ConnectivityState state, Status reason) {
		return this.awaited.test(state, reason);
	}

	void tell(ConnectivityState state, Status reason) {
		this.then.accept(state, reason);
	}

}
