package io.clientconn.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.clientconn.ClientConn;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
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

	ClientConnAutoConfiguration() {
	}

	@Bean
	static ClientConnBeans clientConnBeans(Environment environment) {
		return new ClientConnBeans(environment);
	}

	@Bean
	@ConditionalOnMissingBean(value = ClientConns.class, search = SearchStrategy.CURRENT)
	ClientConnRegistry clientConns(GrpcClientProperties properties, Environment environment,
			ConfigurableListableBeanFactory beanFactory) {
		ChannelCatalog catalog = new ChannelCatalog(properties);
		Map<String, ChannelSettings> settings = new ChannelSettingsReader(environment).read(catalog,
				properties.defaultScheme());
		PropertyFailures failures = new PropertyFailures(environment);
		Duration gracePeriod = properties.shutdown().gracePeriod();
		new ChannelChecks(failures, GrpcClientProperties.PREFIX + ".").gracePeriod(gracePeriod);
		return new ClientConnRegistry(catalog, settings,
				new ClientConnFactory(failures, new ChannelBeans(beanFactory, settings.keySet())),
				new UserConns(beanFactory, settings.keySet()), gracePeriod);
	}

}
