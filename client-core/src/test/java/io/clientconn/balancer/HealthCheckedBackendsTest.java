package io.clientconn.balancer;

import java.util.List;
import java.util.Map;

import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.testing.Endpoints;
import io.clientconn.testing.FakeBalancerHost;
import io.clientconn.testing.FakeSubConn;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What pick_first makes of a server's health, alone and below round_robin. */
class HealthCheckedBackendsTest {

	private static final String A = Endpoints.text('a');

	private static final String B = Endpoints.text('b');

	private static final Status SICK = Status.unavailable("a is connected, but its health check says NOT_SERVING");

	private final FakeBalancerHost host = new FakeBalancerHost();

	@Test
	void onItsOwnPickFirstAsksNobody() {
		Balancer policy = new PickFirst(this.host);
		accept(policy, new PickFirstSettings(false, false), "a");
		this.host.to(A).checkHealth();
		this.host.to(A).succeed();

		assertThat(this.host.to(A).isHealthWatched()).isFalse();
		assertThat(this.host.state()).isEqualTo(ConnectivityState.READY);
	}

	@Test
	void aServiceConfigCannotAskPickFirstForIt() {
		assertThat(new PickFirstProvider().parse(Map.of("healthChecked", true)))
			.isEqualTo(new PickFirstSettings(false, false));
	}

	@Test
	void aConnectionIsReadyWhenItsServerSaysSo() {
		Balancer policy = checked("a");
		this.host.to(A).succeed();
		assertThat(this.host.state()).isEqualTo(ConnectivityState.CONNECTING);
		assertThat(this.host.pickText()).isEqualTo("queue");

		this.host.to(A).reportHealth(ConnectivityState.READY, Status.OK);
		assertThat(this.host.state()).isEqualTo(ConnectivityState.READY);
		assertThat(this.host.pick().subConn()).isSameAs(this.host.to(A));

		this.host.to(A).reportHealth(ConnectivityState.TRANSIENT_FAILURE, SICK);
		assertThat(this.host.state()).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
		assertThat(this.host.pickText()).isEqualTo("fail " + SICK);

		this.host.to(A).reportHealth(ConnectivityState.CONNECTING, Status.OK);
		assertThat(this.host.pickText()).isEqualTo("queue");
		assertThat(policy).hasToString("pick_first (CONNECTING, [" + A + "] at 0)");
	}

	@Test
	void aConnectionThatIsRenewedIsAskedForItsHealthOnce() {
		checked("a");
		this.host.to(A).succeed();
		this.host.to(A).reportHealth(ConnectivityState.TRANSIENT_FAILURE, SICK);
		int published = this.host.states().size();
		this.host.to(A).report(ConnectivityState.READY);
		this.host.to(A).report(ConnectivityState.READY);

		assertThat(this.host.to(A).healthWatches()).isEqualTo(1);
		assertThat(this.host.states().subList(published, this.host.states().size()))
			.containsOnly(ConnectivityState.TRANSIENT_FAILURE);
		assertThat(this.host.pickText()).isEqualTo("fail " + SICK);
	}

	@Test
	void whereNobodyAsksForHealthItIsReadyAtOnceAndNeverConnecting() {
		checked("a", false);
		this.host.to(A).fail("refused");
		this.host.to(A).report(ConnectivityState.IDLE);
		this.host.to(A).succeed();

		assertThat(this.host.states()).containsExactly(ConnectivityState.CONNECTING,
				ConnectivityState.TRANSIENT_FAILURE, ConnectivityState.READY);
		this.host.to(A).reportHealth(ConnectivityState.TRANSIENT_FAILURE, SICK);
		assertThat(this.host.state()).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
	}

	@Test
	void aServerThatIsNotHealthyKeepsItsConnectionAndNoOtherAddressIsTried() {
		checked("ab");
		this.host.to(A).succeed();
		this.host.to(A).reportHealth(ConnectivityState.TRANSIENT_FAILURE, SICK);

		assertThat(this.host.alive()).containsExactly(A);
		assertThat(this.host.to(A).connects()).isOne();
		assertThat(this.host.scheduler().pending()).isZero();
	}

	@Test
	void theSameListKeepsAConnectionThatIsNotHealthy() {
		Balancer policy = checked("a");
		this.host.to(A).succeed();
		this.host.to(A).reportHealth(ConnectivityState.TRANSIENT_FAILURE, SICK);
		int published = this.host.states().size();

		accept(policy, PickFirstSettings.OF_ONE_BACKEND, "ba");
		assertThat(this.host.alive()).containsExactly(A);
		assertThat(this.host.states()).hasSize(published);
	}

	@Test
	void anotherListDropsAConnectionThatIsNotHealthyAndStartsOver() {
		Balancer policy = checked("a");
		this.host.to(A).succeed();
		FakeSubConn dropped = this.host.to(A);
		dropped.reportHealth(ConnectivityState.TRANSIENT_FAILURE, SICK);

		accept(policy, PickFirstSettings.OF_ONE_BACKEND, "b");
		assertThat(this.host.alive()).containsExactly(B);
		assertThat(this.host.state()).isEqualTo(ConnectivityState.CONNECTING);
		dropped.reportHealth(ConnectivityState.READY, Status.OK);
		assertThat(this.host.state()).isEqualTo(ConnectivityState.CONNECTING);
	}

	@Test
	void aConnectionThatIsLostWhileNotHealthyTurnsIdle() {
		checked("a");
		this.host.to(A).succeed();
		this.host.to(A).reportHealth(ConnectivityState.TRANSIENT_FAILURE, SICK);
		this.host.to(A).report(ConnectivityState.IDLE);

		assertThat(this.host.state()).isEqualTo(ConnectivityState.IDLE);
	}

	@Test
	void afterTheCloseHealthIsNotHeard() {
		Balancer policy = checked("a");
		this.host.to(A).succeed();
		this.host.run(policy::close);
		int published = this.host.states().size();
		this.host.to(A).reportHealth(ConnectivityState.READY, Status.OK);

		assertThat(this.host.states()).hasSize(published);
	}

	@Test
	void roundRobinPassesOverABackendThatIsNotHealthyUntilItIs() {
		Balancer policy = new RoundRobinProvider().create(this.host);
		accept(policy, Map.of(), "a", "b");
		this.host.subConns().forEach(FakeSubConn::checkHealth);
		this.host.to(A).succeed();
		this.host.to(B).succeed();
		assertThat(this.host.state()).isEqualTo(ConnectivityState.CONNECTING);

		this.host.to(B).reportHealth(ConnectivityState.READY, Status.OK);
		this.host.to(A).reportHealth(ConnectivityState.TRANSIENT_FAILURE, SICK);
		assertThat(this.host.state()).isEqualTo(ConnectivityState.READY);
		assertThat(picked(10)).containsOnly(B);

		this.host.to(A).reportHealth(ConnectivityState.READY, Status.OK);
		assertThat(picked(10)).containsOnly(A, B);
	}

	@Test
	void whenNoBackendIsHealthyCallsFailWithTheReason() {
		Balancer policy = new RoundRobinProvider().create(this.host);
		accept(policy, Map.of(), "a", "b");
		this.host.subConns().forEach(FakeSubConn::checkHealth);
		for (FakeSubConn each : this.host.subConns()) {
			each.succeed();
			each.reportHealth(ConnectivityState.TRANSIENT_FAILURE, SICK);
		}

		assertThat(this.host.state()).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
		assertThat(this.host.pickText())
			.isEqualTo("fail UNAVAILABLE: none of 2 backends can be used; an error of one: " + SICK.description());
	}

	private Balancer checked(String name) {
		return checked(name, true);
	}

	private Balancer checked(String name, boolean asked) {
		Balancer policy = new PickFirst(this.host);
		accept(policy, PickFirstSettings.OF_ONE_BACKEND, name);
		if (asked) {
			this.host.subConns().forEach(FakeSubConn::checkHealth);
		}
		return policy;
	}

	private void accept(Balancer policy, Object settings, String... names) {
		this.host.run(() -> policy.accept(new BalancerUpdate(Endpoints.of(names), settings)));
	}

	private List<String> picked(int picks) {
		return java.util.stream.IntStream.range(0, picks)
			.mapToObj((i) -> String.valueOf(this.host.pick().subConn()))
			.distinct()
			.toList();
	}

}
