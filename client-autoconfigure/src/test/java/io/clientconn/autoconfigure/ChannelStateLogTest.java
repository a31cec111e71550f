package io.clientconn.autoconfigure;

import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log says of a channel that loses its servers.
 */
@ExtendWith(OutputCaptureExtension.class)
class ChannelStateLogTest {

	private final ChannelStateLog log = new ChannelStateLog("orders", "dns:///orders:9090");

	@Test
	void aFailureIsLoggedOnceUntilTheChannelIsReadyAgain(CapturedOutput output) {
		failed("connect to 10.0.0.7:9090 refused");
		failed("connect to 10.0.0.8:9090 refused");
		assertThat(output).containsOnlyOnce("WARN")
			.contains("gRPC channel 'orders' (dns:///orders:9090) cannot connect and tries again: "
					+ "UNAVAILABLE: connect to 10.0.0.7:9090 refused")
			.doesNotContain("connected again");
		is(ConnectivityState.READY);
		assertThat(output).containsOnlyOnce("gRPC channel 'orders' (dns:///orders:9090) is connected again");
		failed("connect to 10.0.0.9:9090 refused");
		assertThat(output).contains("connect to 10.0.0.9:9090 refused");
	}

	@Test
	void aChannelThatWorksIsNotWorthALine(CapturedOutput output) {
		is(ConnectivityState.IDLE);
		is(ConnectivityState.CONNECTING);
		is(ConnectivityState.READY);
		is(ConnectivityState.IDLE);
		is(ConnectivityState.READY);
		is(ConnectivityState.SHUTDOWN);
		assertThat(output).doesNotContain("gRPC channel");
	}

	private void failed(String why) {
		this.log.stateChanged(ConnectivityState.TRANSIENT_FAILURE, Status.of(StatusCode.UNAVAILABLE, why));
	}

	private void is(ConnectivityState state) {
		this.log.stateChanged(state, Status.OK);
	}

}
