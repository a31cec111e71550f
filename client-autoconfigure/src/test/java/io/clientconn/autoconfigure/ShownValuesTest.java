package io.clientconn.autoconfigure;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the actuator shows of channels if it is told to show all values.
 */
class ShownValuesTest {

	private static final String ORDERS = "grpc.client.channel.orders.";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClientConnAutoConfiguration.class))
		.withPropertyValues(ORDERS + "target=orders:1", ORDERS + "ssl.enabled=true",
				ORDERS + "metadata.authorization=planted-secret-header", ORDERS + "credentials.type=basic",
				ORDERS + "credentials.username=Aladdin", ORDERS + "credentials.password=planted-secret-password");

	private static String environment(ApplicationContext context, List<SanitizingFunction> functions) {
		StringBuilder text = new StringBuilder();
		new EnvironmentEndpoint(context.getEnvironment(), functions, Show.ALWAYS).environment("grpc\\.client.*")
			.getPropertySources()
			.forEach((source) -> source.getProperties()
				.forEach((name, value) -> text.append(name).append('=').append(value.getValue()).append('\n')));
		return text.toString();
	}

	private static String properties(ApplicationContext context, List<SanitizingFunction> functions) {
		ConfigurationPropertiesReportEndpoint endpoint = new ConfigurationPropertiesReportEndpoint(functions,
				Show.ALWAYS);
		endpoint.setApplicationContext(context);
		StringBuilder text = new StringBuilder();
		endpoint.configurationProperties()
			.getContexts()
			.values()
			.forEach((found) -> found.getBeans()
				.values()
				.forEach((bean) -> text.append(bean.getProperties()).append(bean.getInputs())));
		return text.toString();
	}

	@Test
	void tokensPasswordsAndHeadersAreHiddenAndNothingElse() {
		this.runner.run((context) -> {
			List<SanitizingFunction> functions = context.getBeanProvider(SanitizingFunction.class).stream().toList();
			for (String shown : List.of(environment(context, functions), properties(context, functions))) {
				assertThat(shown.contains("planted-secret")).isFalse();
			}
			assertThat(environment(context, functions)).contains("Aladdin").contains("orders:1").contains("******");
			assertThat(environment(context, List.of()).contains("planted-secret")).as("shown without it").isTrue();
		});
	}

	@ParameterizedTest
	@CsvSource({ "grpc.client.channel.orders.credentials.token, true",
			"GRPC_CLIENT_CHANNEL_ORDERS_CREDENTIALS_PASSWORD, true",
			"grpc.client.channel.default.metadata.x-api-key, true", "GRPC_CLIENT_CHANNEL_A_METADATA_X_API_KEY, true",
			"grpc.client.channel.orders.credentials.token-file, false",
			"grpc.client.channel.orders.credentials.tokenFile, false",
			"grpc.client.channel.orders.inbound.metadata.max-size, false",
			"grpc.client.channel[order.service].credentials.token, true",
			"grpc.client.channel.orders.metadata[x_api_key], true",
			"grpc.client.channel[orders].credentials.token-file, false",
			"GRPC_CLIENT_CHANNEL_ORDERS_CREDENTIALS_TOKENFILE, false", "spring.credentials.token, false" })
	void namesAreReadHoweverTheyAreWritten(String key, boolean secret) {
		assertThat(ShownValues.isSecret(key)).isEqualTo(secret);
	}

}
