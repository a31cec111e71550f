package io.clientconn;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.internal.channel.ChannelControl;
import io.clientconn.internal.channel.StateWatch;
import io.clientconn.rpc.ConnectivityState;

import org.jspecify.annotations.Nullable;

/**
 * One thread that waits for a channel to be ready. Follows the channel's states until it
 * is ready or closed; a channel that falls idle meanwhile is woken again. Its only state
 * is the current watch.
 */
@AnyThread
final class ReadyWait {

	private final ChannelControl control;

	private final CompletableFuture<ConnectivityState> done = new CompletableFuture<>();

	private volatile @Nullable StateWatch watch;

	private ReadyWait(ChannelControl control) {
		this.control = control;
	}

	/**
	 * Waits. To the channel it counts as a call, so that it does not rest meanwhile.
	 * @return {@link ConnectivityState#READY} or {@link ConnectivityState#SHUTDOWN}, or
	 * null if the time is over
	 */
	static @Nullable ConnectivityState on(ChannelControl control, long timeoutNanos) throws InterruptedException {
		ReadyWait wait = new ReadyWait(control);
		control.routes().calls().began();
		try {
			control.connect();
			wait.follow(control.connectivity().view().state());
			return wait.done.get(timeoutNanos, TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			return null;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("completed with values only", ex);
		}
		finally {
			wait.stop();
			control.callEnded();
		}
	}

	private void follow(ConnectivityState state) {
		if (state == ConnectivityState.READY || state == ConnectivityState.SHUTDOWN) {
			this.done.complete(state);
		}
		else if (!this.done.isDone()) {
			if (state == ConnectivityState.IDLE) {
				this.control.connect();
			}
			StateWatch next = this.control.connectivity().watch(state, this::follow);
			this.watch = next;
			if (this.done.isDone()) {
				next.cancel();
			}
		}
	}

	private void stop() {
		this.done.cancel(false);
		StateWatch last = this.watch;
		if (last != null) {
			last.cancel();
		}
	}

}
