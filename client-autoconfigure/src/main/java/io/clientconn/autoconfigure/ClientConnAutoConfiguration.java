package io.clientconn.autoconfigure;

import java.time.Duration;

import io.clientconn.ClientConn;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
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
	@ConditionalOnMissingBean(ClientConns.class)
	ClientConnRegistry clientConns(GrpcClientProperties properties, Environment environment,
			ConfigurableListableBeanFactory beanFactory) {
		ChannelCatalog catalog = new ChannelCatalog(properties);
		UserBeans userBeans = new UserBeans(beanFactory);
		PropertyFailures failures = new PropertyFailures(environment);
		Duration gracePeriod = properties.shutdown().gracePeriod();
		new ChannelChecks(failures, GrpcClientProperties.PREFIX + ".").gracePeriod(gracePeriod);
		return new ClientConnRegistry(catalog,
				new ChannelSettingsReader(environment).read(catalog, properties.defaultScheme()),
				new ClientConnFactory(failures, new ChannelBeans(beanFactory, userBeans)),
				(canonical) -> userBeans.qualified(ClientConn.class, canonical), gracePeriod);
	}

}
