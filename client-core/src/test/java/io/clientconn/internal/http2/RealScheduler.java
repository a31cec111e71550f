package io.clientconn.internal.http2;

import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.clientconn.concurrent.Scheduler;

/**
 * The clock on the wall, for tests with real sockets.
 */
final class RealScheduler implements Scheduler, AutoCloseable {

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

	@Override
	public Instant instant() {
		return Instant.now();
	}

	@Override
	public Timer schedule(Runnable task, long delayNanos) {
		Future<?> future = this.timer.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
		return () -> future.cancel(false);
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

}
