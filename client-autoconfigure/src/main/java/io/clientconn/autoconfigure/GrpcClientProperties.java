package io.clientconn.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import io.clientconn.resolver.ResolverRegistry;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

/**
 * Everything under {@code grpc.client}; a key that is not here stops the application.
 * Immutable. Boot makes it; its constructor is no API and changes with every new key.
 *
 * @param enabled Whether gRPC clients are configured and injected.
 * @param defaultScheme Scheme of targets that name none.
 * @param shutdown What happens to calls under way when the application ends.
 * @param channel Channels by name. The settings of the channel named "default" hold for
 * every channel that does not set them itself.
 * @since 0.1.0
 */
@ConfigurationProperties(prefix = GrpcClientProperties.PREFIX, ignoreUnknownFields = false)
public record GrpcClientProperties(@DefaultValue("true") boolean enabled,
		@DefaultValue(ResolverRegistry.DEFAULT_SCHEME) String defaultScheme, @DefaultValue Shutdown shutdown,
		@DefaultValue Map<String, ChannelProperties> channel) {

	static final String PREFIX = "grpc.client";

	public GrpcClientProperties {
		channel = Map.copyOf(channel);
	}

	/**
	 * What is configured for a channel, completed by what it inherits.
	 * @param name the name of the channel; case, dashes and underscores do not matter
	 * @return the properties in force; null where nothing is configured
	 * @throws UnknownChannelException if there is no such channel
	 */
	public ChannelProperties inForce(String name) {
		ChannelCatalog catalog = new ChannelCatalog(this);
		ChannelCatalog.Entry entry = catalog.find(name);
		if (entry == null) {
			throw catalog.unknown(name);
		}
		return entry.inForce();
	}

	/**
	 * What happens to calls under way when the application ends.
	 *
	 * @param gracePeriod Time that calls under way have to finish. With 0 they are cut
	 * off at once. A bare number counts seconds.
	 */
	public record Shutdown(@DurationUnit(ChronoUnit.SECONDS) @DefaultValue("30s") Duration gracePeriod) {

	}

}
