package io.clientconn.autoconfigure;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

import io.clientconn.ClientConn;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Configures the connections of the application and injects their clients.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass(ClientConn.class)
@ConditionalOnBooleanProperty(name = "grpc.client.enabled", matchIfMissing = true)
@EnableConfigurationProperties(GrpcClientProperties.class)
public final class ClientConnAutoConfiguration {

	private static final String EXPIRY_WARNING = "management.health.ssl.certificate-validity-warning-threshold";

	ClientConnAutoConfiguration() {
	}

	@Bean
	static ClientConnBeans clientConnBeans(Environment environment) {
		return new ClientConnBeans(environment);
	}

	/**
	 * What counts as soon is what counts for Boot's own look at SSL bundles.
	 */
	@Bean
	@ConditionalOnMissingBean(value = ChannelCertificates.class, search = SearchStrategy.CURRENT)
	ChannelCertificates channelCertificates(Environment environment, ObjectProvider<InstantSource> clock) {
		Duration soon = Binder.get(environment).bind(EXPIRY_WARNING, Duration.class).orElse(Duration.ofDays(14));
		return new ChannelCertificates(clock.getIfUnique(InstantSource::system), soon);
	}

	@Bean
	@ConditionalOnMissingBean(value = ClientConns.class, search = SearchStrategy.CURRENT)
	ClientConnRegistry clientConns(GrpcClientProperties properties, Environment environment,
			ConfigurableListableBeanFactory beanFactory) {
		ChannelCatalog catalog = new ChannelCatalog(properties);
		ChannelSettingsReader reader = new ChannelSettingsReader(environment);
		String scheme = properties.defaultScheme();
		Map<String, ChannelSettings> settings = reader.read(catalog, scheme);
		PropertyFailures failures = new PropertyFailures(environment);
		Duration gracePeriod = properties.shutdown().gracePeriod();
		new ChannelChecks(failures, GrpcClientProperties.PREFIX + ".").gracePeriod(gracePeriod);
		return new ClientConnRegistry(catalog, settings,
				new ClientConnFactory(failures, new ChannelBeans(beanFactory, settings.keySet())),
				new UserConns(beanFactory, settings.keySet()), (target) -> reader.ofTarget(catalog, target, scheme),
				gracePeriod);
	}

	/**
	 * What the actuator must not show.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SanitizingFunction.class)
	static class ActuatorConfiguration {

		@Bean
		SanitizingFunction grpcClientShownValues() {
			return new ShownValues();
		}

	}

}
