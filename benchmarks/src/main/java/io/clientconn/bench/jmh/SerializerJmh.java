package io.clientconn.bench.jmh;

import java.util.concurrent.TimeUnit;

import io.clientconn.concurrent.Serializer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/**
 * Handing a task to a serializer: alone, and with somebody else doing the same.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class SerializerJmh {

	private final Serializer serializer = new Serializer(Runnable::run, (thrown) -> {
		throw new IllegalStateException("a task failed", thrown);
	});

	private long done;

	private final Runnable task = this::count;

	private void count() {
		this.done++;
	}

	@Benchmark
	public long alone() {
		this.serializer.execute(this.task);
		return this.done;
	}

	@Benchmark
	@Threads(2)
	public long contended() {
		this.serializer.execute(this.task);
		return this.done;
	}

}
