package io.clientconn.autoconfigure.health;

import io.clientconn.autoconfigure.ClientConnAutoConfiguration;
import io.clientconn.autoconfigure.ClientConns;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientConnHealthAutoConfiguration}.
 */
class ClientConnHealthAutoConfigurationTest {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ClientConnAutoConfiguration.class, ClientConnHealthAutoConfiguration.class,
						HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class))
		.withPropertyValues("grpc.client.channel.orders.target=orders:1");

	@Test
	void oneChannelIsAnEntryOfACompositeToo() {
		this.runner.run((context) -> {
			assertThat(context.getBean(HealthContributorRegistry.class).getContributor("grpcClient"))
				.isInstanceOf(CompositeHealthContributor.class);
			assertThat(composite(context.getBean(HealthContributorRegistry.class)).stream())
				.extracting(HealthContributors.Entry::name)
				.containsExactly("orders");
		});
	}

	@Test
	void everyConfiguredChannelIsThereBeforeAnyConnection() {
		this.runner.withPropertyValues("grpc.client.channel.order-service.target=orders:1",
				"grpc.client.channel.stock.target=stock:1", "grpc.client.channel.stock.health.indicator.enabled=false")
			.run((context) -> assertThat(composite(context.getBean(HealthContributorRegistry.class)).stream())
				.extracting(HealthContributors.Entry::name)
				.containsExactlyInAnyOrder("order-service", "orders"));
	}

	@Test
	void aGroupMayNameAChannelAndAMisspeltOneStopsTheStart() {
		ApplicationContextRunner application = new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withPropertyValues("grpc.client.channel.orders.target=orders:1");
		application
			.withPropertyValues("management.endpoint.health.group.readiness.include=readinessState,grpcClient/orders")
			.run((context) -> assertThat(context).hasNotFailed());
		application.withPropertyValues("management.endpoint.health.group.readiness.include=grpcClient/ordrs")
			.run((context) -> assertThat(context.getStartupFailure()).hasStackTraceContaining("grpcClient/ordrs"));
	}

	@Test
	void withoutChannelsTheCompositeIsEmpty() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ClientConnAutoConfiguration.class, ClientConnHealthAutoConfiguration.class))
			.run((context) -> assertThat(context.getBean(CompositeHealthContributor.class).stream()).isEmpty());
	}

	@Test
	void theSwitchOfTheIndicatorTurnsItOff() {
		this.runner.withPropertyValues("management.health.grpcclient.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("grpcClientHealthContributor"));
		this.runner.withPropertyValues("management.health.defaults.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("grpcClientHealthContributor"));
	}

	@Test
	void withoutClientsThereIsNoIndicator() {
		this.runner.withPropertyValues("grpc.client.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("grpcClientHealthContributor"));
	}

	@Test
	void withoutTheHealthModuleTheApplicationStarts() {
		ApplicationContextRunner clients = new ApplicationContextRunner().withUserConfiguration(Clients.class);
		clients.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ClientConns.class)
				.doesNotHaveBean("grpcClientHealthContributor"));
		clients.run((context) -> assertThat(context).hasBean("grpcClientHealthContributor"));
	}

	@Test
	void aContributorOfTheApplicationReplacesOurs() {
		this.runner.withUserConfiguration(OwnIndicator.class)
			.run((context) -> assertThat(context).hasBean("grpcClientHealthIndicator")
				.doesNotHaveBean("grpcClientHealthContributor"));
	}

	private static CompositeHealthContributor composite(HealthContributorRegistry registry) {
		return (CompositeHealthContributor) registry.getContributor("grpcClient");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ClientConnAutoConfiguration.class, ClientConnHealthAutoConfiguration.class })
	static class Clients {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnIndicator {

		@Bean
		HealthIndicator grpcClientHealthIndicator() {
			return () -> Health.up().build();
		}

	}

}
