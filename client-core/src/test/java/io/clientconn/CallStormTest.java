package io.clientconn;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;

import io.clientconn.config.Backoff;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.testing.HostileServer;
import io.clientconn.testing.Movement;
import io.clientconn.testing.TestServer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls of all kinds from many threads, cancelled, timed out and cut at random while
 * servers come and go: each of them ends once, none late, and nothing is left. The
 * fixture counts bytes and threads.
 *
 * <p>
 * How long a storm takes depends on the machine: 200 calls share it, and on a tenth of a
 * core some of them need half a minute. So a call counts as stuck not when it is slow but
 * when nothing moves any more: no call gets a message or an end for 30 seconds.
 */
class CallStormTest {

	private static final Logger LOG = LoggerFactory.getLogger(CallStormTest.class);

	/** The server complains of every stream that was reset while it wrote. */
	private static final java.util.logging.Logger SERVER_LOG = java.util.logging.Logger
		.getLogger("io.grpc.netty.NettyServerHandler");

	private static final int THREADS = 6;

	private static final int CALLS = 250;

	/** Longer than any storm: what ends then was forgotten. */
	private static final long LONG_MILLIS = 3_600_000;

	/** A hostile server forgets calls on purpose; they need an end in sight. */
	private static final long HOSTILE_MILLIS = 20_000;

	private static final List<String> KINDS = List.of("Echo", "Count", "Join", "Chat");

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private final Semaphore inFlight = new Semaphore(200);

	private final ConcurrentLinkedQueue<Ends> all = new ConcurrentLinkedQueue<>();

	private final CountDownLatch begun = new CountDownLatch(THREADS * CALLS / 4);

	private final Movement movement = new Movement();

	@BeforeAll
	static void quiet() {
		SERVER_LOG.setLevel(Level.OFF);
	}

	@AfterAll
	static void loud() {
		SERVER_LOG.setLevel(null);
	}

	@ParameterizedTest
	@CsvSource({ "1, nothing", "2, graceful", "3, hard", "4, hostile", "5, close" })
	void everyCallEndsOnceAndInTime(long seed, String trouble) throws Exception {
		TestServer one = this.fixture.server("one");
		TestServer two = this.fixture.server("two");
		String list = one.address() + "," + two.address();
		HostileServer hostile = new HostileServer(CallStormTest::resets, CallStormTest::cuts, HostileServer::good,
				CallStormTest::resets, CallStormTest::cuts);
		try (hostile) {
			ClientConn conn = this.fixture.track(this.fixture
				.builder("static:///" + (trouble.equals("hostile") ? list + "," + hostile.address() : list))
				.loadBalancingPolicy("round_robin")
				.backoff(new Backoff(Duration.ofMillis(20), 1, 0, Duration.ofMillis(20)))
				.build());
			ExecutorService threads = Executors.newFixedThreadPool(THREADS);
			List<Future<?>> callers = new ArrayList<>();
			long longMillis = trouble.equals("hostile") ? HOSTILE_MILLIS : LONG_MILLIS;
			for (int i = 0; i < THREADS; i++) {
				Random random = new Random(seed * 100 + i);
				callers.add(threads.submit(() -> calls(conn, longMillis, random)));
			}
			awaitEnd(conn, this.begun::await);
			makeTrouble(trouble, conn, one);
			for (Future<?> caller : callers) {
				awaitEnd(conn, (time, unit) -> ends(caller, time, unit));
			}
			threads.shutdown();
			Map<StatusCode, Integer> ends = new EnumMap<>(StatusCode.class);
			for (Ends call : this.all) {
				awaitEnd(conn, call.ended::await);
			}
			for (Ends call : this.all) {
				assertThat(call.count).as(call.toString()).hasValue(1);
				assertThat(call.late).as(call.toString()).isFalse();
				ends.merge(call.code, 1, Integer::sum);
			}
			assertThat(this.all).hasSize(THREADS * CALLS);
			assertThat(ends.keySet()).isSubsetOf(StatusCode.OK, StatusCode.CANCELLED, StatusCode.DEADLINE_EXCEEDED,
					StatusCode.UNAVAILABLE, StatusCode.INTERNAL);
			assertThat(ends.get(StatusCode.OK)).as(ends.toString()).isPositive();
			if (!trouble.equals("hostile")) {
				assertThat(ends).doesNotContainKey(StatusCode.INTERNAL);
			}
			LOG.info("{}: {}", trouble, ends);
		}
	}

	private void awaitEnd(ClientConn conn, Movement.Wait wait) throws Exception {
		this.movement.await(wait, () -> {
			List<Ends> left = this.all.stream().filter((call) -> call.count.get() == 0).toList();
			return left.size() + " calls wait: " + left + "; " + conn.status();
		});
	}

	private static boolean ends(Future<?> future, long time, TimeUnit unit) throws Exception {
		try {
			future.get(time, unit);
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
	}

	private void makeTrouble(String trouble, ClientConn conn, TestServer server) throws InterruptedException {
		switch (trouble) {
			case "graceful" -> {
				server.stopGracefully();
				this.fixture.track(server.startAgain("again"));
			}
			case "hard" -> {
				server.stopHard();
				this.fixture.track(server.startAgain("again"));
			}
			case "close" -> conn.close();
			default -> {
				// The servers themselves are the trouble, or there is none.
			}
		}
	}

	private static void resets(HostileServer.Peer peer) throws IOException {
		peer.preface();
		peer.send(HostileServer.frame(HostileServer.SETTINGS, 0, 0));
		for (int i = 0; i < 20; i++) {
			int stream = peer.awaitRequest();
			peer.send(HostileServer.frame(HostileServer.RST_STREAM, 0, stream,
					HostileServer.int32((i % 2 == 0) ? 7 : 8)));
		}
		peer.send(HostileServer.goAway(0, 0));
	}

	private static void cuts(HostileServer.Peer peer) throws IOException {
		peer.preface();
		peer.send(HostileServer.frame(HostileServer.SETTINGS, 0, 0));
		for (int i = 0; i < 5; i++) {
			peer.send(HostileServer.answer(peer.awaitRequest()));
		}
		peer.reset();
	}

	private void calls(ClientConn conn, long longMillis, Random random) {
		for (int i = 0; i < CALLS; i++) {
			this.inFlight.acquireUninterruptibly();
			call(conn, longMillis, random);
			this.begun.countDown();
		}
	}

	private void call(ClientConn conn, long longMillis, Random random) {
		String kind = KINDS.get(random.nextInt(KINDS.size()));
		long millis = switch (random.nextInt(8)) {
			case 0 -> 1;
			case 1 -> 20;
			default -> longMillis;
		};
		RpcOptions options = RpcOptions.NONE.timeout(Duration.ofMillis(millis)).waitForReady(random.nextBoolean());
		if (random.nextInt(10) == 0) {
			options = options.executor(Runnable::run);
		}
		Ends ends = new Ends(kind, millis, random.nextInt(4) == 0);
		this.all.add(ends);
		ClientStream<String> stream = conn.newStream(TestServer.method(kind), options, ends);
		stream.request(1 + random.nextInt(3));
		ends.stream = stream;
		// For what came before the listener knew the stream.
		stream.request(500);
		switch (kind) {
			case "Echo" -> stream.send((random.nextInt(10) == 0) ? "size:100000" : "hello", ClientStream.LAST);
			case "Count" -> stream.send("" + random.nextInt(300), ClientStream.LAST);
			default -> {
				int messages = random.nextInt(6);
				for (int i = 0; i < messages; i++) {
					stream.send("x".repeat(random.nextInt(20_000)), 0);
				}
				stream.halfClose();
			}
		}
		if (random.nextInt(5) == 0) {
			stream.cancel("by chance", null);
		}
	}

	/**
	 * Counts the ends of one call.
	 */
	private final class Ends implements ResponseListener<String> {

		private final String kind;

		private final long limitMillis;

		private final boolean cancels;

		private final long start = System.nanoTime();

		private final AtomicInteger count = new AtomicInteger();

		private final CountDownLatch ended = new CountDownLatch(1);

		private volatile boolean late;

		private volatile boolean headers;

		private final AtomicInteger messages = new AtomicInteger();

		private volatile StatusCode code = StatusCode.UNKNOWN;

		private volatile @Nullable ClientStream<String> stream;

		Ends(String kind, long limitMillis, boolean cancels) {
			this.kind = kind;
			this.limitMillis = limitMillis;
			this.cancels = cancels;
		}

		@Override
		public void onHeaders(Metadata headers, PeerInfo peer) {
			check();
			this.headers = true;
		}

		@Override
		public void onMessage(String message) {
			check();
			this.messages.incrementAndGet();
			ClientStream<String> known = this.stream;
			if (known == null) {
				return;
			}
			if (this.cancels) {
				known.cancel("seen enough", null);
			}
			else {
				known.request(50);
			}
		}

		@Override
		public void onClose(CallOutcome outcome) {
			check();
			this.count.incrementAndGet();
			this.code = outcome.status().code();
			// Much more than a timer needs on a busy machine, much less than for ever.
			this.late = System.nanoTime() - this.start > (this.limitMillis + 10_000) * 1_000_000;
			this.ended.countDown();
			CallStormTest.this.inFlight.release();
		}

		private void check() {
			CallStormTest.this.movement.moved();
			if (this.count.get() > 0) {
				this.count.addAndGet(100);
			}
		}

		@Override
		public String toString() {
			return this.kind + " with " + this.limitMillis + " ms, " + this.messages + " messages, headers "
					+ this.headers;
		}

	}

}
