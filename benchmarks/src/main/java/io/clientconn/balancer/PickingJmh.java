package io.clientconn.balancer;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.clientconn.bench.proto.BenchMethods;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.RpcOptions;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/**
 * Choosing one of many connections in turn: alone, and with somebody else doing the same.
 * In this package because the picker is of no use to others.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class PickingJmh {

	@Param({ "1", "100", "10000" })
	private int endpoints;

	private final PickArgs call = new Call(BenchMethods.ECHO, RpcOptions.NONE);

	private Picker picker = FixedPicker.QUEUE;

	@Setup
	public void prepare() {
		List<Picker> each = Collections.nCopies(this.endpoints, FixedPicker.QUEUE);
		this.picker = new RoundRobinPicker(each, 0);
	}

	@Benchmark
	public PickResult alone() {
		return this.picker.pick(this.call);
	}

	@Benchmark
	@Threads(2)
	public PickResult contended() {
		return this.picker.pick(this.call);
	}

	/**
	 * A call that waits for nothing but a connection.
	 */
	private record Call(MethodDescriptor<?, ?> method, RpcOptions options) implements PickArgs {
	}

}
