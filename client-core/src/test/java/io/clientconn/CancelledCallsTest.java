package io.clientconn;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.testing.CountingMemory;
import io.clientconn.testing.Movement;
import io.clientconn.testing.TestServer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A hundred thousand calls that their callers give up: before they are sent, between two
 * messages, with the response headers or in the middle of the answer. Everything they
 * took comes back, on the server too.
 */
class CancelledCallsTest {

	private static final int CALLS = 100_000;

	private static final int WARM_UP = 5000;

	private static final int AT_A_TIME = 100;

	private static final String[] KINDS = { "Echo", "Count", "Join", "Chat" };

	private final CountingMemory memory = new CountingMemory();

	private final Movement movement = new Movement();

	private final Semaphore room = new Semaphore(AT_A_TIME);

	private final AtomicInteger ended = new AtomicInteger();

	private final AtomicInteger answered = new AtomicInteger();

	private final AtomicInteger cancelled = new AtomicInteger();

	private final AtomicInteger serverCalls = new AtomicInteger();

	@Test
	void aHundredThousandCallsCancelledAtRandomPoints() throws Exception {
		ClientRuntime runtime = ClientRuntime.builder().eventLoopThreads(1).allocator(this.memory.allocator()).build();
		try (TestServer server = TestServer.startWithLedger("one", (headers) -> this.serverCalls.incrementAndGet());
				ClientConn conn = ClientConn.builder(server.address()).plaintext().runtime(runtime).build()) {
			Random random = new Random(7);
			run(conn, random, WARM_UP);
			Usage before = Usage.of(runtime, this.memory);

			run(conn, random, CALLS);

			this.movement.await((time, unit) -> isBackTo(before, runtime, unit.toNanos(time)),
					() -> before + " became " + Usage.of(runtime, this.memory));
			assertThat(this.answered.get() + this.cancelled.get()).isEqualTo(WARM_UP + CALLS);
			assertThat(this.cancelled.get()).isGreaterThan(CALLS / 2);
			assertThat(this.serverCalls.get()).isGreaterThan(CALLS / 4);
			assertThat(RealServerFixture.echo(conn, "still there", RpcOptions.NONE)).isEqualTo("still there");
		}
		finally {
			runtime.close();
		}
		assertThat(this.memory.inUse()).as("bytes not given back").isZero();
	}

	private boolean isBackTo(Usage before, ClientRuntime runtime, long nanos) {
		long start = System.nanoTime();
		boolean back = Usage.of(runtime, this.memory).isBackTo(before);
		while (!back && System.nanoTime() - start < nanos) {
			back = Usage.of(runtime, this.memory).isBackTo(before);
		}
		return back;
	}

	private void run(ClientConn conn, Random random, int calls) throws Exception {
		for (int i = 0; i < calls; i++) {
			this.movement.await(this.room::tryAcquire, () -> this.ended + " calls ended; " + conn.status());
			new Call(random).start(conn, random);
		}
		this.movement.await((time, unit) -> this.room.tryAcquire(AT_A_TIME, time, unit),
				() -> this.ended + " calls ended; " + conn.status());
		this.room.release(AT_A_TIME);
	}

	/**
	 * One call and where it is given up.
	 */
	private final class Call implements ResponseListener<String> {

		private final String kind;

		/**
		 * 0: at once, 1: after what is to be sent, 2: with the headers, else a message.
		 */
		private final int point;

		private final AtomicInteger heard = new AtomicInteger();

		private volatile @Nullable ClientStream<String> stream;

		Call(Random random) {
			this.kind = KINDS[random.nextInt(KINDS.length)];
			this.point = random.nextInt(6);
		}

		void start(ClientConn conn, Random random) {
			ClientStream<String> call = conn.newStream(TestServer.method(this.kind),
					RpcOptions.NONE.timeout(Duration.ofHours(1)), this);
			this.stream = call;
			call.request(100);
			if (this.point == 0) {
				call.cancel("at once", null);
			}
			switch (this.kind) {
				case "Echo" -> call.send("hello", ClientStream.LAST);
				case "Count" -> call.send("20", ClientStream.LAST);
				default -> {
					for (int i = 0; i < random.nextInt(4); i++) {
						call.send("x".repeat(random.nextInt(500)), 0);
					}
					call.halfClose();
				}
			}
			if (this.point == 1) {
				call.cancel("after sending", null);
			}
		}

		@Override
		public void onHeaders(Metadata headers, PeerInfo peer) {
			cancelAt(2);
		}

		@Override
		public void onMessage(String message) {
			cancelAt(2 + this.heard.incrementAndGet());
		}

		private void cancelAt(int now) {
			ClientStream<String> call = this.stream;
			if (now == this.point && call != null) {
				call.cancel("heard enough", null);
			}
		}

		@Override
		public void onClose(CallOutcome outcome) {
			if (outcome.status().code() == StatusCode.OK) {
				CancelledCallsTest.this.answered.incrementAndGet();
			}
			else if (outcome.status().code() == StatusCode.CANCELLED) {
				CancelledCallsTest.this.cancelled.incrementAndGet();
			}
			CancelledCallsTest.this.ended.incrementAndGet();
			CancelledCallsTest.this.movement.moved();
			CancelledCallsTest.this.room.release();
		}

	}

}
