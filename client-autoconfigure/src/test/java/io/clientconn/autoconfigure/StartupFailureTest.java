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

	@Test
	void anUnknownKeyIsExplainedInWordsAndItsValueNotRepeated(CapturedOutput output) {
		start(Sound.class, "--grpc.client.channel.orders.target=orders:1",
				"--grpc.client.channel.orders.metadta.x-token=s3cret");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("'grpc.client.channel.orders.metadta.x-token' (")
			.contains("Write 'grpc.client.channel.orders.metadata.x-token' instead.")
			.doesNotContain("s3cret");
	}

	@Test
	void theNearestKeyIsSuggestedAtEveryDepth(CapturedOutput output) {
		start(Sound.class, "--grpc.client.channel.orders.targt=orders:1");
		start(Sound.class, "--grpc.client.channel.orders.backof.jitter=0");
		start(Sound.class, "--grpc.client.chanel.orders.target=orders:1");
		assertThat(output).contains("Write 'grpc.client.channel.orders.target' instead.")
			.contains("Write 'grpc.client.channel.orders.backoff.jitter' instead.")
			.contains("Write 'grpc.client.channel' instead.");
	}

	@Test
	void aKeyThatIsNearToNoneIsAnsweredWithAll(CapturedOutput output) {
		start(Sound.class, "--grpc.client.channel.orders.zzzzzz=1");
		assertThat(output).contains("Below 'grpc.client.channel.orders' are known: target, authority,");
		start(Sound.class, "--grpc.client.zzzzzz=1");
		assertThat(output).contains("'grpc.client.zzzzzz' (").contains("move it below 'grpc.client.channel.<name>'");
	}

	@Test
	void aTimeOrSizeThatCannotBeReadIsExplainedInWords(CapturedOutput output) {
		start(Sound.class, "--grpc.client.channel.orders.default.deadline=5sec");
		start(Sound.class, "--grpc.client.channel.orders.inbound.message.max-size=big");
		assertThat(output).contains("The value '5sec' of 'grpc.client.channel.orders.default.deadline' (")
			.contains("such as 300ms, 5s or 2m")
			.contains("The value 'big' of 'grpc.client.channel.orders.inbound.message.max-size' (")
			.contains("such as 512KB or 4MB");
	}

	@Test
	void aQuestionEndsWithOneMark(CapturedOutput output) {
		start(Sound.class, "--grpc.client.channel.orders.target=orders:1",
				"--grpc.client.channel.orders.default.load-balancing-policy=rond_robin");
		assertThat(output).contains("Did you mean 'round_robin'?").doesNotContain("?.");
		start(Sound.class, "--grpc.client.channel.orders.target=orders:1",
				"--grpc.client.channel.orders.default.load-balancing-policy=fair");
		assertThat(output).contains("there is no such policy.").doesNotContain("policy..");
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
