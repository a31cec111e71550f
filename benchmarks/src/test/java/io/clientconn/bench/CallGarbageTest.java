package io.clientconn.bench;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import io.clientconn.ClientConn;
import io.clientconn.ClientConnBuilder;
import io.clientconn.ClientRuntime;
import io.clientconn.bench.proto.BenchAsyncClient;
import io.clientconn.bench.proto.Payload;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.RpcOptions;
import io.netty.channel.epoll.Epoll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Holds the garbage of a unary call to a bound. All calls run on one event loop, one at a
 * time, and the JVM of this module's tests removes no allocation by optimizing, so the
 * number is the same on every machine with epoll. Whoever makes a call cheaper lowers the
 * bound; who has to make it dearer says why in the change.
 */
@Timeout(600)
class CallGarbageTest {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static final int WARM_UP = 20_000;

	private static final int CALLS = 20_000;

	private static final Payload EMPTY = Payload.getDefaultInstance();

	private static final Payload KIBIBYTE = Payload.newBuilder().setBody(ByteString.copyFrom(new byte[1024])).build();

	/** Keeps what a test allocates from being optimized away. */
	private static volatile Object sink = EMPTY;

	@BeforeEach
	void theBoundsAreForEpoll() {
		assumeThat(Epoll.isAvailable()).isTrue();
	}

	@Test
	void anEmptyCall() {
		assertThat(bytesPerCall(EMPTY, RpcOptions.NONE, false)).isLessThan(784);
	}

	@Test
	void aCallWithADeadline() {
		RpcOptions options = RpcOptions.NONE.timeout(java.time.Duration.ofMinutes(1));
		assertThat(bytesPerCall(EMPTY, options, false)).isLessThan(984);
	}

	@Test
	void aCallOfOneKibibyte() {
		// 2,080 on JDK 17; on 25 Netty copies out of direct memory with one object of 64.
		assertThat(bytesPerCall(KIBIBYTE, RpcOptions.NONE, false)).isLessThan(2160);
	}

	@Test
	void oneMoreObjectIsNoticed() {
		double more = bytesPerCall(EMPTY, RpcOptions.NONE, true) - bytesPerCall(EMPTY, RpcOptions.NONE, false);
		assertThat(more).isGreaterThanOrEqualTo(48.0);
	}

	private static double bytesPerCall(Payload request, RpcOptions options, boolean oneMoreObject) {
		try (BenchServer server = BenchServer.start();
				ClientRuntime runtime = ClientRuntime.builder().eventLoopThreads(1).build();
				ClientConn conn = conn(runtime, server.port(), oneMoreObject)) {
			Chain chain = new Chain(conn, request, options);
			chain.next();
			return chain.result.orTimeout(10, TimeUnit.MINUTES).join();
		}
	}

	private static ClientConn conn(ClientRuntime runtime, int port, boolean oneMoreObject) {
		ClientConnBuilder builder = ClientConn.builder("static:///127.0.0.1:" + port)
			.plaintext()
			.runtime(runtime)
			.executor(Runnable::run);
		if (oneMoreObject) {
			builder.intercept(new io.clientconn.rpc.ClientInterceptor() {

				@Override
				public <Q, R> io.clientconn.rpc.ClientStream<Q> newStream(
						io.clientconn.rpc.MethodDescriptor<Q, R> method, RpcOptions callOptions,
						io.clientconn.rpc.ResponseListener<R> listener, Channel next) {
					sink = new long[4];
					return next.newStream(method, callOptions, listener);
				}

			});
		}
		return builder.build();
	}

	/**
	 * Calls one after the other, each started by the end of the one before.
	 */
	private static final class Chain implements BiConsumer<Payload, Throwable> {

		private final CompletableFuture<Double> result = new CompletableFuture<>();

		private final BenchAsyncClient client;

		private final Payload request;

		private final RpcOptions options;

		private int ended;

		private long atStart;

		Chain(Channel channel, Payload request, RpcOptions options) {
			this.client = BenchAsyncClient.over(channel);
			this.request = request;
			this.options = options;
		}

		void next() {
			CompletableFuture<Payload> unused = this.client.echo(this.request, this.options).whenComplete(this);
		}

		@Override
		public void accept(Payload response, Throwable thrown) {
			if (thrown != null) {
				this.result.completeExceptionally(thrown);
				return;
			}
			this.ended++;
			if (this.ended == WARM_UP) {
				this.atStart = allocatedHere();
			}
			if (this.ended < WARM_UP + CALLS) {
				next();
			}
			else {
				this.result.complete((double) (allocatedHere() - this.atStart) / CALLS);
			}
		}

		private static long allocatedHere() {
			return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
		}

	}

}
