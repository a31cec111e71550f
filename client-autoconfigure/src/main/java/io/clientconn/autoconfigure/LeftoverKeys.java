package io.clientconn.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.env.Environment;

/**
 * Recognises keys of the net.devh starter, which puts channels directly below
 * {@code grpc.client}, and names their successors. Stateless.
 */
final class LeftoverKeys {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(GrpcClientProperties.PREFIX);

	private static final Set<String> OURS = Set.of("channel", "enabled", "defaultscheme");

	/** Old keys and what to do about them; % stands for the channel. */
	private static final Map<String, String> SUCCESSORS = Map.of("address", "Use 'grpc.client.channel.%.target'.",
			"defaultloadbalancingpolicy", "Use 'grpc.client.channel.%.default.load-balancing-policy'.",
			"defaultrequesttimeout", "Use 'grpc.client.channel.%.default.deadline'.", "maxinboundmessagesize",
			"Use 'grpc.client.channel.%.inbound.message.max-size'.", "maxinboundmetadatasize",
			"Use 'grpc.client.channel.%.inbound.metadata.max-size'.", "useragent",
			"Use 'grpc.client.channel.%.user-agent'.", "negotiationtype",
			"Remove it: without it channel '%' connects in plaintext.");

	private LeftoverKeys() {
	}

	/**
	 * Fails if there is such a key.
	 */
	static void check(Environment environment) {
		UnboundElementsSourceFilter deliberate = new UnboundElementsSourceFilter();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (deliberate.apply(source) && source instanceof IterableConfigurationPropertySource iterable) {
				List<ConfigurationPropertyName> names = iterable.stream().filter(LeftoverKeys::isLeftover).toList();
				if (!names.isEmpty()) {
					throw failure(names.get(0), source.getConfigurationProperty(names.get(0)));
				}
			}
		}
	}

	private static boolean isLeftover(ConfigurationPropertyName name) {
		return PREFIX.isAncestorOf(name) && name.getNumberOfElements() == PREFIX.getNumberOfElements() + 2
				&& !OURS.contains(element(name, 2)) && SUCCESSORS.containsKey(element(name, 3));
	}

	private static String element(ConfigurationPropertyName name, int index) {
		return name.getElement(index, ConfigurationPropertyName.Form.UNIFORM);
	}

	private static FailureAnalyzedException failure(ConfigurationPropertyName name,
			@Nullable ConfigurationProperty property) {
		String channel = name.getElement(2, ConfigurationPropertyName.Form.ORIGINAL);
		String target = channel.equals("GLOBAL") ? ChannelName.TEMPLATE : channel;
		String origin = (property != null && property.getOrigin() != null) ? " (" + property.getOrigin() + ")" : "";
		return new FailureAnalyzedException(
				"'" + name + "'" + origin + " is a property of the net.devh gRPC starter; ClientConn does not know it.",
				SUCCESSORS.getOrDefault(element(name, 3), "").replace("%", target));
	}

}
