package io.clientconn.internal.route;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.clientconn.balancer.PickResult;
import io.clientconn.balancer.Picker;
import io.clientconn.balancer.SubConn;
import io.clientconn.config.ServiceConfig;
import io.clientconn.resolver.Address;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.testing.FakePick;
import io.clientconn.transport.ClientTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Picks, cancels and publishes race on real threads. What each thread does comes from a
 * seed; how they interleave does not, so this looks for what must never happen.
 */
class RouteTableStressTest {

	private static final int PICKERS = 3;

	private static final int PICKS = 20_000;

	@ParameterizedTest(name = "seed {0}")
	@ValueSource(longs = { 1, 2, 3 })
	@Timeout(value = 60, unit = TimeUnit.SECONDS)
	void everyPickEndsOnceUnlessItIsCancelledAndNoWaiterIsLeftBehind(long seed) throws Exception {
		ExecutorService control = Executors.newSingleThreadExecutor();
		ExecutorService threads = Executors.newFixedThreadPool(PICKERS + 1);
		try {
			RouteTable table = new RouteTable(control, () -> {
			});
			AtomicInteger running = new AtomicInteger(PICKERS);
			List<Future<List<Made>>> made = new ArrayList<>();
			for (int i = 0; i < PICKERS; i++) {
				made.add(threads.submit(picks(table, new Random(seed * 31 + i), running)));
			}
			threads.submit(publishes(table, new Random(seed), running)).get();
			List<Made> all = new ArrayList<>();
			for (Future<List<Made>> some : made) {
				all.addAll(some.get());
			}
			table.publish(snapshot(Picker.always(PickResult.drop(Status.unavailable("end")))));
			control.shutdown();
			assertThat(control.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

			assertThat(all).hasSize(PICKERS * PICKS);
			assertThat(all).allMatch((one) -> one.pick().heard().size() <= 1);
			assertThat(all).allMatch((one) -> one.cancelled() || one.pick().heard().size() == 1);
			assertThat(table.waiting()).isZero();
		}
		finally {
			threads.shutdownNow();
			control.shutdownNow();
		}
	}

	@ParameterizedTest(name = "seed {0}")
	@ValueSource(longs = { 4, 5 })
	@Timeout(value = 60, unit = TimeUnit.SECONDS)
	void aTableThatIsClosedMeanwhileEndsEveryPick(long seed) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(PICKERS);
		try {
			RouteTable table = new RouteTable(Runnable::run, () -> {
			});
			AtomicInteger running = new AtomicInteger(PICKERS);
			List<Future<List<Made>>> made = new ArrayList<>();
			for (int i = 0; i < PICKERS; i++) {
				made.add(threads.submit(picks(table, new Random(seed * 31 + i), running)));
			}
			table.publish(RouteSnapshot.unresolved(ConnectivityState.CONNECTING));
			table.close(Status.unavailable("closed"));
			for (Future<List<Made>> some : made) {
				assertThat(some.get()).allMatch((one) -> one.cancelled() || one.pick().heard().size() == 1);
			}
			assertThat(table.waiting()).isZero();
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static Callable<List<Made>> picks(RouteTable table, Random random, AtomicInteger running) {
		return () -> {
			List<Made> made = new ArrayList<>();
			for (int i = 0; i < PICKS; i++) {
				FakePick pick = random.nextBoolean() ? FakePick.failFast() : FakePick.waitForReady();
				PendingPick pending = table.pick(pick, random.nextBoolean());
				boolean cancel = pending != null && random.nextInt(4) == 0;
				if (cancel) {
					pending.cancel();
				}
				made.add(new Made(pick, cancel));
			}
			running.decrementAndGet();
			return made;
		};
	}

	private static Callable<Integer> publishes(RouteTable table, Random random, AtomicInteger running) {
		return () -> {
			int count = 0;
			while (running.get() > 0) {
				table.publish(next(random));
				count++;
			}
			return count;
		};
	}

	private static RouteSnapshot next(Random random) {
		return switch (random.nextInt(6)) {
			case 0 -> RouteSnapshot.unresolved(ConnectivityState.IDLE);
			case 1 -> snapshot(Picker.always(PickResult.fail(Status.unavailable("no"))));
			case 2 -> snapshot(Picker.always(PickResult.use(new Gone())));
			case 3 -> snapshot((args) -> PickResult.queue());
			case 4 -> snapshot((args) -> PickResult.fail(Status.unavailable("no")));
			default -> snapshot(Picker.always(PickResult.queue()));
		};
	}

	private static RouteSnapshot snapshot(Picker picker) {
		return RouteSnapshot.of(ServiceConfig.EMPTY, picker, ConnectivityState.READY);
	}

	private record Made(FakePick pick, boolean cancelled) {

	}

	/**
	 * A connection that was lost.
	 */
	private record Gone() implements SubConn {

		@Override
		public void connect() {
		}

		@Override
		public void shutdown() {
		}

		@Override
		public Address address() {
			return Address.of(InetSocketAddress.createUnresolved("h", 1));
		}

		@Override
		public @Nullable ClientTransport transport() {
			return null;
		}

	}

}
