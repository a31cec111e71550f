package io.clientconn;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.clientconn.config.ServiceConfig;
import io.clientconn.config.ServiceConfigParser;
import io.clientconn.resolver.Address;
import io.clientconn.resolver.Endpoint;
import io.clientconn.resolver.ResolutionResult;
import io.clientconn.resolver.Resolver;
import io.clientconn.resolver.ResolverHost;
import io.clientconn.resolver.ResolverProvider;
import io.clientconn.resolver.Target;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.testing.Await;
import io.clientconn.testing.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** A service config that names another policy while calls are under way. */
class PolicySwitchTest {

	private static final RpcOptions SOON = RpcOptions.NONE.timeout(Duration.ofSeconds(20));

	@RegisterExtension
	final RealServerFixture on = new RealServerFixture();

	@Test
	@Timeout(60)
	void goingBackAndForthBetweenPoliciesUnderLoadLosesNoCall() throws Exception {
		TestServer one = this.on.server("one");
		TestServer two = this.on.server("two");
		Scripted resolver = new Scripted(List.of(endpoint(one), endpoint(two)));
		ClientConn conn = this.on.track(this.on.builder("scripted:///orders").resolver(resolver).build());
		AtomicBoolean running = new AtomicBoolean(true);
		AtomicInteger calls = new AtomicInteger();
		ExecutorService threads = Executors.newFixedThreadPool(4);
		List<Future<?>> callers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			callers.add(threads.submit(() -> {
				while (running.get()) {
					assertThat(RealServerFixture.echo(conn, "ping", SOON)).isEqualTo("ping");
					calls.incrementAndGet();
				}
			}));
		}
		for (int i = 0; i < 30; i++) {
			int goal = calls.get() + 20;
			Await.count(goal, () -> callers.stream().anyMatch(Future::isDone) ? goal : calls.get(), "calls");
			if (i % 2 == 0) {
				int before = two.calls();
				resolver.use("round_robin");
				// The policy takes over when it has a connection: not before server two
				// is
				// called is it worth switching back.
				Await.until(() -> two.calls() > before || callers.stream().anyMatch(Future::isDone),
						"server two is called");
			}
			else {
				resolver.use("pick_first");
			}
		}
		running.set(false);
		for (Future<?> each : callers) {
			each.get(30, TimeUnit.SECONDS);
		}
		threads.shutdown();

		assertThat(one.calls()).isPositive();
		assertThat(two.calls()).isPositive();
		// The last switch may be under way still; then what the old policy had goes.
		Await.until(() -> conn.status().addresses().size() == 1, "one address is left");
	}

	private static Endpoint endpoint(TestServer server) {
		return Endpoint.of(Address.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())));
	}

	/**
	 * Always finds the same servers, with the policy that the test says.
	 */
	private static final class Scripted implements ResolverProvider {

		private final List<Endpoint> endpoints;

		private final CountDownLatch started = new CountDownLatch(1);

		private volatile ResolverHost host;

		Scripted(List<Endpoint> endpoints) {
			this.endpoints = endpoints;
		}

		void use(String policy) throws InterruptedException {
			assertThat(this.started.await(10, TimeUnit.SECONDS)).isTrue();
			this.host.serializer().execute(() -> update(policy));
		}

		private void update(String policy) {
			ServiceConfig config = ServiceConfigParser.parse("{\"loadBalancingConfig\":[{\"" + policy + "\":{}}]}")
				.serviceConfig();
			assertThat(config).isNotNull();
			this.host.update(ResolutionResult.of(this.endpoints, config), (rejected) -> {
			});
		}

		@Override
		public String scheme() {
			return "scripted";
		}

		@Override
		public Resolver create(Target target, ResolverHost resolverHost) {
			this.host = resolverHost;
			return new Resolver() {

				@Override
				public void start() {
					update("pick_first");
					Scripted.this.started.countDown();
				}

				@Override
				public void resolveNow() {
				}

				@Override
				public void close() {
				}

			};
		}

	}

}
