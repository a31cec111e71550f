package io.clientconn.autoconfigure.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.clientconn.autoconfigure.ChannelCertificates;
import io.clientconn.autoconfigure.ChannelProperties;
import io.clientconn.autoconfigure.ChannelProperties.Indicator;
import io.clientconn.autoconfigure.ClientConnAutoConfiguration;
import io.clientconn.autoconfigure.ClientConns;
import io.clientconn.autoconfigure.ExpiringCertificate;
import io.clientconn.autoconfigure.GrpcClientProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Shows every channel below the health component {@code grpcClient}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ClientConnAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(value = ClientConns.class, search = SearchStrategy.CURRENT)
@ConditionalOnEnabledHealthIndicator("grpcclient")
public final class ClientConnHealthAutoConfiguration {

	ClientConnHealthAutoConfiguration() {
	}

	/**
	 * Always a composite, also with one channel or none, so that the path to a channel
	 * does not depend on how many others there are. Its entries exist before their
	 * connections do.
	 */
	@Bean
	@ConditionalOnMissingBean(name = { "grpcClientHealthIndicator", "grpcClientHealthContributor" },
			search = SearchStrategy.CURRENT)
	CompositeHealthContributor grpcClientHealthContributor(ClientConns conns, GrpcClientProperties properties,
			ObjectProvider<ChannelCertificates> certificates) {
		Map<String, HealthIndicator> channels = new LinkedHashMap<>();
		for (String name : conns.names()) {
			ChannelProperties.Health health = properties.inForce(name).health();
			Indicator indicator = health.indicator();
			if (!Boolean.FALSE.equals(indicator.enabled())) {
				channels.put(name,
						new ChannelHealthIndicator(() -> conns.get(name),
								() -> expiring(certificates.getIfAvailable(), name),
								ChannelHealth.of(indicator).asking(health.askedFor())));
			}
		}
		return CompositeHealthContributor.fromMap(channels);
	}

	private static List<ExpiringCertificate> expiring(@Nullable ChannelCertificates certificates, String channel) {
		return (certificates != null) ? certificates.expiring(channel) : List.of();
	}

}
