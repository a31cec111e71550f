package io.clientconn.internal.http2;

import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * A command on its way through the queue of a connection, while a wake-up of the event
 * loop is due. In this package because the queue is of no use to others.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class ControlBufferJmh {

	private static final Command NOTHING = Command.of((connection) -> {
		// Only its way is measured.
	});

	private final EventLoop loop = new EmbeddedChannel().eventLoop();

	private final ControlBuffer commands = new ControlBuffer(this.loop, new LoopPass(this.loop, new TouchedStreams()));

	@Benchmark
	public @Nullable Object postAndTake() {
		this.commands.post(NOTHING);
		return this.commands.poll();
	}

}
