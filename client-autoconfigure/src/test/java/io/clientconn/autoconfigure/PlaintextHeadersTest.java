package io.clientconn.autoconfigure;

import io.clientconn.ClientConn;
import io.clientconn.autoconfigure.testclients.EchoClient;
import io.clientconn.autoconfigure.testclients.EchoServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Secrets that are configured as headers, on plaintext channels.
 */
@ExtendWith(OutputCaptureExtension.class)
class PlaintextHeadersTest {

	private static final String ORDERS = "grpc.client.channel.orders.";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClientConnAutoConfiguration.class))
		.withPropertyValues(ORDERS + "target=orders:1");

	@ParameterizedTest
	@ValueSource(strings = { "authorization", "proxy-authorization", "cookie", "x-api-key" })
	void theyStopTheStart(String header) {
		this.runner.withPropertyValues(ORDERS + "metadata." + header + "=planted-secret").run((context) -> {
			FailureAnalysis analysis = BadValueTest.analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("'" + ORDERS + "metadata." + header + "'")
				.contains("plaintext")
				.doesNotContain("planted-secret");
			assertThat(analysis.getAction()).contains("'" + ORDERS + "ssl.bundle'")
				.contains("'" + ORDERS + "credentials.allow-plaintext'");
		});
	}

	@Test
	void withTlsTheyAreAHeaderLikeOthers() {
		this.runner
			.withPropertyValues(ORDERS + "ssl.enabled=true", ORDERS + "metadata.authorization=planted-secret",
					"grpc.client.channel.stock.target=stock:1", "grpc.client.channel.stock.metadata.x-tenant=shop")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void ifTheyAreAllowedAWarningIsLogged(CapturedOutput output) throws Exception {
		EchoServer server = EchoServer.start("open");
		this.runner
			.withPropertyValues(ORDERS + "target=" + server.address(), ORDERS + "metadata.authorization=planted-secret",
					ORDERS + "credentials.allow-plaintext=true")
			.run((context) -> {
				ClientConn conn = context.getBean(ClientConns.class).get("orders");
				assertThat(EchoClient.over(conn).say("hi")).isEqualTo("open: hi");
				assertThat(server.header("authorization")).isEqualTo("planted-secret");
			});
		server.stop();
		assertThat(output).contains("sends its 'authorization' in plaintext").doesNotContain("planted-secret");
	}

}
