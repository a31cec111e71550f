package io.clientconn.autoconfigure;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Properties of other gRPC starters and what takes their place. The page on moving over
 * shows the same rows. Stateless.
 */
final class LeftoverTable {

	private static final String NAME = "<name>";

	/** The net.devh starter, which puts channels directly below {@code grpc.client}. */
	static final List<Row> NET_DEVH = List.of(
			replaced("grpc.client.<name>.address", "grpc.client.channel.<name>.target",
					"A list of addresses is written static:///a:1,b:2."),
			replaced("grpc.client.<name>.default-load-balancing-policy",
					"grpc.client.channel.<name>.default.load-balancing-policy", ""),
			replaced("grpc.client.<name>.default-request-timeout", "grpc.client.channel.<name>.default.deadline", ""),
			replaced("grpc.client.<name>.max-inbound-message-size",
					"grpc.client.channel.<name>.inbound.message.max-size", ""),
			replaced("grpc.client.<name>.max-inbound-metadata-size",
					"grpc.client.channel.<name>.inbound.metadata.max-size", ""),
			replaced("grpc.client.<name>.user-agent", "grpc.client.channel.<name>.user-agent", ""),
			dropped("grpc.client.<name>.negotiation-type",
					"Channels connect in plaintext. For TLS: ssl.bundle or ssl.enabled."),
			replaced("grpc.client.<name>.security.authority-override", "grpc.client.channel.<name>.authority", ""),
			dropped("grpc.client.<name>.security.*",
					"Describe an SSL bundle below spring.ssl.bundle and name it in ssl.bundle."),
			dropped("grpc.client.<name>.enable-keep-alive", "It is on. keepalive.time=0 switches it off."),
			replaced("grpc.client.<name>.keep-alive-time", "grpc.client.channel.<name>.keepalive.time",
					"At least 10s."),
			replaced("grpc.client.<name>.keep-alive-timeout", "grpc.client.channel.<name>.keepalive.timeout", ""),
			replaced("grpc.client.<name>.keep-alive-without-calls",
					"grpc.client.channel.<name>.keepalive.without-calls", ""),
			dropped("grpc.client.<name>.immediate-connect-timeout",
					"Call ClientConn.awaitReady when the application starts."),
			replaced("grpc.client.<name>.shutdown-grace-period", "grpc.client.shutdown.grace-period",
					"It is one for all channels."),
			replaced("grpc.client.<name>.full-stream-decompression", "grpc.client.channel.<name>.compression.accept",
					"Messages are decompressed one by one; streams as a whole never are."),
			replaced("grpc.default-scheme", "grpc.client.default-scheme", ""));

	/** Spring Boot's own client, and Spring gRPC before it became part of Boot. */
	static final List<Row> SPRING = List.of(
			replaced("spring.grpc.client.channel.<name>.target", "grpc.client.channel.<name>.target",
					"A list of addresses is written static:///a:1,b:2."),
			replaced("spring.grpc.client.channel.<name>.user-agent", "grpc.client.channel.<name>.user-agent", ""),
			replaced("spring.grpc.client.channel.<name>.default.deadline",
					"grpc.client.channel.<name>.default.deadline",
					"It is for unary calls; with default.deadline-scope=all for streams too."),
			replaced("spring.grpc.client.channel.<name>.default.load-balancing-policy",
					"grpc.client.channel.<name>.default.load-balancing-policy", ""),
			replaced("spring.grpc.client.channel.<name>.inbound.message.max-size",
					"grpc.client.channel.<name>.inbound.message.max-size", ""),
			replaced("spring.grpc.client.channel.<name>.inbound.metadata.max-size",
					"grpc.client.channel.<name>.inbound.metadata.max-size", ""),
			replaced("spring.grpc.client.channel.<name>.idle.timeout", "grpc.client.channel.<name>.idle.timeout",
					"There it was 20s, here it is 30m unless set; 0 keeps connections for ever."),
			replaced("spring.grpc.client.channel.<name>.keepalive.time", "grpc.client.channel.<name>.keepalive.time",
					"At least 10s."),
			replaced("spring.grpc.client.channel.<name>.keepalive.timeout",
					"grpc.client.channel.<name>.keepalive.timeout", ""),
			replaced("spring.grpc.client.channel.<name>.keepalive.without-calls",
					"grpc.client.channel.<name>.keepalive.without-calls", ""),
			replaced("spring.grpc.client.channel.<name>.ssl.enabled", "grpc.client.channel.<name>.ssl.enabled", ""),
			replaced("spring.grpc.client.channel.<name>.ssl.bundle", "grpc.client.channel.<name>.ssl.bundle", ""),
			replaced("spring.grpc.client.channel.<name>.bypass-certificate-validation",
					"grpc.client.channel.<name>.bypass-certificate-validation", ""),
			replaced("spring.grpc.client.channel.<name>.health.enabled", "grpc.client.channel.<name>.health.enabled",
					""),
			replaced("spring.grpc.client.channel.<name>.health.service-name",
					"grpc.client.channel.<name>.health.service-name", ""),
			replaced("spring.grpc.client.channel.<name>.service-config.healthcheck.service-name",
					"grpc.client.channel.<name>.health.service-name", "It takes health.enabled=true."),
			dropped("spring.grpc.client.channel.<name>.service-config.*",
					"Hand it over as JSON in a ClientConnCustomizer: ClientConnBuilder.defaultServiceConfig."),
			replaced("spring.grpc.client.enabled", "grpc.client.enabled", ""),
			dropped("spring.grpc.client.channelfactory.*", "There is nothing to switch off."),
			dropped("spring.grpc.client.inprocess.*", "There is nothing to switch off."),
			dropped("spring.grpc.client.observation.*", "This version makes no observations."),
			replaced("spring.grpc.client.channels.<name>.address", "grpc.client.channel.<name>.target",
					"A list of addresses is written static:///a:1,b:2."),
			replaced("spring.grpc.client.channels.<name>.default-load-balancing-policy",
					"grpc.client.channel.<name>.default.load-balancing-policy", ""),
			replaced("spring.grpc.client.channels.<name>.default-deadline",
					"grpc.client.channel.<name>.default.deadline", ""),
			replaced("spring.grpc.client.channels.<name>.max-inbound-message-size",
					"grpc.client.channel.<name>.inbound.message.max-size", ""),
			replaced("spring.grpc.client.channels.<name>.max-inbound-metadata-size",
					"grpc.client.channel.<name>.inbound.metadata.max-size", ""),
			replaced("spring.grpc.client.channels.<name>.user-agent", "grpc.client.channel.<name>.user-agent", ""),
			dropped("spring.grpc.client.channels.<name>.negotiation-type",
					"Channels connect in plaintext. For TLS: ssl.bundle or ssl.enabled."),
			dropped("spring.grpc.client.channels.<name>.enable-keep-alive",
					"It is on. keepalive.time=0 switches it off."),
			replaced("spring.grpc.client.channels.<name>.keep-alive-time", "grpc.client.channel.<name>.keepalive.time",
					"At least 10s."),
			replaced("spring.grpc.client.channels.<name>.keep-alive-timeout",
					"grpc.client.channel.<name>.keepalive.timeout", ""),
			replaced("spring.grpc.client.channels.<name>.keep-alive-without-calls",
					"grpc.client.channel.<name>.keepalive.without-calls", ""),
			replaced("spring.grpc.client.channels.<name>.idle-timeout", "grpc.client.channel.<name>.idle.timeout",
					"There it was 20s, here it is 30m unless set; 0 keeps connections for ever."),
			dropped("spring.grpc.client.channels.<name>.secure",
					"Certificates are checked unless bypass-certificate-validation is true."),
			replaced("spring.grpc.client.channels.<name>.ssl.enabled", "grpc.client.channel.<name>.ssl.enabled", ""),
			replaced("spring.grpc.client.channels.<name>.ssl.bundle", "grpc.client.channel.<name>.ssl.bundle", ""),
			replaced("spring.grpc.client.channels.<name>.health.enabled", "grpc.client.channel.<name>.health.enabled",
					""),
			replaced("spring.grpc.client.channels.<name>.health.service-name",
					"grpc.client.channel.<name>.health.service-name", ""),
			replaced("spring.grpc.client.channels.<name>.service-config.health-check-config.service-name",
					"grpc.client.channel.<name>.health.service-name", "It takes health.enabled=true."),
			dropped("spring.grpc.client.channels.<name>.service-config.*",
					"Hand it over as JSON in a ClientConnCustomizer: ClientConnBuilder.defaultServiceConfig."),
			dropped("spring.grpc.client.default-channel.*",
					"What is set for the channel default holds for all others: grpc.client.channel.default."),
			dropped("spring.grpc.client.*",
					"No other gRPC client is on the class path that reads it. Keys of ClientConn begin with grpc.client."));

	private LeftoverTable() {
	}

	private static Row replaced(String key, String successor, String note) {
		return new Row(key, successor, note);
	}

	private static Row dropped(String key, String note) {
		return new Row(key, null, note);
	}

	/**
	 * A property of another starter.
	 *
	 * @param key the name, in which {@code <name>} stands for a channel and a {@code *}
	 * at the end for anything below
	 * @param successor the property to use instead, or null if there is none
	 * @param note what else to know
	 */
	record Row(String key, @Nullable String successor, String note) {

		/**
		 * Whether a property is the one of this row.
		 */
		boolean matches(ConfigurationPropertyName name) {
			List<String> elements = elements();
			boolean open = this.key.endsWith(".*");
			int fixed = open ? elements.size() - 1 : elements.size();
			if (open ? name.getNumberOfElements() <= fixed : name.getNumberOfElements() != fixed) {
				return false;
			}
			for (int i = 0; i < fixed; i++) {
				String element = name.getElement(i, ConfigurationPropertyName.Form.UNIFORM);
				if (!elements.get(i).equals(NAME) && !elements.get(i).equals(element)) {
					return false;
				}
			}
			return true;
		}

		/**
		 * What to do about a property that matches.
		 */
		String advice(ConfigurationPropertyName name) {
			String what = (this.successor == null) ? "remove it."
					: "use '" + this.successor.replace(NAME, channel(name)) + "'.";
			return this.note.isEmpty() ? what : what + " " + this.note;
		}

		private String channel(ConfigurationPropertyName name) {
			int index = elements().indexOf(NAME);
			String channel = (index < 0) ? "" : name.getElement(index, ConfigurationPropertyName.Form.ORIGINAL);
			return channel.equalsIgnoreCase("GLOBAL") ? ChannelName.TEMPLATE : channel;
		}

		private List<String> elements() {
			return Stream.of(this.key.split("\\.")).map(Row::uniform).toList();
		}

		private static String uniform(String element) {
			return element.equals(NAME) ? element : element.replace("-", "").toLowerCase(Locale.ROOT);
		}

	}

}
