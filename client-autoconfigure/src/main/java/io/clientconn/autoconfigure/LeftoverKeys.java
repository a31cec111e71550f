package io.clientconn.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Recognises keys that another starter left behind, and names their successors. It looks
 * where people write on purpose, not at environment variables. Stateless.
 */
final class LeftoverKeys {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(GrpcClientProperties.PREFIX);

	private static final ConfigurationPropertyName BOOTS_CHANNELS = ConfigurationPropertyName
		.of("spring.grpc.client.channel");

	private static final Set<String> OURS = Set.of("channel", "enabled", "defaultscheme");

	/** What reads keys below spring.grpc.client: Boot's own client, and Spring gRPC's. */
	private static final List<String> READERS = List.of(
			"org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration",
			"org.springframework.grpc.autoconfigure.client.GrpcClientAutoConfiguration");

	private final boolean bootsClient;

	/**
	 * Makes a check.
	 * @param bootsClient whether Boot's own client is there, to which all keys below
	 * spring.grpc.client belong
	 */
	LeftoverKeys(boolean bootsClient) {
		this.bootsClient = bootsClient;
	}

	static LeftoverKeys of(@Nullable ClassLoader classLoader) {
		return new LeftoverKeys(READERS.stream().anyMatch((reader) -> ClassUtils.isPresent(reader, classLoader)));
	}

	/**
	 * Fails if there are such keys.
	 */
	void check(Environment environment) {
		Map<String, String> advice = find(environment, this::row);
		if (!advice.isEmpty()) {
			throw new FailureAnalyzedException(
					"Properties of another gRPC starter are set, which ClientConn does not read:\n\n"
							+ String.join("\n", advice.keySet()),
					"Change them as follows.\n\n" + lines(advice));
		}
	}

	/**
	 * The channels of Boot's client, which nobody reads where ours take their place.
	 * @return what to do about each, or nothing if there are none
	 */
	static String unreadChannels(Environment environment) {
		return lines(find(environment,
				(name) -> BOOTS_CHANNELS.isAncestorOf(name) ? find(LeftoverTable.SPRING, name) : null));
	}

	private static String lines(Map<String, String> advice) {
		return String.join("\n", Set.copyOf(advice.values()).stream().sorted().toList());
	}

	private static Map<String, String> find(Environment environment,
			Function<ConfigurationPropertyName, LeftoverTable.@Nullable Row> rows) {
		Map<String, String> advice = new LinkedHashMap<>();
		UnboundElementsSourceFilter deliberate = new UnboundElementsSourceFilter();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (deliberate.apply(source) && source instanceof IterableConfigurationPropertySource iterable) {
				for (ConfigurationPropertyName name : iterable) {
					LeftoverTable.Row row = rows.apply(name);
					if (row != null) {
						advice.putIfAbsent(text(name, source.getConfigurationProperty(name)),
								"- '" + name + "': " + row.advice(name));
					}
				}
			}
		}
		return advice;
	}

	private LeftoverTable.@Nullable Row row(ConfigurationPropertyName name) {
		LeftoverTable.Row row = isOurs(name) ? null : find(LeftoverTable.NET_DEVH, name);
		return (row != null || this.bootsClient) ? row : find(LeftoverTable.SPRING, name);
	}

	private static LeftoverTable.@Nullable Row find(List<LeftoverTable.Row> rows, ConfigurationPropertyName name) {
		return rows.stream().filter((row) -> row.matches(name)).findFirst().orElse(null);
	}

	private static boolean isOurs(ConfigurationPropertyName name) {
		return PREFIX.isAncestorOf(name)
				&& OURS.contains(name.getElement(PREFIX.getNumberOfElements(), ConfigurationPropertyName.Form.UNIFORM));
	}

	private static String text(ConfigurationPropertyName name, @Nullable ConfigurationProperty property) {
		Origin origin = (property != null) ? property.getOrigin() : null;
		return "- '" + name + "'" + ((origin != null) ? " (" + origin + ")" : "");
	}

}
