package io.clientconn;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.clientconn.observe.StateSubscription;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.stub.ClientCalls;
import io.clientconn.stub.ServerStreamingCall;
import io.clientconn.testing.TestServer;
import io.clientconn.transport.FlowControl;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Windows of all kinds against a real server.
 */
class FlowControlTest {

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	/**
	 * grpc-java allows one PING in five minutes and ends the connection at the third one
	 * too many, unless it has sent something in between.
	 */
	@Test
	void theMeasuringPingsAreNoneTooMany() {
		TestServer server = this.fixture.server("strict");
		ClientConn conn = this.fixture.connect("static:///" + server.address());
		conn.awaitReady(Duration.ofSeconds(10));
		List<ConnectivityState> states = new CopyOnWriteArrayList<>();
		StateSubscription watch = conn.watch((state, reason) -> states.add(state));
		for (int i = 0; i < 500; i++) {
			assertThat(RealServerFixture.echo(conn, "size:" + (i % 5) * 20_000)).hasSize((i % 5) * 20_000);
		}
		watch.close();
		assertThat(states).allMatch((state) -> state == ConnectivityState.READY);
	}

	@ParameterizedTest
	@CsvSource({ "1024, 65535, false", "65535, 65535, false", "1048576, 1048576, false",
			"2147483647, 2147483647, false", "1024, 65535, true", "2147483647, 2147483647, true" })
	void messagesPassThroughWindowsOfAnySize(int stream, int connection, boolean estimated) {
		TestServer server = this.fixture.server("windows");
		ClientConn conn = this.fixture.track(this.fixture.builder("static:///" + server.address())
			.flowControl(new FlowControl(stream, connection, estimated))
			.build());
		assertThat(RealServerFixture.echo(conn, "size:3000000")).hasSize(3_000_000);
		int count = 0;
		try (ServerStreamingCall<String> call = ClientCalls.serverStreaming(conn, TestServer.method("Count"), "20000",
				RpcOptions.NONE)) {
			for (String ignored : call) {
				count++;
			}
		}
		assertThat(count).isEqualTo(20_000);
	}

	@Test
	void windowsThatAreTooSmallAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> FlowControl.fixed(1023, 65_535))
			.withMessage("streamWindow must be at least 1024 bytes, but is 1023");
		assertThatIllegalArgumentException().isThrownBy(() -> FlowControl.startingAt(65_535, 65_534))
			.withMessage("connectionWindow must be at least 65535 bytes, but is 65534");
	}

}
