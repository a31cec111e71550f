package io.clientconn;

import java.util.PriorityQueue;

import org.jspecify.annotations.Nullable;

/**
 * The timers that have to run, by time, and when to look again.
 * <p>
 * Belongs to one timer thread. Pure: it is told the time. Most timers are deadlines that
 * are cancelled long before they are due: those it forgets as they come, and the others
 * when they have become too many.
 */
final class DueTimers {

	/** Further than any timer: 73 years. */
	static final long FAR = Long.MAX_VALUE >> 2;

	private static final int LEAST_PURGE = 1024;

	private final PriorityQueue<TimerEntry> entries = new PriorityQueue<>(TimerEntry::compareDue);

	private int purgeAt = LEAST_PURGE;

	private int turns;

	private long alarm;

	DueTimers(long nowNanos) {
		this.alarm = nowNanos + FAR;
	}

	/**
	 * Takes what has arrived.
	 * @param newest the last one that arrived, or null if none has
	 */
	void add(@Nullable TimerEntry newest) {
		TimerEntry next = TimerEntry.oldestFirst(newest);
		while (next != null) {
			TimerEntry entry = next;
			next = entry.leaveLine(this.turns++);
			// The alarm stands even for what is cancelled already: most timers are as
			// long
			// as the one before, and should not wake the thread each time.
			sooner(entry);
			if (!entry.isCancelled()) {
				this.entries.add(entry);
			}
		}
		if (this.entries.size() >= this.purgeAt) {
			this.entries.removeIf(TimerEntry::isCancelled);
			this.purgeAt = Math.max(LEAST_PURGE, 2 * this.entries.size());
		}
	}

	/**
	 * Takes the next task whose time has come.
	 * @return the task, or null if there is none at this time
	 */
	@Nullable Runnable poll(long nowNanos) {
		for (TimerEntry first = this.entries.peek(); first != null; first = this.entries.peek()) {
			if (!first.isCancelled() && first.dueNanos() - nowNanos > 0) {
				return null;
			}
			this.entries.remove();
			Runnable task = first.claim();
			if (task != null) {
				return task;
			}
		}
		return null;
	}

	/**
	 * When to look again at the latest. Nothing that is due sooner is overlooked.
	 */
	long alarm() {
		TimerEntry first = this.entries.peek();
		if (first != null) {
			sooner(first);
		}
		return this.alarm;
	}

	/**
	 * The thread looks again: an alarm that has passed is forgotten.
	 */
	void awake(long nowNanos) {
		if (this.alarm - nowNanos <= 0) {
			this.alarm = nowNanos + FAR;
		}
	}

	/** How many are held. */
	int size() {
		return this.entries.size();
	}

	/** How many of those would run. */
	int live() {
		int live = 0;
		for (TimerEntry entry : this.entries) {
			live += entry.isCancelled() ? 0 : 1;
		}
		return live;
	}

	private void sooner(TimerEntry entry) {
		if (entry.dueNanos() - this.alarm < 0) {
			this.alarm = entry.dueNanos();
		}
	}

}
