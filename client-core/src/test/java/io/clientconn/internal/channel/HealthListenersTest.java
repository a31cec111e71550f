package io.clientconn.internal.channel;

import java.util.ArrayList;
import java.util.List;

import io.clientconn.balancer.Balancer;
import io.clientconn.balancer.BalancerHost;
import io.clientconn.balancer.BalancerProvider;
import io.clientconn.balancer.BalancerUpdate;
import io.clientconn.balancer.PickResult;
import io.clientconn.balancer.Picker;
import io.clientconn.balancer.SubConn;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.testing.FakeTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The health of a connection as policies of the user's hear of it. */
class HealthListenersTest {

	private static final byte[] NOT_SERVING = { 8, 2 };

	private static final String SICK = "10.0.0.1:1 is connected, but the health check of 'shop.Orders' says "
			+ "NOT_SERVING";

	private final ChannelFixture on = new ChannelFixture();

	private final Listening policy = new Listening();

	@Test
	void severalListenersShareOneStreamAndLateOnesHearWhatIsKnown() {
		start();
		FakeTransport a = ready();
		this.policy.listen();
		this.policy.listen();
		assertThat(a.streams()).hasSize(1);
		assertThat(this.policy.heard).containsExactly("CONNECTING", "CONNECTING");
		this.policy.heard.clear();

		a.lastStream().respondMessage(NOT_SERVING);
		assertThat(this.policy.heard).containsExactly("heard " + SICK, "heard " + SICK);
		this.policy.heard.clear();
		this.policy.listen();
		assertThat(this.policy.heard).containsExactly("CONNECTING", "heard " + SICK);
		assertThat(a.streams()).hasSize(1);
	}

	@Test
	void whoListensToNoConnectionHearsNothing() {
		start();
		this.policy.listen();
		FakeTransport a = ready();

		assertThat(this.policy.heard).containsExactly("CONNECTING");
		assertThat(a.streams()).isEmpty();
	}

	private void start() {
		this.on.healthCheckService = "shop.Orders";
		this.on.policies = List.of(this.policy);
		this.on.policy = "listening";
		this.on.start("a");
	}

	private FakeTransport ready() {
		this.on.transports.last().becomeReady();
		return this.on.transports.last();
	}

	/** A policy that listens when the test says so. */
	private static final class Listening implements BalancerProvider, Balancer {

		private final List<String> heard = new ArrayList<>();

		private @Nullable BalancerHost host;

		private @Nullable SubConn subConn;

		@Override
		public String policyName() {
			return "listening";
		}

		@Override
		public Balancer create(BalancerHost channel) {
			this.host = channel;
			return this;
		}

		@Override
		public Status accept(BalancerUpdate update) {
			SubConn made = this.host.newSubConn(update.endpoints().get(0).addresses().get(0), (state, reason) -> {
			});
			made.connect();
			this.subConn = made;
			this.host.publish(ConnectivityState.CONNECTING, Picker.always(PickResult.queue()));
			return Status.OK;
		}

		void listen() {
			this.host.serializer()
				.execute(() -> this.heard
					.add(this.subConn.watchHealth((state, reason) -> this.heard.add("heard " + reason.description()))
						.name()));
		}

		@Override
		public void resolverError(Status error) {
		}

		@Override
		public void exitIdle() {
		}

		@Override
		public void close() {
		}

	}

}
