package io.clientconn.internal.channel;

import io.clientconn.rpc.ConnectivityState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class AddrConnStateTest {

	@ParameterizedTest(name = "{0} on {1} answers {2} and is {3}")
	@CsvSource({
	// @formatter:off
		"IDLE,              connect,   true,            CONNECTING",
		"IDLE,              ready,     false,           IDLE",
		"IDLE,              draining,  false,           IDLE",
		"IDLE,              closed,    IGNORE,          IDLE",
		"IDLE,              pauseOver, false,           IDLE",
		"IDLE,              reset,     NOTHING,         IDLE",
		"IDLE,              shutdown,  NOTHING,         SHUTDOWN",
		"CONNECTING,        connect,   false,           CONNECTING",
		"CONNECTING,        ready,     true,            READY",
		"CONNECTING,        draining,  false,           CONNECTING",
		"CONNECTING,        closed,    PAUSE,           TRANSIENT_FAILURE",
		"CONNECTING,        pauseOver, false,           CONNECTING",
		"CONNECTING,        reset,     SHORTEN_NEXT_PAUSE, CONNECTING",
		"CONNECTING,        shutdown,  GIVE_UP_ATTEMPT, SHUTDOWN",
		"READY,             connect,   false,           READY",
		"READY,             ready,     false,           READY",
		"READY,             draining,  true,            IDLE",
		"READY,             closed,    LOST,            IDLE",
		"READY,             pauseOver, false,           READY",
		"READY,             reset,     NOTHING,         READY",
		"READY,             shutdown,  DRAIN,           SHUTDOWN",
		"TRANSIENT_FAILURE, connect,   false,           TRANSIENT_FAILURE",
		"TRANSIENT_FAILURE, ready,     false,           TRANSIENT_FAILURE",
		"TRANSIENT_FAILURE, draining,  false,           TRANSIENT_FAILURE",
		"TRANSIENT_FAILURE, closed,    IGNORE,          TRANSIENT_FAILURE",
		"TRANSIENT_FAILURE, pauseOver, true,            IDLE",
		"TRANSIENT_FAILURE, reset,     STOP_PAUSE,      IDLE",
		"TRANSIENT_FAILURE, shutdown,  STOP_PAUSE,      SHUTDOWN",
		"SHUTDOWN,          connect,   false,           SHUTDOWN",
		"SHUTDOWN,          ready,     false,           SHUTDOWN",
		"SHUTDOWN,          draining,  false,           SHUTDOWN",
		"SHUTDOWN,          closed,    IGNORE,          SHUTDOWN",
		"SHUTDOWN,          pauseOver, false,           SHUTDOWN",
		"SHUTDOWN,          reset,     NOTHING,         SHUTDOWN",
		"SHUTDOWN,          shutdown,  IGNORE,          SHUTDOWN",
	// @formatter:on
	})
	void everyEventInEveryState(ConnectivityState state, String event, String answer, ConnectivityState next) {
		AddrConnState machine = in(state);

		assertThat(bring(event, machine)).hasToString(answer);
		assertThat(machine.state()).isEqualTo(next);
	}

	@Test
	void failuresAreCountedUntilOneAttemptSucceeds() {
		AddrConnState machine = new AddrConnState();
		for (long now : new long[] { 100, 200, 300 }) {
			machine.connect(now);
			machine.closed();
			machine.pauseOver();
		}
		assertThat(machine.failures()).isEqualTo(3);
		assertThat(machine.failingForNanos(350)).isEqualTo(250);

		machine.connect(400);
		machine.ready();

		assertThat(machine.failures()).isZero();
		assertThat(machine.failingForNanos(500)).isZero();
	}

	@Test
	void aResetForgetsThePausesButNotTheFailures() {
		AddrConnState machine = new AddrConnState();
		for (int i = 0; i < 3; i++) {
			machine.connect(100);
			machine.closed();
			machine.pauseOver();
		}
		assertThat(machine.pauses()).isEqualTo(3);

		machine.resetBackoff();

		assertThat(machine.pauses()).isZero();
		assertThat(machine.failures()).isEqualTo(3);
		machine.connect(200);
		machine.closed();
		assertThat(machine.pauses()).isOne();
		assertThat(machine.failures()).isEqualTo(4);
	}

	private static AddrConnState in(ConnectivityState state) {
		AddrConnState machine = new AddrConnState();
		switch (state) {
			case IDLE -> {
			}
			case CONNECTING -> machine.connect(0);
			case READY -> {
				machine.connect(0);
				machine.ready();
			}
			case TRANSIENT_FAILURE -> {
				machine.connect(0);
				machine.closed();
			}
			case SHUTDOWN -> machine.shutdown();
		}
		assertThat(machine.state()).isEqualTo(state);
		return machine;
	}

	private static Object bring(String event, AddrConnState machine) {
		return switch (event) {
			case "connect" -> machine.connect(0);
			case "ready" -> machine.ready();
			case "draining" -> machine.draining();
			case "closed" -> machine.closed();
			case "pauseOver" -> machine.pauseOver();
			case "reset" -> machine.resetBackoff();
			case "shutdown" -> machine.shutdown();
			default -> throw new AssertionError(event);
		};
	}

}
