package io.clientconn;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.concurrent.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that runs what is due, started by the first timer. To schedule is to leave
 * an entry, to cancel is to empty it: neither waits for anybody, and neither wakes the
 * thread unless it would sleep too long otherwise.
 * <p>
 * Any thread schedules and cancels; {@link DueTimers} are the timer thread's own. It
 * never runs a timer early. After {@link #close} nothing is due any more: a call of a
 * closed channel ends by itself.
 */
@AnyThread
final class TimerThread implements Scheduler, Runnable {

	private static final Logger LOG = LoggerFactory.getLogger(TimerThread.class);

	/** So many arrivals are looked through at the latest; most are cancelled by then. */
	private static final int BACKLOG = 4096;

	private final ThreadFactory threads;

	private final LongSupplier clock;

	private final AtomicReference<@Nullable TimerEntry> newest = new AtomicReference<>();

	/** The thread's own. */
	private final DueTimers due;

	private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();

	/** Until when the thread sleeps. While it is awake this lies before everything. */
	private volatile long alarm;

	private volatile boolean closed;

	TimerThread(ThreadFactory threads, LongSupplier clock) {
		this.threads = threads;
		this.clock = clock;
		long now = clock.getAsLong();
		this.due = new DueTimers(now);
		this.alarm = now + DueTimers.FAR;
	}

	@Override
	public long nanoTime() {
		return this.clock.getAsLong();
	}

	@Override
	public Instant instant() {
		return Instant.now();
	}

	/**
	 * Throws if the thread cannot be started: whoever promises to be in time must know.
	 */
	@Override
	public Timer schedule(Runnable task, long delayNanos) {
		TimerEntry entry = entry(task, delayNanos);
		leave(entry);
		return entry;
	}

	/**
	 * The same timers for those who would rather be late than fail: a timer that finds no
	 * thread waits for the next one that does.
	 */
	Scheduler orLate() {
		return new OrLate();
	}

	private TimerEntry entry(Runnable task, long delayNanos) {
		long delay = Math.max(0, Math.min(delayNanos, DueTimers.FAR - 1));
		return new TimerEntry(task, this.clock.getAsLong() + delay);
	}

	private void leave(TimerEntry entry) {
		if (this.closed) {
			return;
		}
		TimerEntry before;
		int waiting;
		do {
			before = this.newest.get();
			waiting = entry.behind(before);
		}
		while (!this.newest.compareAndSet(before, entry));
		// After the entry is there to be found: the thread says until when it sleeps, and
		// then looks once more.
		if (entry.dueNanos() - this.alarm < 0 || waiting % BACKLOG == BACKLOG - 1) {
			wakeUp();
		}
	}

	private void wakeUp() {
		Thread running = this.thread.get();
		if (running != null) {
			LockSupport.unpark(running);
			return;
		}
		Thread fresh = this.threads.newThread(this);
		if (this.thread.compareAndSet(null, fresh)) {
			start(fresh);
		}
		else {
			// It may be past its last look already.
			LockSupport.unpark(this.thread.get());
		}
	}

	/**
	 * A machine that has no thread to give now may have one for the next timer, which
	 * then finds this one too.
	 */
	private void start(Thread fresh) {
		try {
			fresh.start();
		}
		catch (Throwable ex) {
			this.thread.set(null);
			throw ex;
		}
	}

	@Override
	public void run() {
		while (!this.closed) {
			try {
				pass();
			}
			catch (Throwable ex) {
				// Without memory, say. Nobody else would run what is due.
				complain("The timer thread", ex);
			}
		}
		this.newest.set(null);
	}

	private void pass() {
		long now = this.clock.getAsLong();
		this.alarm = now - DueTimers.FAR;
		this.due.awake(now);
		this.due.add(this.newest.getAndSet(null));
		runAll();
		sleep();
	}

	private void sleep() {
		long until = this.due.alarm();
		this.alarm = until;
		// What came meanwhile saw the thread awake and did not wake it.
		this.due.add(this.newest.getAndSet(null));
		long left = until - this.clock.getAsLong();
		if (left > 0 && this.due.alarm() == until && !this.closed) {
			LockSupport.parkNanos(this, left);
			// Nobody has a reason to interrupt it, and it could not sleep any more.
			boolean unused = Thread.interrupted();
		}
	}

	private void runAll() {
		for (Runnable task = this.due.poll(this.clock.getAsLong()); task != null
				&& !this.closed; task = this.due.poll(this.clock.getAsLong())) {
			try {
				task.run();
			}
			catch (Throwable ex) {
				complain(task, ex);
			}
		}
	}

	private static void complain(Object about, Throwable thrown) {
		try {
			LOG.error("{} failed", about, thrown);
		}
		catch (Throwable ex) {
			// Nowhere left to say it.
		}
	}

	/**
	 * How many timers would still run, as the thread itself sees it. For tests; slow.
	 */
	int live() {
		CompletableFuture<Integer> counted = new CompletableFuture<>();
		schedule(() -> counted.complete(this.due.live()), 0);
		return counted.join();
	}

	/**
	 * Runs nothing more.
	 */
	void close() {
		this.closed = true;
		Thread running = this.thread.get();
		if (running != null) {
			LockSupport.unpark(running);
		}
	}

	/**
	 * Waits until the thread has ended after {@link #close}.
	 */
	void awaitEnd(long millis) throws InterruptedException {
		Thread running = this.thread.get();
		if (running != null && running != Thread.currentThread()) {
			running.join(millis);
		}
	}

	/**
	 * What a channel keeps going with. It would be broken for good by what one timer
	 * throws.
	 */
	private final class OrLate implements Scheduler {

		@Override
		public long nanoTime() {
			return TimerThread.this.nanoTime();
		}

		@Override
		public Instant instant() {
			return TimerThread.this.instant();
		}

		@Override
		public Timer schedule(Runnable task, long delayNanos) {
			TimerEntry entry = entry(task, delayNanos);
			try {
				leave(entry);
			}
			catch (Throwable ex) {
				complain("Starting the timer thread, which is tried again with the next timer,", ex);
			}
			return entry;
		}

	}

}
