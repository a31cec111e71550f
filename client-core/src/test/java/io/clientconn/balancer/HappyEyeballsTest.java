package io.clientconn.balancer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

import io.clientconn.resolver.Address;
import io.clientconn.resolver.Endpoint;
import io.clientconn.rpc.Attributes;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.testing.Endpoints;
import io.clientconn.testing.FakeBalancerHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * RFC 8305 and gRFC A61, as far as pick_first is concerned.
 */
class HappyEyeballsTest {

	private static final String A = Endpoints.text('a');

	private static final String B = Endpoints.text('b');

	private static final String C = Endpoints.text('c');

	private final FakeBalancerHost host = new FakeBalancerHost();

	private final PickFirst policy = new PickFirst(this.host);

	@AfterEach
	void noTimerIsLeft() {
		this.host.run(this.policy::close);
		assertThat(this.host.scheduler().pending()).isZero();
	}

	private void accept(String... names) {
		this.host.run(() -> this.policy.accept(new BalancerUpdate(Endpoints.of(names), new Object())));
	}

	@Test
	void anAddressThatTakesLongerThanAQuarterOfASecondIsJoinedByTheNext() {
		accept("a", "b", "c");
		this.host.scheduler().advanceMillis(249);
		assertThat(this.host.alive()).containsExactly(A);
		this.host.scheduler().advanceMillis(1);
		assertThat(this.host.alive()).containsExactly(A, B);
		this.host.scheduler().advanceMillis(250);
		assertThat(this.host.alive()).containsExactly(A, B, C);
	}

	@Test
	void theFirstThatComesUpWinsEvenIfItStartedFirst() {
		accept("a", "b");
		this.host.scheduler().advanceMillis(250);
		this.host.to(A).succeed();
		assertThat(this.host.pick().subConn()).isSameAs(this.host.to(A));
		assertThat(this.host.alive()).containsExactly(A);
		assertThat(this.host.state()).isEqualTo(ConnectivityState.READY);
	}

	@Test
	void theFirstThatComesUpWinsEvenIfItStartedLast() {
		accept("a", "b");
		this.host.scheduler().advanceMillis(250);
		this.host.to(B).succeed();
		assertThat(this.host.pick().subConn()).isSameAs(this.host.to(B));
		assertThat(this.host.alive()).containsExactly(B);
	}

	@Test
	void aFailureGivesTheNextAddressItsTurnAtOnceAndAFullHeadStart() {
		accept("a", "b", "c");
		this.host.scheduler().advanceMillis(200);
		this.host.to(A).fail("refused");
		assertThat(this.host.alive()).contains(B);
		this.host.scheduler().advanceMillis(249);
		assertThat(this.host.alive()).doesNotContain(C);
		this.host.scheduler().advanceMillis(1);
		assertThat(this.host.alive()).contains(C);
	}

	@Test
	void aSlowAddressThatFailsWhileALaterOneIsTriedDoesNotSkipAnybody() {
		accept("a", "b", "c");
		this.host.scheduler().advanceMillis(250);
		this.host.to(A).fail("too slow");
		assertThat(this.host.alive()).containsExactly(A, B);
		assertThat(this.host.state()).isEqualTo(ConnectivityState.CONNECTING);
		this.host.to(B).fail("refused");
		assertThat(this.host.alive()).contains(C);
	}

	@Test
	void callsFailOnlyWhenTheLastAddressHasFailedToo() {
		accept("a", "b");
		this.host.scheduler().advanceMillis(250);
		this.host.to(B).fail("b refused");
		assertThat(this.host.state()).isEqualTo(ConnectivityState.CONNECTING);
		this.host.to(A).fail("a timed out");
		assertThat(this.host.state()).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
		assertThat(this.host.pickText()).contains("a timed out");
	}

	@Test
	void theLastAddressNeedsNoTimer() {
		accept("a", "b");
		this.host.scheduler().advanceMillis(250);
		assertThat(this.host.scheduler().pending()).isZero();
	}

	@Test
	void anEmptyListStopsTheTimer() {
		accept("a", "b");
		this.host
			.run(() -> assertThat(this.policy.accept(new BalancerUpdate(List.of(), new Object())).isOk()).isFalse());
		assertThat(this.host.scheduler().pending()).isZero();
	}

	@Test
	void aNewListStartsItsOwnHeadStart() {
		accept("a", "b");
		this.host.scheduler().advanceMillis(200);
		accept("c", "b");
		this.host.scheduler().advanceMillis(200);
		assertThat(this.host.alive()).containsExactly(C);
		this.host.scheduler().advanceMillis(50);
		assertThat(this.host.alive()).containsExactly(C, B);
	}

	@Test
	void addressFamiliesTakeTurnsAndTheFirstStaysFirst() throws UnknownHostException {
		List<Address> addresses = List.of(address("2001:db8::1"), address("2001:db8::2"), address("2001:db8::3"),
				address("10.0.0.1"), address("10.0.0.2"));
		assertThat(
				AddressList.flatten(List.of(new Endpoint(addresses, Attributes.EMPTY))).stream().map(Address::toString))
			.containsExactly("[2001:db8:0:0:0:0:0:1]:1", "10.0.0.1:1", "[2001:db8:0:0:0:0:0:2]:1", "10.0.0.2:1",
					"[2001:db8:0:0:0:0:0:3]:1");
	}

	@Test
	void aStatusOfTheResolverDoesNotDisturbAPass() {
		accept("a", "b");
		this.host.run(() -> this.policy.resolverError(Status.unavailable("no answer")));
		assertThat(this.host.state()).isEqualTo(ConnectivityState.CONNECTING);
		this.host.scheduler().advanceMillis(250);
		assertThat(this.host.alive()).containsExactly(A, B);
	}

	private static Address address(String literal) throws UnknownHostException {
		return Address.of(new InetSocketAddress(InetAddress.getAllByName(literal)[0], 1));
	}

}
