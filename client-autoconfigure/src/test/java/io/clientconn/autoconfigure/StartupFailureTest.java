package io.clientconn.autoconfigure;

import io.clientconn.autoconfigure.testclients.EchoClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for what somebody reads who starts an application with a mistake in it.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartupFailureTest {

	@Test
	void aMisspeltChannelIsExplainedInWords(CapturedOutput output) {
		start(Misspelt.class, "--grpc.client.channel.orders.target=orders:1");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("@GrpcClient(\"ordrs\") on field 'client' of " + Misspelt.class.getName())
			.contains("Did you mean 'orders'?");
	}

	@Test
	void aBadValueIsExplainedInWords(CapturedOutput output) {
		start(Sound.class, "--grpc.client.channel.orders.target=orders:1",
				"--grpc.client.channel.orders.backoff.multiplier=0.5");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The value '0.5' of 'grpc.client.channel.orders.backoff.multiplier'");
	}

	@Test
	void anUnknownPolicyIsExplainedInWords(CapturedOutput output) {
		start(Sound.class, "--grpc.client.channel.orders.target=orders:1",
				"--grpc.client.channel.orders.default.load-balancing-policy=ringhash");
		assertThat(output).contains("APPLICATION FAILED TO START").contains("Use one of: pick_first, round_robin.");
	}

	@Test
	void aTextWhereANumberBelongsIsExplainedInWords(CapturedOutput output) {
		start(Sound.class, "--grpc.client.channel.orders.target=orders:1",
				"--grpc.client.channel.orders.backoff.multiplier=fast");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("grpc.client.channel.orders.backoff.multiplier")
			.contains("\"fast\"");
	}

	private static void start(Class<?> application, String... arguments) {
		SpringApplication spring = new SpringApplication(application);
		spring.setWebApplicationType(WebApplicationType.NONE);
		assertThatException().isThrownBy(() -> spring.run(arguments).close());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Misspelt {

		@GrpcClient("ordrs")
		@Nullable EchoClient client;

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Sound {

	}

}
