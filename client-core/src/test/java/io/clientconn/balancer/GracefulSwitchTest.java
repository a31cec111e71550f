package io.clientconn.balancer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.testing.Endpoints;
import io.clientconn.testing.FakeBalancerHost;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GracefulSwitchTest {

	private final FakeBalancerHost host = new FakeBalancerHost();

	private final GracefulSwitch policy = new GracefulSwitch(this.host);

	private final List<String> events = new ArrayList<>();

	@Test
	void theFirstPolicyIsUsedAtOnce() {
		Scripted first = switchTo("first");

		first.publish(ConnectivityState.CONNECTING);

		assertThat(this.host.states()).containsExactly(ConnectivityState.CONNECTING);
	}

	@Test
	void aReadyPolicyServesUntilItsSuccessorIsMoreThanConnecting() {
		Scripted first = switchTo("first");
		first.publish(ConnectivityState.READY);
		Scripted second = switchTo("second");

		second.publish(ConnectivityState.CONNECTING);
		assertThat(this.host.pickText()).contains("first");
		second.publish(ConnectivityState.READY);

		assertThat(this.host.pickText()).contains("second");
		assertThat(this.events).containsExactly("first closed");
	}

	@Test
	void aPolicyThatIsNotReadyGivesWayAtTheFirstWordOfItsSuccessor() {
		Scripted first = switchTo("first");
		first.publish(ConnectivityState.CONNECTING);
		Scripted second = switchTo("second");

		second.publish(ConnectivityState.CONNECTING);

		assertThat(this.host.pickText()).contains("second");
	}

	@Test
	void aPolicyThatStopsBeingReadyGivesWay() {
		Scripted first = switchTo("first");
		first.publish(ConnectivityState.READY);
		Scripted second = switchTo("second");
		second.publish(ConnectivityState.CONNECTING);

		first.publish(ConnectivityState.TRANSIENT_FAILURE);

		assertThat(this.host.pickText()).contains("second");
		assertThat(this.host.state()).isEqualTo(ConnectivityState.CONNECTING);
	}

	@Test
	void ofSeveralSuccessorsOnlyTheLastCounts() {
		Scripted first = switchTo("first");
		first.publish(ConnectivityState.READY);
		Scripted second = switchTo("second");
		Scripted third = switchTo("third");

		second.publish(ConnectivityState.READY);
		assertThat(this.host.pickText()).contains("first");
		third.publish(ConnectivityState.READY);

		assertThat(this.host.pickText()).contains("third");
		assertThat(this.events).containsExactly("second closed", "first closed");
	}

	@Test
	void newsGoToTheLatestPolicy() {
		switchTo("first").publish(ConnectivityState.READY);
		switchTo("second");

		this.host.run(() -> this.policy.accept(new BalancerUpdate(Endpoints.of("a"), Map.of())));
		this.host.run(() -> this.policy.resolverError(Status.unavailable("no")));
		this.host.run(this.policy::exitIdle);

		assertThat(this.events).containsExactly("second accepts", "second hears no", "second exits idle");
	}

	@Test
	void theConnectionsOfTheOldPolicyAreShutDownAfterTheNewPickerIsOut() {
		Scripted first = switchTo("first");
		first.connectTo("a");
		first.publish(ConnectivityState.READY);
		Scripted second = switchTo("second");
		second.connectTo("b");
		assertThat(this.host.alive()).hasSize(2);

		second.publish(ConnectivityState.READY);

		assertThat(this.host.alive()).containsExactly(Endpoints.text('b'));
	}

	@Test
	void nothingThatAClosedPolicyDoesIsSeen() {
		Scripted first = switchTo("first");
		first.publish(ConnectivityState.READY);
		this.host.run(this.policy::close);

		first.publish(ConnectivityState.IDLE);
		first.connectTo("a");
		this.host.run(first.host::requestResolution);

		assertThat(this.host.states()).containsExactly(ConnectivityState.READY);
		assertThat(this.host.alive()).isEmpty();
		assertThat(this.host.resolutionRequests()).isZero();
	}

	private Scripted switchTo(String name) {
		Scripted[] made = new Scripted[1];
		this.host.run(() -> this.policy.switchTo(new BalancerProvider() {
			@Override
			public String policyName() {
				return name;
			}

			@Override
			public Balancer create(BalancerHost childHost) {
				made[0] = new Scripted(name, childHost);
				return made[0];
			}
		}));
		return made[0];
	}

	/**
	 * A policy that does what the test says.
	 */
	private final class Scripted implements Balancer {

		private final String name;

		private final BalancerHost host;

		Scripted(String name, BalancerHost host) {
			this.name = name;
			this.host = host;
		}

		void publish(ConnectivityState state) {
			GracefulSwitchTest.this.host
				.run(() -> this.host.publish(state, Picker.always(PickResult.fail(Status.unavailable(this.name)))));
		}

		void connectTo(String address) {
			GracefulSwitchTest.this.host
				.run(() -> this.host.newSubConn(Endpoints.of(address).get(0).addresses().get(0), (state, reason) -> {
				}));
		}

		@Override
		public Status accept(BalancerUpdate update) {
			GracefulSwitchTest.this.events.add(this.name + " accepts");
			return Status.OK;
		}

		@Override
		public void resolverError(Status error) {
			GracefulSwitchTest.this.events.add(this.name + " hears " + error.description());
		}

		@Override
		public void exitIdle() {
			GracefulSwitchTest.this.events.add(this.name + " exits idle");
		}

		@Override
		public void close() {
			GracefulSwitchTest.this.events.add(this.name + " closed");
		}

	}

}
