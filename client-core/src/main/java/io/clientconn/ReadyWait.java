package io.clientconn;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.internal.channel.ChannelControl;
import io.clientconn.internal.channel.StateWatch;
import io.clientconn.observe.ChannelStatus;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.transport.PermanentConnectException;

import org.jspecify.annotations.Nullable;

/**
 * One thread that waits for a channel to be ready. Follows the channel's states until it
 * is ready or closed; a channel that falls idle meanwhile is woken again. Its only state
 * is the current watch.
 */
@AnyThread
final class ReadyWait {

	private final ChannelControl control;

	private final boolean untilPermanentError;

	private final CompletableFuture<Outcome> done = new CompletableFuture<>();

	private volatile @Nullable StateWatch watch;

	private ReadyWait(ChannelControl control, boolean untilPermanentError) {
		this.control = control;
		this.untilPermanentError = untilPermanentError;
	}

	/**
	 * Waits. The channel does not rest meanwhile.
	 * @param untilPermanentError whether to give up when the channel fails for a reason
	 * that lasts
	 * @return how it ended, or null if the time is over
	 */
	static @Nullable Outcome on(ChannelControl control, long timeoutNanos, boolean untilPermanentError)
			throws InterruptedException {
		ReadyWait wait = new ReadyWait(control, untilPermanentError);
		control.routes().calls().waitBegan();
		try {
			control.connect();
			ChannelStatus now = control.connectivity().view();
			wait.follow(now.state(), now.lastError());
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
			control.waitEnded();
		}
	}

	private void follow(ConnectivityState state, Status reason) {
		if (isOver(state, reason)) {
			this.done.complete(new Outcome(state, reason));
			return;
		}
		if (this.done.isDone()) {
			return;
		}
		if (state == ConnectivityState.IDLE) {
			this.control.connect();
		}
		StateWatch next = this.control.connectivity()
			.watch((now, why) -> now != state || isOver(now, why), this::follow);
		this.watch = next;
		if (this.done.isDone()) {
			next.cancel();
		}
	}

	private boolean isOver(ConnectivityState state, Status reason) {
		return switch (state) {
			case READY, SHUTDOWN -> true;
			case TRANSIENT_FAILURE -> this.untilPermanentError && PermanentConnectException.isBehind(reason);
			case IDLE, CONNECTING -> false;
		};
	}

	private void stop() {
		this.done.cancel(false);
		StateWatch last = this.watch;
		if (last != null) {
			last.cancel();
		}
	}

	/**
	 * How the wait ended.
	 *
	 * @param state ready, shut down, or failed for good
	 * @param reason why it failed
	 */
	record Outcome(ConnectivityState state, Status reason) {

	}

}
