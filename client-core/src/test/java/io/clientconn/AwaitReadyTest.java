package io.clientconn;

import java.time.Duration;

import io.clientconn.config.Backoff;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.testing.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Waiting for a channel says nothing to the channel: it connects on, whoever gives up.
 */
class AwaitReadyTest {

	private static final RpcOptions PATIENT = RpcOptions.NONE.waitForReady(true).timeout(Duration.ofSeconds(20));

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	@Test
	void aWaitThatTakesTooLongLeavesTheChannelConnecting() throws Exception {
		TestServer server = this.fixture.server("one");
		server.stopHard();
		ClientConn conn = this.fixture.track(this.fixture.builder("static:///" + server.address())
			.backoff(new Backoff(Duration.ofMillis(20), 1, 0, Duration.ofMillis(20)))
			.build());
		assertThatThrownBy(() -> conn.awaitReady(Duration.ofMillis(100))).isInstanceOfSatisfying(StatusException.class,
				(ex) -> assertThat(ex.code()).isEqualTo(StatusCode.UNAVAILABLE));

		this.fixture.track(server.startAgain("again"));

		assertThat(RealServerFixture.echo(conn, "hello", PATIENT)).isEqualTo("hello");
	}

	@Test
	void anInterruptEndsTheWaitAndNotTheChannel() {
		ClientConn conn = this.fixture.connectTo(this.fixture.server("one"));
		Thread.currentThread().interrupt();

		assertThatThrownBy(() -> conn.awaitReady(Duration.ofSeconds(20))).isInstanceOfSatisfying(StatusException.class,
				(ex) -> assertThat(ex.code()).isEqualTo(StatusCode.CANCELLED));

		assertThat(Thread.interrupted()).isTrue();
		assertThat(RealServerFixture.echo(conn, "hello", PATIENT)).isEqualTo("hello");
		conn.awaitReady(Duration.ofSeconds(20));
		assertThat(conn.getState()).isEqualTo(ConnectivityState.READY);
	}

}
