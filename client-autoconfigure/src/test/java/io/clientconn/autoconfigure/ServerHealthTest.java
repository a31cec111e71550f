package io.clientconn.autoconfigure;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import io.clientconn.autoconfigure.health.ClientConnHealthAutoConfiguration;
import io.clientconn.autoconfigure.testclients.EchoClient;
import io.clientconn.autoconfigure.testclients.EchoServer;
import io.clientconn.rpc.StatusException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Servers that are asked for their health because a property says so. */
@Timeout(120)
class ServerHealthTest {

	private static final String SERVICE = "shop.Orders";

	private final HealthStatusManager statuses = new HealthStatusManager();

	private EchoServer server;

	private ApplicationContextRunner runner;

	@BeforeEach
	void startServer() throws IOException {
		this.server = EchoServer.start("one", this.statuses.getHealthService());
		this.statuses.setStatus(SERVICE, ServingStatus.NOT_SERVING);
		this.runner = new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ClientConnAutoConfiguration.class, ClientConnHealthAutoConfiguration.class))
			.withPropertyValues("grpc.client.channel.orders.target=" + this.server.address());
	}

	@AfterEach
	void stopServer() {
		this.server.stop();
	}

	@Test
	void callsAndTheActuatorHearThatAServerIsNotHealthyAndThatItIsAgain() {
		this.runner
			.withPropertyValues("grpc.client.channel.orders.health.enabled=true",
					"grpc.client.channel.orders.health.service-name=" + SERVICE)
			.run((context) -> {
				String sick = "UNAVAILABLE: " + this.server.address()
						+ " is connected, but the health check of 'shop.Orders' says NOT_SERVING";
				assertThatExceptionOfType(StatusException.class).isThrownBy(() -> client(context).say("hello"))
					.withMessageContaining("'shop.Orders' says NOT_SERVING");
				await(() -> health(context).getStatus().equals(Status.OUT_OF_SERVICE));
				assertThat(health(context).getDetails()).containsEntry("healthCheck", SERVICE)
					.containsEntry("lastError", sick);
				assertThat((List<?>) health(context).getDetails().get("addresses")).singleElement()
					.asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
					.containsAllEntriesOf(Map.of("state", "TRANSIENT_FAILURE", "lastError", sick));

				this.statuses.setStatus(SERVICE, ServingStatus.SERVING);
				await(() -> health(context).getStatus().equals(Status.UP));
				assertThat(client(context).say("hello")).isEqualTo("one: hello");
			});
	}

	@Test
	void withoutThePropertyNobodyIsAsked() {
		this.runner.run((context) -> {
			assertThat(client(context).say("hello")).isEqualTo("one: hello");
			assertThat(health(context).getDetails()).doesNotContainKey("healthCheck");
		});
	}

	private static EchoClient client(ApplicationContext context) {
		return EchoClient.over(context.getBean(ClientConns.class).get("orders"));
	}

	private static Health health(ApplicationContext context) {
		HealthIndicator indicator = (HealthIndicator) context.getBean(CompositeHealthContributor.class)
			.getContributor("orders");
		return indicator.health();
	}

	private static void await(BooleanSupplier reached) {
		long deadline = System.nanoTime() + 60_000_000_000L;
		while (!reached.getAsBoolean()) {
			assertThat(System.nanoTime() - deadline).as("time left").isNegative();
			Thread.onSpinWait();
		}
	}

}
