package io.clientconn.bench;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.ByteString;
import io.clientconn.bench.proto.Payload;
import org.HdrHistogram.Histogram;

/**
 * Keeps a client busy with one workload for a time, and measures.
 */
final class Load {

	private static final int MESSAGES_PER_STREAM = 10_000;

	private static final long PATIENCE_SECONDS = 60;

	private final Subject subject;

	private final Workload workload;

	private final Payload request;

	Load(Subject subject, Workload workload) {
		this.subject = subject;
		this.workload = workload;
		this.request = Payload.newBuilder()
			.setRepeat((workload.style() == Workload.Style.STREAM) ? MESSAGES_PER_STREAM : 0)
			.setBody(ByteString.copyFrom(new byte[workload.bytes()]))
			.build();
	}

	Measured run(long millis) throws InterruptedException {
		CountDownLatch over = new CountDownLatch(this.workload.width());
		List<Slot> slots = new ArrayList<>();
		for (int i = 0; i < this.workload.width(); i++) {
			slots.add(new Slot(countsCalls(), over));
		}
		Meter before = Meter.read();
		try (Threads threads = new Threads(this.workload)) {
			for (Slot slot : slots) {
				threads.start(() -> slot.start(starter(slot)));
			}
			// Ends early if every slot has failed.
			boolean failed = over.await(millis, TimeUnit.MILLISECONDS);
			slots.forEach(Slot::stop);
			if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				throw new IllegalStateException(this.workload.name() + ": a call never ended");
			}
			Meter used = Meter.read().since(before);
			for (Slot slot : slots) {
				if (slot.failure() != null || failed) {
					throw new IllegalStateException(this.workload.name() + ": a call failed", slot.failure());
				}
			}
			return measured(used, slots);
		}
	}

	private boolean countsCalls() {
		return this.workload.style() != Workload.Style.STREAM && this.workload.style() != Workload.Style.PING_PONG;
	}

	private Runnable starter(Slot slot) {
		return switch (this.workload.style()) {
			case ASYNC, ENDPOINTS -> this.subject.echoes(this.request, Extras.NONE, slot);
			case ASYNC_DEADLINE -> this.subject.echoes(this.request, Extras.DEADLINE, slot);
			case ASYNC_HEADERS -> this.subject.echoes(this.request, Extras.HEADERS, slot);
			case STREAM -> this.subject.repeats(this.request, slot);
			case PING_PONG -> this.subject.chats(this.request, slot);
			case BLOCKING, VIRTUAL -> new Blocking(this.subject, this.request, slot);
			case OPEN_STREAMS, IDLE_CONNECTIONS, FIRST_CALL ->
				throw new IllegalArgumentException(this.workload.name() + " does not go on for a time");
		};
	}

	private static Measured measured(Meter used, List<Slot> slots) {
		Histogram latencies = new Histogram(slots.get(0).latencies());
		long count = 0;
		for (Slot slot : slots) {
			latencies.add(slot.latencies());
			count += slot.countSoFar();
		}
		return new Measured((double) count * TimeUnit.SECONDS.toNanos(1) / used.wallNanos(),
				used.cpuNanos() / 1000.0 / count, (double) used.bytes() / count, micros(latencies, 50),
				micros(latencies, 99), micros(latencies, 99.9));
	}

	private static double micros(Histogram latencies, double percentile) {
		return latencies.getValueAtPercentile(percentile) / 1000.0;
	}

	/**
	 * Calls until its slot has enough, on the thread that runs it.
	 */
	private static final class Blocking implements Runnable {

		private final Subject subject;

		private final Payload request;

		private final Slot slot;

		private boolean running;

		Blocking(Subject subject, Payload request, Slot slot) {
			this.subject = subject;
			this.request = request;
			this.slot = slot;
		}

		@Override
		public void run() {
			if (this.running) {
				// From the slot, which wants the next one: the loop below makes it.
				this.running = false;
				return;
			}
			do {
				Throwable thrown = null;
				try {
					this.subject.echo(this.request);
				}
				catch (RuntimeException ex) {
					thrown = ex;
				}
				this.running = true;
				this.slot.closed(thrown);
			}
			while (!this.running);
		}

	}

	/**
	 * Where slots start: on the calling thread, or each on its own.
	 */
	private static final class Threads implements AutoCloseable {

		private final ExecutorService pool;

		private final boolean own;

		Threads(Workload workload) {
			this.own = !workload.hasCallbacks();
			this.pool = (workload.style() == Workload.Style.VIRTUAL) ? virtual() : Executors.newCachedThreadPool();
		}

		void start(Runnable task) {
			if (this.own) {
				this.pool.execute(task);
			}
			else {
				task.run();
			}
		}

		private static ExecutorService virtual() {
			try {
				return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
			}
			catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException ex) {
				throw new IllegalStateException("this JVM has no virtual threads", ex);
			}
		}

		@Override
		public void close() {
			this.pool.shutdown();
		}

	}

}
