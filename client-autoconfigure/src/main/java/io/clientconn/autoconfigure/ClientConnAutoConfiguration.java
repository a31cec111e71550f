package io.clientconn.autoconfigure;

import java.util.Map;

import io.clientconn.ClientConn;
import io.clientconn.balancer.BalancerProvider;
import io.clientconn.resolver.ResolverProvider;
import org.springframework.beans.factory.ObjectProvider;
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
			ConfigurableListableBeanFactory beanFactory, ObjectProvider<ResolverProvider> resolvers,
			ObjectProvider<BalancerProvider> balancers, ObjectProvider<ClientConnCustomizer> customizers) {
		ChannelCatalog catalog = new ChannelCatalog(properties);
		Map<String, ChannelSettings> settings = new ChannelSettingsReader(environment).read(catalog,
				properties.defaultScheme());
		return new ClientConnRegistry(catalog, settings, new ClientConnFactory(new PropertyFailures(environment),
				resolvers, balancers, new Customizers(customizers, beanFactory)),
				new UserConns(beanFactory, settings.keySet()));
	}

}
