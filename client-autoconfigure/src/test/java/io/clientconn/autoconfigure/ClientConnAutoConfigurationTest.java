package io.clientconn.autoconfigure;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.clientconn.ClientConn;
import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.Metadata;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

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
	void aChannelMayBeSetByEnvironmentVariablesAlone() {
		this.runner.withInitializer((context) -> environment(context,
				Map.of("GRPC_CLIENT_CHANNEL_ORDERSERVICE_TARGET", "orders:1",
						"GRPC_CLIENT_CHANNEL_ORDERSERVICE_DEFAULT_LOADBALANCINGPOLICY", "pick_first",
						"GRPC_CLIENT_CHANNEL_DEFAULT_INBOUND_MESSAGE_MAXSIZE", "1MB", "GRPC_CLIENT_DEFAULTSCHEME",
						"passthrough")))
			.run((context) -> {
				assertThat(context.getBean(ClientConns.class).get("order-service").target()).isEqualTo("orders:1");
				assertThat(context.getBeanNamesForType(ClientConn.class))
					.containsExactly("grpcClientConn.orderservice");
				GrpcClientProperties properties = context.getBean(GrpcClientProperties.class);
				assertThat(properties.defaultScheme()).isEqualTo("passthrough");
				ChannelProperties inForce = properties.inForce("order-service");
				assertThat(inForce.defaults().loadBalancingPolicy()).isEqualTo("pick_first");
				assertThat(inForce.inbound().message().maxSize()).isEqualTo(DataSize.ofMegabytes(1));
			});
	}

	/** Some keys need others beside them, which are in the file. */
	@Test
	void everyKeyOfADashedChannelCanBeOverriddenByAVariableAndMakesNoPhantom() {
		CallCredentials credentials = (request) -> CompletableFuture.completedFuture(Metadata.EMPTY);
		for (String key : ChannelKeys.all()) {
			String variable = "GRPC_CLIENT_CHANNEL_ORDERSERVICE_"
					+ key.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
			this.runner.withBean(CallCredentials.class, credentials::allowingPlaintext).withInitializer((context) -> {
				environment(context, Map.of(variable, otherValue(key)));
				context.getEnvironment()
					.getPropertySources()
					.addLast(new MapPropertySource("application.yml", file("grpc.client.channel.order-service.")));
			}).run((context) -> {
				assertThat(context).as(variable).hasNotFailed();
				assertThat(context.getBean(ClientConns.class).names()).containsExactly("order-service");
				assertThat(context.getBeanNamesForType(ClientConn.class)).hasSize(1);
				assertThat(context.getBean(GrpcClientProperties.class).inForce("order-service")).as(variable)
					.isNotEqualTo(properties());
			});
		}
	}

	/**
	 * A value of a key that is not its default.
	 */
	private static String otherValue(String key) {
		return switch (key) {
			case "default.deadline-scope" -> "all";
			case "ssl.enabled", "bypass-certificate-validation", "credentials.allow-plaintext" -> "true";
			case "credentials.type" -> "bean";
			case "default.load-balancing-policy" -> "pick_first";
			case "default.wait-for-ready", "health.indicator.enabled", "health.indicator.required",
					"keepalive.without-calls", "flow-control.bdp", "ssl.reload", "ssl.alpn-required", "retry.enabled" ->
				"false";
			case "connect.fail-on-permanent-error", "health.enabled" -> "true";
			case "default.deadline", "backoff.base-delay", "connect.min-timeout", "idle.timeout" -> "7s";
			case "backoff.max-delay", "keepalive.time", "keepalive.timeout" -> "77s";
			case "backoff.multiplier" -> "2";
			case "backoff.jitter" -> "0.1";
			case "inbound.message.max-size", "inbound.metadata.max-size", "outbound.message.max-size" -> "1KB";
			case "flow-control.stream-window", "flow-control.connection-window", "retry.buffer-size" -> "1MB";
			case "retry.max-attempts-limit" -> "3";
			case "compression.request", "compression.accept" -> "gzip";
			default -> "other";
		};
	}

	private static Map<String, Object> file(String prefix) {
		return Map.of(prefix + "target", "orders:1", prefix + "metadata.x-tenant", "acme", prefix + "ssl.enabled",
				"false", prefix + "credentials.type", "none", prefix + "health.enabled", "false");
	}

	private static ChannelProperties properties() {
		return new Binder(new MapConfigurationPropertySource(file("grpc.client.channel.o.")))
			.bind("grpc.client", GrpcClientProperties.class)
			.get()
			.inForce("o");
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
