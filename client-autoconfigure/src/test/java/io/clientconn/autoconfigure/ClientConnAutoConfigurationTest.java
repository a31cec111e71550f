package io.clientconn.autoconfigure;

import java.util.Map;

import io.clientconn.ClientConn;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClientConnAutoConfiguration}.
 */
class ClientConnAutoConfigurationTest {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClientConnAutoConfiguration.class));

	@Test
	void withoutChannelsThereIsAnEmptyRegistry() {
		this.runner.run((context) -> assertThat(context.getBean(ClientConns.class).names()).isEmpty());
	}

	@Test
	void theSwitchTurnsEverythingOff() {
		this.runner.withPropertyValues("grpc.client.enabled=false", "grpc.client.channel.orders.nonsense=1")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ClientConns.class)
				.doesNotHaveBean(GrpcClientProperties.class));
	}

	@Test
	void withoutTheRuntimeOnTheClassPathNothingIsConfigured() {
		this.runner.withClassLoader(new FilteredClassLoader(ClientConn.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("clientConns"));
	}

	@Test
	void aRegistryOfTheApplicationReplacesOurs() {
		this.runner.withUserConfiguration(OwnRegistry.class)
			.run((context) -> assertThat(context).hasSingleBean(ClientConns.class).hasBean("ownRegistry"));
	}

	@Test
	void eachChannelHasADefinitionQualifiedByItsCanonicalName() {
		this.runner
			.withPropertyValues("grpc.client.channel.order-service.target=orders:1",
					"grpc.client.channel.stock.target=stock:1", "grpc.client.channel.default.user-agent=shop/1")
			.run((context) -> {
				assertThat(context.getBeanNamesForType(ClientConn.class, true, false))
					.containsExactlyInAnyOrder("grpcClientConn.orderservice", "grpcClientConn.stock");
				BeanDefinition definition = context.getBeanFactory().getBeanDefinition("grpcClientConn.stock");
				assertThat(definition.isLazyInit()).isTrue();
				assertThat(definition.isFallback()).isFalse();
			});
	}

	@Test
	void aTemplateWithTargetIsAChannelAndTheFallbackCandidate() {
		this.runner.withPropertyValues("grpc.client.channel.default.target=gateway:1").run((context) -> {
			assertThat(context.getBean(ClientConns.class).names()).containsExactly("default");
			assertThat(context.getBeanFactory().getBeanDefinition("grpcClientConn.default").isFallback()).isTrue();
		});
	}

	@Test
	void anUnknownKeyStopsTheStart() {
		this.runner
			.withPropertyValues("grpc.client.channel.orders.target=orders:1",
					"grpc.client.channel.orders.backof.jitter=0")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(UnboundConfigurationPropertiesException.class)
				.hasMessageContaining("grpc.client.channel.orders.backof.jitter"));
	}

	@Test
	void aLeftoverKeyOfNetDevhIsNamedWithItsSuccessor() {
		this.runner.withPropertyValues("grpc.client.orders.address=static://orders:1").run((context) -> {
			assertThat(BadValueTest.analysis(context.getStartupFailure()).getDescription())
				.contains("'grpc.client.orders.address'");
			assertThat(BadValueTest.analysis(context.getStartupFailure()).getAction())
				.contains("'grpc.client.channel.orders.target'");
		});
		this.runner.withPropertyValues("grpc.client.GLOBAL.negotiation-type=plaintext")
			.run((context) -> assertThat(BadValueTest.analysis(context.getStartupFailure()).getAction())
				.contains("plaintext"));
	}

	@Test
	void variablesOfKubernetesServicesAreLeftAlone() {
		this.runner
			.withInitializer((context) -> environment(context,
					Map.of("GRPC_CLIENT_PORT", "tcp://10.0.0.1:1", "GRPC_CLIENT_SERVICE_HOST", "10.0.0.1",
							"GRPC_CLIENT_ORDERS_ADDRESS", "10.0.0.1")))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void anEnvironmentVariableReachesADashedNameAndMakesNoSecondChannel() {
		this.runner.withInitializer((context) -> {
			environment(context, Map.of("GRPC_CLIENT_CHANNEL_ORDERSERVICE_USERAGENT", "env/1",
					"GRPC_CLIENT_CHANNEL_ORDERSERVICE_METADATA_XTENANT", "env"));
			context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("application.yml",
						Map.of("grpc.client.channel.order-service.target", "orders:1",
								"grpc.client.channel.order-service.user-agent", "shop/1",
								"grpc.client.channel.order-service.metadata.x-tenant", "acme")));
		}).run((context) -> {
			assertThat(context.getBean(ClientConns.class).names()).containsExactly("order-service");
			ChannelProperties inForce = context.getBean(GrpcClientProperties.class).inForce("orderService");
			assertThat(inForce.userAgent()).isEqualTo("env/1");
			assertThat(inForce.target()).isEqualTo("orders:1");
			assertThat(inForce.metadata()).containsOnly(Map.entry("x-tenant", "env"));
		});
	}

	@Test
	void anUnknownNameIsAnsweredWithTheNamesThereAre() {
		this.runner
			.withPropertyValues("grpc.client.channel.orders.target=orders:1",
					"grpc.client.channel.stock.target=stock:1")
			.run((context) -> assertThatExceptionOfType(UnknownChannelException.class)
				.isThrownBy(() -> context.getBean(ClientConns.class).get("ordrs"))
				.withMessage(
						"There is no gRPC channel 'ordrs'. Did you mean 'orders'? Configured are: orders, stock."));
	}

	@Test
	void theRegistryStopsAfterServersAndIsNotPaused() {
		this.runner.run((context) -> {
			ClientConnRegistry registry = context.getBean(ClientConnRegistry.class);
			assertThat(registry.getPhase()).isZero();
			assertThat(registry.isPauseable()).isFalse();
			assertThat(registry.isRunning()).isTrue();
		});
	}

	private static void environment(ConfigurableApplicationContext context, Map<String, Object> variables) {
		context.getEnvironment()
			.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRegistry {

		@Bean
		ClientConns ownRegistry() {
			return new ClientConns() {

				@Override
				public ClientConn get(String name) {
					throw new UnsupportedOperationException();
				}

				@Override
				public java.util.Set<String> names() {
					return java.util.Set.of();
				}

			};
		}

	}

}
