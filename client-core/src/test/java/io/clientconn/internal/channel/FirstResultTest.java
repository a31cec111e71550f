package io.clientconn.internal.channel;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.clientconn.config.MethodConfig;
import io.clientconn.config.ServiceConfig;
import io.clientconn.resolver.ResolutionResult;
import io.clientconn.rpc.Status;
import io.clientconn.testing.Endpoints;
import io.clientconn.testing.FakePick;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that came before name resolution had anything to say, even those that do not wait
 * for ready.
 */
class FirstResultTest {

	private static final ServiceConfig CONFIG = new ServiceConfig(List.of(),
			Map.of("", new MethodConfig(Duration.ofSeconds(3), null, -1, -1)));

	private final ChannelFixture on = new ChannelFixture();

	@Test
	void whoWaitedForItSeesItsServiceConfigBeforeAnyPicker() {
		FakePick early = this.on.pick();
		assertThat(early.isWaiting()).isTrue();
		assertThat(early.serviceConfig()).isNull();

		this.on.resolver.find(ResolutionResult.of(Endpoints.of("a"), CONFIG));

		assertThat(early.isWaiting()).isTrue();
		assertThat(early.serviceConfig()).isEqualTo(CONFIG);
	}

	@Test
	void whoWaitedForItSeesTheDefaultServiceConfigIfItIsAnError() {
		this.on.defaultServiceConfig = CONFIG;
		FakePick early = this.on.pick();

		this.on.resolver.find(ResolutionResult.failure(Status.unavailable("resolve orders: unknown host")));

		assertThat(early.serviceConfig()).isEqualTo(CONFIG);
		assertThat(early.failure()).isEqualTo("UNAVAILABLE: resolve orders: unknown host");
	}

	@Test
	void whoWaitedForItEndsWhenTheChannelCloses() {
		FakePick early = this.on.pick();

		this.on.channel().close();

		assertThat(early.failure()).isEqualTo("CANCELLED: the client connection is closing");
	}

}
