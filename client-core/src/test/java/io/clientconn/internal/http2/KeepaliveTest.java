package io.clientconn.internal.http2;

import io.clientconn.internal.http2.Keepalive.Action;
import io.clientconn.internal.http2.Keepalive.Decision;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeepaliveTest {

	private static final KeepaliveSettings SETTINGS = new KeepaliveSettings(100, 20, false);

	private final Keepalive keepalive = new Keepalive(SETTINGS, 0);

	@Test
	void aPeerThatWasHeardIsLeftAlone() {
		this.keepalive.read(70);
		assertThat(this.keepalive.look(100, true)).isEqualTo(new Decision(Action.WAIT, 70));
	}

	@Test
	void aSilentPeerIsAskedAndGivenUpAfterTheTimeout() {
		assertThat(this.keepalive.look(100, true)).isEqualTo(new Decision(Action.PING, 20));
		assertThat(this.keepalive.look(110, true)).isEqualTo(new Decision(Action.WAIT, 10));
		assertThat(this.keepalive.look(120, true)).isEqualTo(new Decision(Action.GIVE_UP, 0));
	}

	@Test
	void aTimeoutThatIsLongerThanTheTimeDelaysNoQuestion() {
		Keepalive patient = new Keepalive(new KeepaliveSettings(20, 100, false), 0);
		assertThat(patient.look(20, true)).isEqualTo(new Decision(Action.PING, 20));
		patient.read(21);
		assertThat(patient.look(40, true)).isEqualTo(new Decision(Action.WAIT, 1));
		assertThat(patient.look(41, true)).isEqualTo(new Decision(Action.PING, 20));
		assertThat(patient.look(61, true)).isEqualTo(new Decision(Action.WAIT, 20));
		assertThat(patient.look(131, true)).isEqualTo(new Decision(Action.WAIT, 10));
		assertThat(patient.look(141, true)).isEqualTo(new Decision(Action.GIVE_UP, 0));
	}

	@Test
	void anythingReadIsASignOfLife() {
		this.keepalive.look(100, true);
		this.keepalive.read(119);
		assertThat(this.keepalive.look(120, true)).isEqualTo(new Decision(Action.WAIT, 99));
	}

	@Test
	void withoutCallsNobodyIsAskedUntilOneStarts() {
		assertThat(this.keepalive.callStarts(50)).isFalse();
		assertThat(this.keepalive.look(100, false)).isEqualTo(new Decision(Action.SLEEP, 0));
		assertThat(this.keepalive.callStarts(500)).isTrue();
		assertThat(this.keepalive.callStarts(501)).isFalse();
		assertThat(this.keepalive.look(520, true)).isEqualTo(new Decision(Action.GIVE_UP, 0));
	}

	@Test
	void ifAskedToConnectionsWithoutCallsAreWatchedToo() {
		Keepalive always = new Keepalive(new KeepaliveSettings(100, 20, true), 0);
		assertThat(always.look(100, false).action()).isEqualTo(Action.PING);
	}

	@Test
	void aComplaintSlowsAllLaterConnectionsDownOnce() {
		KeepalivePace pace = new KeepalivePace(SETTINGS);
		KeepaliveSettings one = pace.inForce();
		KeepaliveSettings two = pace.inForce();
		assertThat(pace.slowDown(one)).isEqualTo(200);
		assertThat(pace.slowDown(two)).isEqualTo(200);
		assertThat(pace.slowDown(pace.inForce())).isEqualTo(400);
		assertThat(pace.inForce()).isEqualTo(new KeepaliveSettings(400, 20, false));
	}

}
