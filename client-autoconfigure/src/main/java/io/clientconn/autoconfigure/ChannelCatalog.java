package io.clientconn.autoconfigure;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * The configured channels by canonical name: entries under {@code grpc.client.channel}
 * with equal names joined, and with what they inherit. The entry "default" is a channel
 * only if it has a target. Immutable.
 */
final class ChannelCatalog {

	static final String CHANNELS_PREFIX = GrpcClientProperties.PREFIX + ".channel";

	static final String CHANNELS = CHANNELS_PREFIX + ".";

	private final Map<String, Entry> channels = new TreeMap<>();

	private final Entry template;

	ChannelCatalog(GrpcClientProperties properties) {
		Map<String, Entry> entries = new HashMap<>();
		properties.channel()
			.forEach((name, values) -> entries.merge(ChannelName.canonical(name), Entry.of(name, values), Entry::and));
		this.template = entries.getOrDefault(ChannelName.TEMPLATE,
				Entry.of(ChannelName.TEMPLATE, ChannelProperties.NOTHING));
		entries.forEach((canonical, entry) -> this.channels.put(canonical, entry.inheriting(this.template)));
		if (this.template.own().target() == null) {
			this.channels.remove(ChannelName.TEMPLATE);
		}
	}

	/**
	 * What every channel inherits from.
	 */
	Entry template() {
		return this.template;
	}

	/**
	 * The channel with a name in any spelling.
	 */
	@Nullable Entry find(String name) {
		return this.channels.get(ChannelName.canonical(name));
	}

	/**
	 * A target as if it were a channel of which nothing else is configured.
	 */
	Entry ofTarget(String target) {
		ChannelProperties own = ChannelDefaults.withTarget(ChannelProperties.NOTHING, target);
		return new Entry(target, own, own).inheriting(this.template);
	}

	Collection<Entry> channels() {
		return this.channels.values();
	}

	/**
	 * The names as configured.
	 */
	Set<String> names() {
		Set<String> names = new TreeSet<>();
		this.channels.values().forEach((entry) -> names.add(entry.name()));
		return names;
	}

	/**
	 * Complains about a name that no channel has.
	 */
	UnknownChannelException unknown(String name) {
		String known = this.channels.isEmpty() ? "No channel is configured." : "Configured are: " + listed() + ".";
		return new UnknownChannelException(
				"There is no gRPC channel '" + name + "'." + Suggestion.question(name, names()) + " " + known);
	}

	String listed() {
		return String.join(", ", names());
	}

	/**
	 * A channel.
	 *
	 * @param name the name as configured
	 * @param own what is configured for it
	 * @param inForce the same, completed by the template
	 */
	record Entry(String name, ChannelProperties own, ChannelProperties inForce) {

		static Entry of(String name, ChannelProperties values) {
			ChannelProperties own = ChannelDefaults.withMetadata(values, withoutPhantoms(values.metadata()));
			return new Entry(name, own, own);
		}

		/**
		 * One entry of two with equal names, of which one was made up from environment
		 * variables.
		 */
		Entry and(Entry other) {
			String telling = ChannelName.moreTelling(this.name, other.name);
			boolean mine = telling.equals(this.name);
			ChannelProperties joined = mine ? ChannelDefaults.resolve(this.own, other.own)
					: ChannelDefaults.resolve(other.own, this.own);
			return of(telling, joined);
		}

		Entry inheriting(Entry template) {
			return new Entry(this.name, this.own, ChannelDefaults.resolve(this.own, template.own));
		}

		/**
		 * The prefix of its properties.
		 */
		String prefix() {
			return CHANNELS + this.name + ".";
		}

		/**
		 * A header set by an environment variable appears twice: under its own name, and
		 * under one without dashes.
		 */
		private static Map<String, String> withoutPhantoms(Map<String, String> metadata) {
			Map<String, String> kept = new LinkedHashMap<>();
			metadata.forEach((name, value) -> {
				boolean phantom = name.equals(ChannelName.canonical(name)) && metadata.keySet()
					.stream()
					.anyMatch((other) -> other.contains("-") && ChannelName.canonical(other).equals(name));
				if (!phantom) {
					kept.put(name, value);
				}
			});
			return kept;
		}

	}

}
