package io.clientconn.balancer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.clientconn.resolver.Address;
import io.clientconn.resolver.Endpoint;
import io.clientconn.rpc.Attributes;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.testing.Endpoints;
import io.clientconn.testing.FakeBalancerHost;
import io.clientconn.testing.FakeSubConn;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PickFirstTest {

	private static final String A = Endpoints.text('a');

	private static final String B = Endpoints.text('b');

	private static final String C = Endpoints.text('c');

	private final FakeBalancerHost host = new FakeBalancerHost();

	private final PickFirst policy = new PickFirst(this.host);

	@Test
	void itConnectsToTheFirstAddressOnlyAndCallsWait() {
		accept("a", "b");

		assertThat(this.host.alive()).containsExactly(A);
		assertThat(this.host.to(A).connects()).isOne();
		assertThat(this.host.states()).containsExactly(ConnectivityState.CONNECTING);
		assertThat(this.host.pickText()).isEqualTo("queue");
	}

	@Test
	void theNextAddressFollowsAsSoonAsOneFails() {
		accept("a", "b", "c");

		this.host.to(A).fail("refused");

		assertThat(this.host.to(B).connects()).isOne();
		assertThat(this.host.state()).isEqualTo(ConnectivityState.CONNECTING);
		this.host.to(B).succeed();
		assertThat(this.host.state()).isEqualTo(ConnectivityState.READY);
		assertThat(this.host.pick().subConn()).isSameAs(this.host.to(B));
		assertThat(this.host.alive()).containsExactly(B);
	}

	@Test
	void whenAllFailCallsFailWithTheLastErrorAndTheNumberOfAddresses() {
		accept("a", "b");

		this.host.to(A).fail("a refused");
		this.host.to(B).fail("b refused");

		assertThat(this.host.state()).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
		assertThat(this.host.pickText())
			.isEqualTo("fail UNAVAILABLE: none of 2 addresses can be reached; the last error: b refused");
	}

	@Test
	void theErrorOfASingleAddressStandsAlone() {
		accept("a");

		this.host.to(A).fail("connect to 10.0.0.1:1 refused; 3 attempts in 4.2 s");

		assertThat(this.host.pickText())
			.isEqualTo("fail UNAVAILABLE: connect to 10.0.0.1:1 refused; 3 attempts in 4.2 s");
	}

	@Test
	void afterAFailedPassEveryAddressIsTriedAgainAtItsOwnPaceAndFailureSticks() {
		accept("a", "b");
		this.host.to(A).fail("no");
		this.host.to(A).report(ConnectivityState.IDLE);
		assertThat(this.host.to(A).connects()).isOne();

		this.host.to(B).fail("no");

		assertThat(this.host.to(A).connects()).isEqualTo(2);
		this.host.to(B).report(ConnectivityState.IDLE);
		assertThat(this.host.to(B).connects()).isEqualTo(2);
		this.host.to(A).report(ConnectivityState.CONNECTING);
		assertThat(this.host.state()).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
		this.host.to(B).succeed();
		assertThat(this.host.state()).isEqualTo(ConnectivityState.READY);
		assertThat(this.host.alive()).containsExactly(B);
	}

	@Test
	void aNewErrorIsPublishedOnceARound() {
		accept("a", "b");
		this.host.to(A).fail("1");
		this.host.to(B).fail("2");

		this.host.to(A).fail("3");
		assertThat(this.host.pickText()).endsWith("2");
		this.host.to(B).fail("4");
		assertThat(this.host.pickText()).endsWith("4");
	}

	@Test
	void aLostConnectionTurnsIdleAndTheNextCallStartsFromTheFirstAddress() {
		accept("a", "b");
		this.host.to(A).fail("no");
		this.host.to(B).succeed();

		this.host.to(B).report(ConnectivityState.IDLE);

		assertThat(this.host.state()).isEqualTo(ConnectivityState.IDLE);
		assertThat(this.host.to(B).connects()).isOne();
		assertThat(this.host.pickText()).isEqualTo("queue");
		assertThat(this.host.state()).isEqualTo(ConnectivityState.CONNECTING);
		assertThat(this.host.alive()).containsExactly(B, A);
		assertThat(this.host.to(A).connects()).isOne();
	}

	@Test
	void aConnectionThatWasLostBeforeItWasReportedTurnsIdleToo() {
		accept("a", "b");

		this.host.to(A).report(ConnectivityState.CONNECTING);
		this.host.to(A).report(ConnectivityState.IDLE);

		assertThat(this.host.state()).isEqualTo(ConnectivityState.IDLE);
		assertThat(this.host.to(A).connects()).isOne();
	}

	@Test
	void exitIdleConnectsOnlyIfIdle() {
		accept("a");
		this.host.run(this.policy::exitIdle);
		assertThat(this.host.to(A).connects()).isOne();
		this.host.to(A).succeed();
		this.host.to(A).report(ConnectivityState.IDLE);

		this.host.run(this.policy::exitIdle);
		this.host.run(this.policy::exitIdle);

		assertThat(this.host.to(A).connects()).isEqualTo(2);
	}

	@Test
	void aConnectionInUseIsKeptWhileItsAddressIsListed() {
		accept("a");
		this.host.to(A).succeed();
		FakeSubConn inUse = this.host.to(A);

		accept("b", "a");

		assertThat(this.host.alive()).containsExactly(A);
		assertThat(this.host.pick().subConn()).isSameAs(inUse);
		assertThat(this.host.state()).isEqualTo(ConnectivityState.READY);
	}

	@Test
	void aConnectionInUseIsDrainedWhenItsAddressIsNoLongerListed() {
		accept("a");
		this.host.to(A).succeed();

		accept("b");

		assertThat(this.host.to(A).isShutDown()).isTrue();
		assertThat(this.host.state()).isEqualTo(ConnectivityState.CONNECTING);
		assertThat(this.host.to(B).connects()).isOne();
	}

	@Test
	void anAddressThatPausesCountsAsFailedInTheNextPass() {
		accept("a");
		this.host.to(A).fail("a refused");

		accept("a", "b");

		assertThat(this.host.state()).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
		assertThat(this.host.to(A).connects()).isOne();
		assertThat(this.host.to(B).connects()).isOne();
		this.host.to(B).fail("b refused");
		assertThat(this.host.pickText()).contains("none of 2").endsWith("b refused");
	}

	@Test
	void newsOfAConnectionThatWasDroppedChangesNothing() {
		accept("a", "b");
		FakeSubConn dropped = this.host.to(A);
		accept("b");

		dropped.report(ConnectivityState.READY);

		assertThat(this.host.state()).isEqualTo(ConnectivityState.CONNECTING);
	}

	@Test
	void anEmptyListFailsCallsAndIsRejected() {
		accept("a");
		this.host.to(A).succeed();

		Status verdict = accept();

		assertThat(verdict.description()).contains("zero addresses");
		assertThat(this.host.pickText()).contains("zero addresses");
		assertThat(this.host.alive()).isEmpty();
		assertThat(this.host.state()).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
		accept("b");
		assertThat(this.host.state()).isEqualTo(ConnectivityState.CONNECTING);
	}

	@Test
	void aResolverErrorMattersOnlyWithoutAddressesOrWhileFailing() {
		error("unknown host");
		assertThat(this.host.pickText()).isEqualTo("fail UNAVAILABLE: unknown host");
		accept("a");
		assertThat(this.host.state()).isEqualTo(ConnectivityState.CONNECTING);

		error("again");
		assertThat(this.host.state()).isEqualTo(ConnectivityState.CONNECTING);
		this.host.to(A).fail("refused");
		error("and again");

		assertThat(this.host.pickText()).isEqualTo("fail UNAVAILABLE: and again");
	}

	@Test
	void everyAddressIsTriedOnceHoweverOftenItIsListed() {
		accept("ab", "ba", "c");

		this.host.to(A).fail("no");
		this.host.to(B).fail("no");
		this.host.to(C).fail("no");

		assertThat(this.host.subConns()).hasSize(3);
		assertThat(this.host.pickText()).contains("none of 3");
	}

	@Test
	void theSameAddressWithOtherAttributesIsAnotherConnection() {
		Address plain = Endpoints.of("a").get(0).addresses().get(0);
		Address named = new Address(plain.socketAddress(), Attributes.EMPTY.with(Address.SERVER_NAME, "shard-7"));
		List<Endpoint> endpoints = List.of(new Endpoint(List.of(plain, named, plain), Attributes.EMPTY));
		Object settings = new PickFirstProvider().parse(Map.of());

		this.host.run(() -> this.policy.accept(new BalancerUpdate(endpoints, settings)));
		this.host.subConns().get(0).fail("refused");

		assertThat(this.host.subConns()).extracting(FakeSubConn::address).containsExactly(plain, named);
		assertThat(this.host.subConns().get(1).connects()).isOne();
	}

	@Test
	void afterCloseNothingIsPublished() {
		accept("a");
		this.host.run(this.policy::close);

		this.host.to(A).succeed();

		assertThat(this.host.states()).containsExactly(ConnectivityState.CONNECTING);
	}

	@Test
	void shufflingGivesClientsDifferentFirstAddressesAndLosesNone() {
		Set<String> first = new HashSet<>();
		for (int seed = 0; seed < 50; seed++) {
			FakeBalancerHost shuffled = new FakeBalancerHost(seed);
			PickFirst own = new PickFirst(shuffled);
			Object settings = new PickFirstProvider().parse(Map.of("shuffleAddressList", true));
			shuffled.run(() -> own.accept(new BalancerUpdate(Endpoints.of("a", "b", "c"), settings)));
			first.addAll(shuffled.alive());
		}

		assertThat(first).containsExactlyInAnyOrder(A, B, C);
	}

	@Test
	void aHeavierBackendComesFirstMoreOften() {
		List<Endpoint> endpoints = new ArrayList<>();
		for (Endpoint endpoint : Endpoints.of("a", "b", "c")) {
			int weight = endpoints.isEmpty() ? 8 : -1;
			endpoints.add(new Endpoint(endpoint.addresses(), Attributes.EMPTY.with(Endpoint.WEIGHT, weight)));
		}
		endpoints.set(2, Endpoints.of("a", "b", "c").get(2));
		Random random = new Random(42);
		int heavyFirst = 0;
		for (int i = 0; i < 10_000; i++) {
			List<Endpoint> shuffled = AddressList.shuffle(endpoints, random);
			assertThat(shuffled).hasSize(3).containsAll(endpoints);
			heavyFirst += shuffled.get(0).equals(endpoints.get(0)) ? 1 : 0;
		}
		assertThat(heavyFirst).isBetween(7_800, 8_200);
	}

	@Test
	void wrongSettingsAreRefusedByName() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new PickFirstProvider().parse(Map.of("shuffleAddressList", "yes")))
			.withMessageContaining("shuffleAddressList");
	}

	private Status accept(String... names) {
		List<Endpoint> endpoints = Endpoints.of(names);
		Status[] verdict = new Status[1];
		this.host.run(() -> verdict[0] = this.policy
			.accept(new BalancerUpdate(endpoints, new PickFirstProvider().parse(Map.of()))));
		return verdict[0];
	}

	private void error(String text) {
		this.host.run(() -> this.policy.resolverError(Status.unavailable(text)));
	}

}
