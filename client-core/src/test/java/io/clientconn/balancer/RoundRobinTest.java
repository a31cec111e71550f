package io.clientconn.balancer;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.testing.Endpoints;
import io.clientconn.testing.FakeBalancerHost;
import io.clientconn.testing.FakePick;
import io.clientconn.testing.FakeSubConn;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RoundRobinTest {

	private static final String A = Endpoints.text('a');

	private static final String B = Endpoints.text('b');

	private static final String C = Endpoints.text('c');

	private final FakeBalancerHost host = new FakeBalancerHost();

	private final Balancer policy = new RoundRobinProvider().create(this.host);

	@Test
	void itConnectsToEveryBackend() {
		accept("a", "b", "c");

		assertThat(this.host.alive()).containsExactlyInAnyOrder(A, B, C);
		assertThat(this.host.subConns()).allMatch((subConn) -> subConn.connects() == 1);
		assertThat(this.host.state()).isEqualTo(ConnectivityState.CONNECTING);
	}

	@Test
	void callsTakeTurnsOverReadyBackendsOnly() {
		accept("a", "b", "c");

		this.host.to(A).succeed();
		this.host.to(B).succeed();
		this.host.to(C).fail("refused");

		assertThat(count(100)).containsExactlyInAnyOrderEntriesOf(Map.of(A, 50, B, 50));
	}

	@Test
	void oneReadyBackendMakesTheChannelReady() {
		accept("a", "b");
		this.host.to(A).fail("refused");
		assertThat(this.host.state()).isEqualTo(ConnectivityState.CONNECTING);

		this.host.to(B).succeed();

		assertThat(this.host.state()).isEqualTo(ConnectivityState.READY);
	}

	@Test
	void whenAllFailCallsFailWithAnErrorAndTheNumberOfBackends() {
		accept("a", "b");
		this.host.to(A).fail("a refused");
		this.host.to(B).fail("b refused");

		assertThat(this.host.state()).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
		Set<String> texts = new TreeSet<>();
		texts.add(this.host.pickText());
		texts.add(this.host.pickText());
		assertThat(texts).containsExactly(
				"fail UNAVAILABLE: none of 2 backends can be used; an error of one: a refused",
				"fail UNAVAILABLE: none of 2 backends can be used; an error of one: b refused");
	}

	@Test
	void aLostBackendIsConnectedAgainWithoutACall() {
		accept("a", "b");
		this.host.to(A).succeed();
		this.host.to(B).succeed();

		this.host.to(A).report(ConnectivityState.IDLE);

		assertThat(this.host.to(A).connects()).isEqualTo(2);
		assertThat(count(10)).containsOnlyKeys(B);
	}

	@Test
	void aBackendThatStaysKeepsItsConnectionAndOneThatGoesIsDrained() {
		accept("a", "b");
		this.host.to(A).succeed();
		this.host.to(B).succeed();
		FakeSubConn kept = this.host.to(B);

		accept("b", "c");

		assertThat(this.host.to(B)).isSameAs(kept);
		assertThat(this.host.alive()).containsExactlyInAnyOrder(B, C);
		assertThat(count(10)).containsOnlyKeys(B);
		this.host.to(C).succeed();
		assertThat(count(10)).containsOnlyKeys(B, C);
	}

	@Test
	void aBackendIsKnownByItsAddressesInAnyOrder() {
		accept("ab");
		this.host.to(A).succeed();

		accept("ba");

		assertThat(this.host.alive()).containsExactly(A);
	}

	@Test
	void aBackendListedTwiceGetsOneConnection() {
		accept("a", "a");

		assertThat(this.host.alive()).containsExactly(A);
	}

	@Test
	void anEmptyListFailsCallsAndIsRejected() {
		accept("a");
		this.host.to(A).succeed();

		assertThat(accept().isOk()).isFalse();

		assertThat(this.host.pickText()).contains("zero addresses");
		assertThat(this.host.alive()).isEmpty();
	}

	@Test
	void aResolverErrorFailsCallsOnlyWithoutBackends() {
		this.host.run(() -> this.policy.resolverError(Status.unavailable("unknown host")));
		assertThat(this.host.pickText()).contains("unknown host");
		accept("a");
		this.host.to(A).succeed();

		this.host.run(() -> this.policy.resolverError(Status.unavailable("unknown host")));

		assertThat(this.host.state()).isEqualTo(ConnectivityState.READY);
	}

	@Test
	void clientsBeginWithDifferentBackends() {
		Set<String> first = new TreeSet<>();
		for (int seed = 0; seed < 50; seed++) {
			FakeBalancerHost own = new FakeBalancerHost(seed);
			Balancer balancer = new RoundRobinProvider().create(own);
			own.run(() -> balancer.accept(new BalancerUpdate(Endpoints.of("a", "b", "c"), Map.of())));
			first.add(own.subConns().get(0).toString());
		}

		assertThat(first).containsExactly(A, B, C);
	}

	@Test
	void theTurnSurvivesTheOverflowOfItsCounter() {
		Picker one = Picker.always(PickResult.fail(Status.unavailable("one")));
		Picker two = Picker.always(PickResult.fail(Status.unavailable("two")));
		RoundRobinPicker picker = new RoundRobinPicker(List.of(one, two), -1);

		Set<String> texts = new TreeSet<>();
		for (int i = 0; i < 4; i++) {
			texts.add(String.valueOf(picker.pick(FakePick.args()).status().description()));
		}

		assertThat(texts).containsExactly("one", "two");
	}

	@Test
	void afterCloseNothingIsPublishedAndNothingConnects() {
		accept("a");
		this.host.run(this.policy::close);
		int published = this.host.states().size();

		this.host.to(A).succeed();
		this.host.to(A).report(ConnectivityState.IDLE);

		assertThat(this.host.states()).hasSize(published);
		assertThat(this.host.alive()).isEmpty();
	}

	private Status accept(String... names) {
		Status[] verdict = new Status[1];
		this.host.run(() -> verdict[0] = this.policy.accept(new BalancerUpdate(Endpoints.of(names), Map.of())));
		return verdict[0];
	}

	private Map<String, Integer> count(int picks) {
		Map<String, Integer> counts = new TreeMap<>();
		for (int i = 0; i < picks; i++) {
			counts.merge(String.valueOf(this.host.pick().subConn()), 1, Integer::sum);
		}
		return counts;
	}

}
