package io.clientconn.internal.route;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.clientconn.balancer.PickResult;
import io.clientconn.balancer.Picker;
import io.clientconn.balancer.SubConn;
import io.clientconn.config.ServiceConfig;
import io.clientconn.resolver.Address;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.testing.Await;
import io.clientconn.testing.FakePick;
import io.clientconn.testing.FakeTransportFactory;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.ConnectRequest;
import io.clientconn.transport.TransportListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls begin on real threads while the channel goes idle and wakes up.
 */
class IdleRaceTest {

	private static final int CALLERS = 3;

	private static final int CALLS = 30_000;

	@Test
	@Timeout(value = 60, unit = TimeUnit.SECONDS)
	void noCallHasAConnectionWhileTheChannelRestsAndNoneIsForgotten() throws Exception {
		AtomicBoolean resting = new AtomicBoolean();
		AtomicInteger running = new AtomicInteger(CALLERS);
		RouteTable table = new RouteTable(Runnable::run, () -> {
		});
		table.publish(snapshot());
		ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
		List<Future<Integer>> callers = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			callers.add(threads.submit(caller(table, resting, running)));
		}
		int rests = 0;
		while (running.get() > 0) {
			if (table.publishIdle()) {
				rests++;
				resting.set(true);
				Thread.onSpinWait();
				resting.set(false);
				table.publish(snapshot());
			}
		}
		int waited = 0;
		for (Future<Integer> each : callers) {
			waited += each.get();
		}
		threads.shutdown();

		assertThat(rests).isPositive();
		assertThat(waited).isPositive();
		assertThat(table.calls().count()).isZero();
		assertThat(table.waiting()).isZero();
	}

	private static Callable<Integer> caller(RouteTable table, AtomicBoolean resting, AtomicInteger running) {
		return () -> {
			int waited = 0;
			try {
				for (int i = 0; i < CALLS; i++) {
					FakePick pick = FakePick.failFast();
					table.calls().began();
					PendingPick pending = table.pick(pick, true);
					if (pending == null) {
						assertThat(resting).isFalse();
					}
					else {
						waited++;
						Await.until(() -> !pick.isWaiting(), "the pick has ended");
					}
					table.calls().ended(i);
					for (int pause = (i * 31) % 512; pause > 0; pause--) {
						Thread.onSpinWait();
					}
				}
				return waited;
			}
			finally {
				running.decrementAndGet();
			}
		};
	}

	private static RouteSnapshot snapshot() {
		ClientTransport transport = new FakeTransportFactory()
			.connect(new ConnectRequest(Address.of(InetSocketAddress.createUnresolved("h", 1)), "h", 1), new Deaf());
		return RouteSnapshot.of(ServiceConfig.EMPTY, Picker.always(PickResult.use(new FixedSubConn(transport))),
				ConnectivityState.READY);
	}

	private record FixedSubConn(ClientTransport fixed) implements SubConn {

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
			return this.fixed;
		}

	}

	private static final class Deaf implements TransportListener {

		@Override
		public void ready() {
		}

		@Override
		public void draining(Status reason) {
		}

		@Override
		public void closed(Status reason) {
		}

	}

}
