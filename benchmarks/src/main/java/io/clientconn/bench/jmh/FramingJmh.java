package io.clientconn.bench.jmh;

import java.util.concurrent.TimeUnit;

import com.google.protobuf.ByteString;
import io.clientconn.bench.proto.BenchMethods;
import io.clientconn.bench.proto.Payload;
import io.clientconn.internal.wire.MessageDeframer;
import io.clientconn.internal.wire.MessageFramer;
import io.clientconn.rpc.Marshaller;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A message on its way into and out of the bytes of DATA frames.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class FramingJmh {

	private static final PooledByteBufAllocator BUFFERS = PooledByteBufAllocator.DEFAULT;

	private static final int MOST = 4 * 1024 * 1024;

	@Param({ "0", "1024", "65536" })
	private int bytes;

	private final MessageFramer framer = new MessageFramer(BUFFERS);

	private final Marshaller<Payload> marshaller = BenchMethods.ECHO.requestMarshaller();

	private final Split split = new Split();

	private final MessageDeframer deframer = new MessageDeframer(BUFFERS, MOST, this.split);

	private Payload message = Payload.getDefaultInstance();

	private ByteBuf framed = BUFFERS.buffer(0);

	@Setup
	public void prepare() {
		this.message = Payload.newBuilder().setBody(ByteString.copyFrom(new byte[this.bytes])).build();
		this.framed.release();
		this.framed = this.framer.frame(this.marshaller, this.message, MOST);
	}

	@TearDown
	public void release() {
		this.framed.release();
	}

	@Benchmark
	public int frame() {
		ByteBuf buffer = this.framer.frame(this.marshaller, this.message, MOST);
		int size = buffer.readableBytes();
		buffer.release();
		return size;
	}

	@Benchmark
	public int deframe() {
		this.framed.readerIndex(0);
		this.deframer.read(this.framed);
		return this.split.size;
	}

	/**
	 * Takes messages and looks at their size only.
	 */
	private static final class Split implements MessageDeframer.Target {

		private int size;

		@Override
		public void message(ByteBuf message, boolean compressed) {
			this.size = message.readableBytes();
			message.release();
		}

	}

}
