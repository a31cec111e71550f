package io.clientconn.autoconfigure;

import io.clientconn.grpcjava.GrpcJavaChannels;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.grpc.client.GrpcChannelFactory;
import org.springframework.grpc.client.InProcessGrpcChannelFactory;

/**
 * Puts our runtime below the clients of Spring gRPC, in the place of Boot's own factory:
 * that one steps back if there is a factory. The one for servers in the same JVM stays.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ClientConnAutoConfiguration.class,
		beforeName = "org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration")
@ConditionalOnClass({ GrpcChannelFactory.class, GrpcJavaChannels.class })
@ConditionalOnBean(value = ClientConns.class, search = SearchStrategy.CURRENT)
@ConditionalOnBooleanProperty(name = "spring.grpc.client.channelfactory.enabled", matchIfMissing = true)
public final class GrpcChannelFactoryAutoConfiguration {

	private static final Log logger = LogFactory.getLog(GrpcChannelFactoryAutoConfiguration.class);

	GrpcChannelFactoryAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(value = GrpcChannelFactory.class, ignored = InProcessGrpcChannelFactory.class,
			search = SearchStrategy.CURRENT)
	SpringGrpcChannelFactory clientConnGrpcChannelFactory(ClientConns conns, GrpcClientProperties properties,
			Environment environment, ConfigurableListableBeanFactory beanFactory) {
		SpringGrpcBeans beans = new SpringGrpcBeans(beanFactory);
		beans.refuseCredentials();
		String unread = LeftoverKeys.unreadChannels(environment);
		if (!unread.isEmpty()) {
			logger.warn("Channels of Spring gRPC run on ClientConn, which does not read these properties of Boot's own "
					+ "client:\n" + unread);
		}
		return new SpringGrpcChannelFactory(new SpringGrpcConns(conns, environment), beans,
				properties.shutdown().gracePeriod());
	}

}
