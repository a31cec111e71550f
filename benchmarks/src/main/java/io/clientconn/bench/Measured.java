package io.clientconn.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * What one run of a workload came to. A call is a message where the workload is a stream.
 * What a workload does not have is not a number.
 *
 * @param rate calls in a second
 * @param cpu processor time of the client for a call, in microseconds
 * @param bytes allocated for a call
 * @param p50 median of the time a call took, in microseconds
 * @param p99 99 % took less
 * @param p999 99.9 % took less
 */
record Measured(double rate, double cpu, double bytes, double p50, double p99, double p999) {

	/** Of something that has no rate and no times. */
	static Measured ofHeap(double bytes) {
		return new Measured(Double.NaN, Double.NaN, bytes, Double.NaN, Double.NaN, Double.NaN);
	}

	/** Of one process: how long it took, and what it used. */
	static Measured ofStart(long wallNanos, long cpuNanos, long bytes) {
		double micros = wallNanos / 1000.0;
		return new Measured(Double.NaN, cpuNanos / 1000.0, bytes, micros, Double.NaN, Double.NaN);
	}

	/** One line for the process that asked. */
	String toLine() {
		return DoubleStream.of(this.rate, this.cpu, this.bytes, this.p50, this.p99, this.p999)
			.mapToObj(Double::toString)
			.collect(Collectors.joining(" "));
	}

	static Measured ofLine(String line) {
		double[] values = Arrays.stream(line.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
		return new Measured(values[0], values[1], values[2], values[3], values[4], values[5]);
	}

	/** The median of each number for itself. */
	static Measured median(List<Measured> runs) {
		return new Measured(median(runs, Measured::rate), median(runs, Measured::cpu), median(runs, Measured::bytes),
				median(runs, Measured::p50), median(runs, Measured::p99), median(runs, Measured::p999));
	}

	/** The largest over the smallest; not a number if there is nothing to compare. */
	static double spread(List<Measured> runs, ToDoubleFunction<Measured> of) {
		double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
		return sorted[sorted.length - 1] / sorted[0];
	}

	private static double median(List<Measured> runs, ToDoubleFunction<Measured> of) {
		double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
		return sorted[sorted.length / 2];
	}

}
