package io.clientconn.internal.channel;

import java.util.concurrent.Executor;

import io.clientconn.concurrent.OnSerializer;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.internal.route.ActiveCalls;
import org.jspecify.annotations.Nullable;

/**
 * Says when a channel has been without calls for so long that it should rest. Owned by
 * the channel's serializer. Calls never touch its timer: it looks at their count when it
 * is due, and starts again for the time that is still missing.
 */
@OnSerializer
final class IdleTimer {

	private final ChannelControlSettings settings;

	private final Executor serializer;

	private final ActiveCalls calls;

	private final Runnable whenQuiet;

	private Scheduler.@Nullable Timer timer;

	/** How often it was started, so that a timer that came too late is known. */
	private int starts;

	private long startNanos;

	/**
	 * Makes a timer that is not running.
	 * @param whenQuiet hears, in the serializer, that the time is over. It either starts
	 * the timer again or the channel rests
	 */
	IdleTimer(ChannelControlSettings settings, Executor serializer, ActiveCalls calls, Runnable whenQuiet) {
		this.settings = settings;
		this.serializer = serializer;
		this.calls = calls;
		this.whenQuiet = whenQuiet;
	}

	/**
	 * Counts from now on.
	 */
	void start() {
		stop();
		if (this.settings.idleTimeoutNanos() > 0) {
			this.startNanos = this.settings.scheduler().nanoTime();
			schedule(this.settings.idleTimeoutNanos());
		}
	}

	void stop() {
		this.starts++;
		if (this.timer != null) {
			this.timer.cancel();
			this.timer = null;
		}
	}

	private void schedule(long delayNanos) {
		int number = this.starts;
		this.timer = this.settings.scheduler().schedule(() -> this.serializer.execute(() -> due(number)), delayNanos);
	}

	private void due(int number) {
		if (number != this.starts) {
			return;
		}
		this.timer = null;
		long timeout = this.settings.idleTimeoutNanos();
		if (this.calls.any()) {
			schedule(timeout);
			return;
		}
		long missing = timeout - this.calls.quietNanos(this.startNanos, this.settings.scheduler().nanoTime());
		if (missing > 0) {
			schedule(missing);
		}
		else {
			this.whenQuiet.run();
		}
	}

	@Override
	public String toString() {
		return (this.timer != null) ? "IdleTimer[running]" : "IdleTimer[stopped]";
	}

}
