package io.clientconn.autoconfigure;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what is said about values that cannot be.
 */
class BadValueTest {

	private static final String ORDERS = "grpc.client.channel.orders.";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClientConnAutoConfiguration.class));

	static Stream<Arguments> badValues() {
		return Stream.of(Arguments.of("target", "", "blank"), Arguments.of("target", "consul://orders", "consul"),
				Arguments.of("authority", "", "blank"), Arguments.of("user-agent", "shöp/1", "ASCII"),
				Arguments.of("default.deadline", "-1s", "above zero"), Arguments.of("default.deadline", "0", "above"),
				Arguments.of("default.deadline", "400d", "longer than a year"),
				Arguments.of("default.load-balancing-policy", "round_robbin", "round_robin"),
				Arguments.of("inbound.message.max-size", "-2B", "-1 for no limit"),
				Arguments.of("inbound.message.max-size", "2GB", "2147483647"),
				Arguments.of("inbound.metadata.max-size", "-1B", "from 0"),
				Arguments.of("outbound.message.max-size", "-7B", "-1 for no limit"),
				Arguments.of("compression.request", "gzipp", "gzip"), Arguments.of("compression.request", "", "blank"),
				Arguments.of("compression.accept", "br", "io.clientconn.rpc.Decompressor"),
				Arguments.of("backoff.base-delay", "0s", "above zero"),
				Arguments.of("backoff.multiplier", "0.5", "at least 1"),
				Arguments.of("backoff.multiplier", "NaN", "at least 1"),
				Arguments.of("backoff.jitter", "1.5", "between 0 and 1"),
				Arguments.of("backoff.max-delay", "0s", "above zero"),
				Arguments.of("idle.timeout", "-1s", "0 to keep connections for ever"),
				Arguments.of("connect.min-timeout", "0s", "above zero"),
				Arguments.of("keepalive.time", "9s", "at least 10 seconds"),
				Arguments.of("keepalive.time", "1", "0 to switch keepalive off"),
				Arguments.of("keepalive.time", "-1s", "above zero"),
				Arguments.of("keepalive.time", "500d", "longer than a year"),
				Arguments.of("keepalive.timeout", "0s", "above zero"),
				Arguments.of("health.service-name", "shöp.Orders", "ASCII"),
				Arguments.of("health.service-name", "shop.Orders", "orders.health.enabled' to true"),
				Arguments.of("flow-control.stream-window", "1023B", "from 1024 to 2147483647"),
				Arguments.of("flow-control.stream-window", "2GB", "2147483647"),
				Arguments.of("flow-control.connection-window", "32KB", "from 65535"),
				Arguments.of("retry.max-attempts-limit", "1", "retry.enabled' to false"),
				Arguments.of("retry.buffer-size", "-1B", "from 0"),
				Arguments.of("retry.buffer-size", "2GB", "2147483647"));
	}

	@ParameterizedTest
	@MethodSource("badValues")
	void theStartStopsAndNamesThePropertyItsValueAndWhatIsWrong(String key, String value, String reason) {
		startFails(ORDERS + key, value, (analysis) -> {
			assertThat(analysis.getDescription()).contains("'" + ORDERS + key + "'").contains("'" + value + "'");
			assertThat(analysis.getDescription() + analysis.getAction()).contains(reason);
			assertThat(analysis.getAction()).isNotBlank();
		});
	}

	@Test
	void aBadValueOfTheTemplateIsNamedWhereItStands() {
		startFails("grpc.client.channel.default.backoff.multiplier", "0.5",
				(analysis) -> assertThat(analysis.getDescription())
					.contains("'grpc.client.channel.default.backoff.multiplier'"));
	}

	@Test
	void aLongestPauseBelowTheFirstOneIsRefused() {
		this.runner
			.withPropertyValues(ORDERS + "target=orders:1", ORDERS + "backoff.base-delay=1s",
					ORDERS + "backoff.max-delay=10ms")
			.run((context) -> {
				FailureAnalysis analysis = analysis(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("'" + ORDERS + "backoff.max-delay'")
					.contains("'10ms'")
					.contains("base delay");
			});
	}

	@Test
	void healthThatThePolicyDoesNotHeedIsRefused() {
		this.runner
			.withPropertyValues(ORDERS + "target=orders:1", "grpc.client.channel.default.health.enabled=true",
					ORDERS + "default.load-balancing-policy=pick_first")
			.run((context) -> {
				FailureAnalysis analysis = analysis(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("'" + ORDERS + "health.enabled'").contains("pick_first");
				assertThat(analysis.getAction()).contains("round_robin").contains("health.enabled' to false");
			});
	}

	@Test
	void aServiceOfTheTemplateIsFineForAChannelThatSwitchesHealthOff() {
		this.runner
			.withPropertyValues(ORDERS + "target=orders:1", "grpc.client.channel.default.health.enabled=true",
					"grpc.client.channel.default.health.service-name=shop.Orders", ORDERS + "health.enabled=false",
					ORDERS + "default.load-balancing-policy=pick_first")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aNegativeGracePeriodIsRefused() {
		startFails("grpc.client.shutdown.grace-period", "-1s", (analysis) -> {
			assertThat(analysis.getDescription()).contains("'grpc.client.shutdown.grace-period'").contains("'-1s'");
			assertThat(analysis.getAction()).contains("0 to cut calls off at once");
		});
	}

	@Test
	void thePlaceInTheFileIsNamed() {
		startFails(ORDERS + "backoff.jitter", "7",
				(analysis) -> assertThat(analysis.getDescription()).contains("from property source"));
	}

	@Test
	void aChannelWithoutTargetIsNamed() {
		this.runner.withPropertyValues(ORDERS + "user-agent=shop/1").run((context) -> {
			FailureAnalysis analysis = analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("'" + ORDERS + "target'");
			assertThat(analysis.getAction()).contains("dns:///orders:9090");
		});
	}

	@Test
	void aReservedHeaderIsRefusedAndItsValueNotRepeated() {
		for (String header : new String[] { "grpc-timeout", "User-Agent", "te", "content-type" }) {
			startFails(ORDERS + "metadata." + header, "s3cret", (analysis) -> {
				assertThat(analysis.getDescription()).contains("metadata." + header).doesNotContain("s3cret");
				assertThat(analysis.getAction()).doesNotContain("s3cret");
			});
		}
	}

	@Test
	void aBinaryHeaderThatIsNotBase64IsRefusedAndItsValueNotRepeated() {
		startFails(ORDERS + "metadata.token-bin", "s3cret!",
				(analysis) -> assertThat(analysis.getDescription()).contains("metadata.token-bin")
					.contains("base64")
					.doesNotContain("s3cret"));
	}

	@Test
	void anUnknownDefaultSchemeIsNamedWithTheKnownOnes() {
		startFails("grpc.client.default-scheme", "eureka", (analysis) -> {
			assertThat(analysis.getDescription()).contains("'grpc.client.default-scheme'").contains("'eureka'");
			assertThat(analysis.getAction()).contains("dns, passthrough, static");
		});
	}

	@Test
	void aTextWhereANumberBelongsIsBootsToExplain() {
		this.runner.withPropertyValues(ORDERS + "target=orders:1", ORDERS + "backoff.multiplier=fast")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(NumberFormatException.class));
	}

	private void startFails(String property, String value, java.util.function.Consumer<FailureAnalysis> check) {
		this.runner.withPropertyValues(ORDERS + "target=orders:1", property + "=" + value)
			.run((context) -> check.accept(analysis(context.getStartupFailure())));
	}

	static FailureAnalysis analysis(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof FailureAnalyzedException analyzed) {
				return analyzed.analysis();
			}
		}
		throw new AssertionError("no failure that explains itself", failure);
	}

}
