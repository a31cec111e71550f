package io.clientconn;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.concurrent.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TimerThread} has to run, and when. One object for all of it: calls with a
 * deadline make one each.
 * <p>
 * Whoever scheduled it cancels it, on any thread; the timer thread claims it. Everything
 * else is written by the thread that schedules it, and from then on by the timer thread.
 */
@AnyThread
final class TimerEntry implements Scheduler.Timer {

	private static final VarHandle TASK;

	static {
		try {
			TASK = MethodHandles.lookup().findVarHandle(TimerEntry.class, "task", Runnable.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final long dueNanos;

	/** Null once it has run or was cancelled, so that it holds nothing any more. */
	@SuppressWarnings("UnusedVariable") // through TASK
	private volatile @Nullable Runnable task;

	private @Nullable TimerEntry earlier;

	/** How many arrived before it; later its turn among those that are due with it. */
	private int rank;

	TimerEntry(Runnable task, long dueNanos) {
		this.task = task;
		this.dueNanos = dueNanos;
	}

	@Override
	public void cancel() {
		this.task = null;
	}

	/**
	 * Takes the task, for good.
	 * @return the task, or null if it was cancelled
	 */
	@Nullable Runnable claim() {
		return (Runnable) TASK.getAndSet(this, null);
	}

	boolean isCancelled() {
		return this.task == null;
	}

	long dueNanos() {
		return this.dueNanos;
	}

	/**
	 * Puts it in front of what arrived before.
	 * @return how many those are
	 */
	int behind(@Nullable TimerEntry before) {
		this.earlier = before;
		this.rank = (before == null) ? 0 : before.rank + 1;
		return this.rank;
	}

	/**
	 * Turns the order of arrival round.
	 * @param newest the last one that arrived
	 * @return the first one, with the others behind it
	 */
	static @Nullable TimerEntry oldestFirst(@Nullable TimerEntry newest) {
		TimerEntry result = null;
		TimerEntry next = newest;
		while (next != null) {
			TimerEntry rest = next.earlier;
			next.earlier = result;
			result = next;
			next = rest;
		}
		return result;
	}

	/**
	 * Leaves the line.
	 * @param turn its turn among those that are due at the same time
	 * @return the next one in line
	 */
	@Nullable TimerEntry leaveLine(int turn) {
		TimerEntry next = this.earlier;
		this.earlier = null;
		this.rank = turn;
		return next;
	}

	/**
	 * Compares by time, then by turn; both may wrap around.
	 */
	int compareDue(TimerEntry other) {
		long apart = this.dueNanos - other.dueNanos;
		return (apart != 0) ? Long.signum(apart) : Integer.signum(this.rank - other.rank);
	}

}
