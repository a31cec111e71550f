package io.clientconn.autoconfigure;

import java.time.Duration;

import io.clientconn.ClientConn;
import io.clientconn.transport.PermanentConnectException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests that waiting for a channel ends as its properties say.
 */
class PermanentErrorTest {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClientConnAutoConfiguration.class))
		.withUserConfiguration(NobodyIsTrusted.class)
		.withPropertyValues("grpc.client.channel.orders.target=static:///127.0.0.1:1");

	@Test
	void anErrorThatLastsEndsTheWaitIfTheChannelSaysSo() {
		this.runner.withPropertyValues("grpc.client.channel.default.connect.fail-on-permanent-error=true")
			.run((context) -> {
				ClientConn conn = context.getBean(ClientConns.class).get("orders");
				assertThatThrownBy(() -> conn.awaitReady(Duration.ofMinutes(1)))
					.hasMessageContaining("trying again will not help")
					.hasMessageContaining("nobody is trusted");
			});
	}

	@Test
	void byDefaultItIsWaitedForAsLongAsItTakes() {
		this.runner.run((context) -> {
			ClientConn conn = context.getBean(ClientConns.class).get("orders");
			assertThatThrownBy(() -> conn.awaitReady(Duration.ofMillis(100)))
				.hasMessageContaining("not ready after 100 ms");
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class NobodyIsTrusted {

		@Bean
		ClientConnCustomizer transport() {
			return (channel, builder) -> builder.transport((factory) -> (request, listener) -> {
				throw new PermanentConnectException("nobody is trusted");
			});
		}

	}

}
