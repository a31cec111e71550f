package io.clientconn.autoconfigure.health;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.clientconn.autoconfigure.ChannelProperties.Indicator;
import io.clientconn.observe.ChannelStatus;
import io.clientconn.observe.ChannelStatus.AddressStatus;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.StatusCode;
import io.clientconn.security.ChannelCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChannelHealth}.
 */
class ChannelHealthTest {

	private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

	private static final ChannelHealth REQUIRED = ChannelHealth.of(new Indicator(null, null, null));

	@ParameterizedTest
	@CsvSource({ "IDLE, UP", "CONNECTING, UP", "READY, UP", "TRANSIENT_FAILURE, OUT_OF_SERVICE",
			"SHUTDOWN, OUT_OF_SERVICE" })
	void onlyFailureIsNotUp(ConnectivityState state, String status) {
		assertThat(health(REQUIRED, state).getStatus()).isEqualTo(new Status(status));
	}

	@Test
	void theFailureOfAChannelThatIsNotRequiredIsUnknown() {
		ChannelHealth optional = ChannelHealth.of(new Indicator(true, false, "DOWN"));
		assertThat(health(optional, ConnectivityState.TRANSIENT_FAILURE).getStatus()).isEqualTo(Status.UNKNOWN);
		assertThat(health(optional, ConnectivityState.READY).getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void theStatusOfAFailureCanBeChosen() {
		ChannelHealth chosen = ChannelHealth.of(new Indicator(true, true, "DEGRADED"));
		assertThat(health(chosen, ConnectivityState.TRANSIENT_FAILURE).getStatus()).isEqualTo(new Status("DEGRADED"));
	}

	@Test
	void theDetailsListEachAddressWithStateAndLastError() {
		AddressStatus ready = new AddressStatus(new InetSocketAddress("10.0.0.7", 9090), ConnectivityState.READY, SINCE,
				io.clientconn.rpc.Status.OK);
		AddressStatus refused = new AddressStatus(new InetSocketAddress("10.0.0.8", 9090),
				ConnectivityState.TRANSIENT_FAILURE, SINCE,
				io.clientconn.rpc.Status.of(StatusCode.UNAVAILABLE, "connect to 10.0.0.8:9090 refused"));
		Health health = REQUIRED.of("dns:///orders:9090", "orders:9090", ChannelCredentials.plaintext(),
				new ChannelStatus(ConnectivityState.READY, SINCE, io.clientconn.rpc.Status.OK, List.of(ready, refused)),
				List.of());
		assertThat(health.getDetails()).containsExactly(Map.entry("target", "dns:///orders:9090"),
				Map.entry("authority", "orders:9090"), Map.entry("security", "plaintext"), Map.entry("state", "READY"),
				Map.entry("since", "2026-01-01T00:00:00Z"),
				Map.entry("addresses",
						List.of(Map.of("address", "10.0.0.7:9090", "state", "READY", "since", "2026-01-01T00:00:00Z"),
								Map.of("address", "10.0.0.8:9090", "state", "TRANSIENT_FAILURE", "since",
										"2026-01-01T00:00:00Z", "lastError",
										"UNAVAILABLE: connect to 10.0.0.8:9090 refused"))));
	}

	@Test
	void theServiceThatServersAreAskedForIsShown() {
		assertThat(health(REQUIRED, ConnectivityState.READY).getDetails()).doesNotContainKey("healthCheck");
		assertThat(health(REQUIRED.asking("shop.Orders"), ConnectivityState.READY).getDetails())
			.containsEntry("healthCheck", "shop.Orders");
		assertThat(health(REQUIRED.asking(""), ConnectivityState.READY).getDetails()).containsEntry("healthCheck",
				"the whole server");
	}

	private static Health health(ChannelHealth rules, ConnectivityState state) {
		return rules.of("orders:1", "orders:1", ChannelCredentials.plaintext(),
				new ChannelStatus(state, SINCE, io.clientconn.rpc.Status.OK, List.of()), List.of());
	}

}
