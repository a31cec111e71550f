package io.clientconn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.stream.Collectors;

import io.clientconn.config.Backoff;
import io.clientconn.rpc.StatusCode;
import io.clientconn.testing.FaultProxy;
import io.clientconn.testing.Movement;
import io.clientconn.testing.TestServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * 64 callers of all four kinds for a minute, four servers that are killed, drained and
 * started again, and a network that is slow, narrow, silent or cut. Every call is
 * accounted for: none executed twice, none lost, none past its deadline, none ended
 * twice, and nothing is left over.
 *
 * <p>
 * {@code -Dsoak.seconds} and {@code -Dsoak.seed} change length and course.
 */
@Tag("soak")
class SoakTest {

	private static final Logger LOG = LoggerFactory.getLogger(SoakTest.class);

	private static final java.util.logging.Logger SERVER_LOG = java.util.logging.Logger.getLogger("io.grpc");

	private static final int SECONDS = Integer.getInteger("soak.seconds", 60);

	private static final long SEED = Long.getLong("soak.seed", 1);

	private static final int CALLERS = 64;

	private static final int SERVERS = 4;

	/** How late a timer may be on a machine with more to do than it can. */
	private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(3);

	private static final int FAULTS_SHOWN = 10;

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private final Movement movement = new Movement();

	private final Map<Long, AtomicInteger> executed = new ConcurrentHashMap<>();

	private final AtomicLong ids = new AtomicLong();

	private final Map<StatusCode, Integer> ends = Collections.synchronizedMap(new EnumMap<>(StatusCode.class));

	private final ConcurrentLinkedQueue<SoakCall> calls = new ConcurrentLinkedQueue<>();

	private final List<Backend> backends = new ArrayList<>();

	/** Never counted down: the trouble waits for its next turn here. */
	private final CountDownLatch pause = new CountDownLatch(1);

	private volatile boolean over;

	@BeforeAll
	static void quiet() {
		SERVER_LOG.setLevel(Level.OFF);
	}

	@AfterAll
	static void loud() {
		SERVER_LOG.setLevel(null);
	}

	@Test
	void everyCallIsAccountedFor() throws Exception {
		for (int i = 0; i < SERVERS; i++) {
			this.backends.add(new Backend("s" + i));
		}
		String target = this.backends.stream()
			.map((backend) -> backend.proxy.address())
			.collect(Collectors.joining(","));
		ClientConn conn = this.fixture.track(this.fixture.builder("static:///" + target)
			.loadBalancingPolicy("round_robin")
			.keepalive(Duration.ofSeconds(10), Duration.ofSeconds(1), false)
			.backoff(new Backoff(Duration.ofMillis(50), 1.6, 0.2, Duration.ofSeconds(1)))
			.build());
		ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
		try {
			CountDownLatch done = new CountDownLatch(CALLERS);
			for (int i = 0; i < CALLERS; i++) {
				int caller = i;
				callers.execute(() -> calls(conn, caller, done));
			}
			makeTrouble();
			this.movement.await(done::await, () -> done.getCount() + " callers wait; " + conn.status());
		}
		finally {
			this.over = true;
			callers.shutdownNow();
			conn.close();
			this.backends.forEach(Backend::close);
		}
		judge();
	}

	private void judge() {
		List<String> faults = new ArrayList<>();
		int executions = 0;
		for (SoakCall call : this.calls) {
			int times = this.executed.getOrDefault(call.id(), new AtomicInteger()).get();
			executions += times;
			this.ends.merge(call.code(), 1, Integer::sum);
			String fault = call.fault(times, GRACE_NANOS);
			if (fault != null) {
				faults.add(fault);
			}
		}
		LOG.info("{} calls in {} s: {}; {} reached a service", this.calls.size(), SECONDS, this.ends, executions);
		assertThat(faults.stream().limit(FAULTS_SHOWN).toList()).as("%d faults", faults.size()).isEmpty();
		assertThat((long) this.calls.size()).isEqualTo(this.ids.get());
		assertThat(this.ends.get(StatusCode.OK)).isGreaterThan(this.calls.size() / 2);
	}

	private void calls(ClientConn conn, int caller, CountDownLatch done) {
		Random random = new Random(SEED * 1000 + caller);
		String kind = SoakCall.KINDS.get(caller % SoakCall.KINDS.size());
		try {
			while (!this.over) {
				SoakCall call = new SoakCall(this.ids.incrementAndGet(), kind, random, this.movement);
				this.calls.add(call);
				call.start(conn);
				call.await();
				call.forget();
			}
			done.countDown();
		}
		catch (Exception ex) {
			// The caller that is missing from the latch tells.
			LOG.error("caller {} failed", caller, ex);
		}
	}

	private void makeTrouble() throws InterruptedException {
		Random random = new Random(SEED);
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
		while (System.nanoTime() - end < 0) {
			this.pause.await(250, TimeUnit.MILLISECONDS);
			this.backends.forEach(Backend::endBadNetwork);
			Backend backend = this.backends.get(random.nextInt(SERVERS));
			switch (random.nextInt(8)) {
				case 0 -> backend.kill();
				case 1 -> backend.drain();
				case 2 -> backend.proxy.reset();
				case 3 -> backend.badNetwork(FaultProxy.Mode.SLOW, 2000);
				case 4 -> backend.badNetwork(FaultProxy.Mode.NARROW, 1000);
				case 5 -> backend.badNetwork(FaultProxy.Mode.SILENT, 1500);
				case 6 -> backend.badNetwork(FaultProxy.Mode.SILENT, 15_000);
				default -> {
					// A moment of peace.
				}
			}
		}
		this.backends.forEach((backend) -> backend.proxy.mode(FaultProxy.Mode.GOOD));
		this.over = true;
	}

	/**
	 * A server behind its bad network.
	 */
	private final class Backend {

		private final String name;

		private final FaultProxy proxy;

		private TestServer server;

		private long goodAgain;

		Backend(String name) {
			this.name = name;
			this.server = SoakTest.this.fixture.track(start());
			this.proxy = new FaultProxy(this.server.port());
		}

		private TestServer start() {
			return TestServer.startWithLedger(this.name, (headers) -> {
				String id = headers.get(io.grpc.Metadata.Key.of("call-id", io.grpc.Metadata.ASCII_STRING_MARSHALLER));
				SoakTest.this.executed.computeIfAbsent(Long.valueOf(id), (key) -> new AtomicInteger())
					.incrementAndGet();
			});
		}

		void badNetwork(FaultProxy.Mode mode, long millis) {
			this.proxy.mode(mode);
			this.goodAgain = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		}

		void endBadNetwork() {
			if (System.nanoTime() - this.goodAgain > 0) {
				this.proxy.mode(FaultProxy.Mode.GOOD);
			}
		}

		void kill() throws InterruptedException {
			this.server.stopHard();
			again();
		}

		void drain() throws InterruptedException {
			this.server.stopGracefully();
			again();
		}

		private void again() {
			TestServer before = this.server;
			this.server = SoakTest.this.fixture.track(before.startAgain(this.name));
			before.close();
		}

		void close() {
			this.proxy.close();
			this.server.close();
		}

	}

}
