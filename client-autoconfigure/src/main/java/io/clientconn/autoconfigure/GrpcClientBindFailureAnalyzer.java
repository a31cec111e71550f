package io.clientconn.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.unit.DataSize;

/**
 * Words for keys below {@code grpc.client} that do not exist and for times and sizes that
 * cannot be read; Boot's own say where, but not what to write instead. Stateless. It
 * never repeats the value of an unknown key, which may be a misspelt header.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class GrpcClientBindFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(GrpcClientProperties.PREFIX);

	private static final ConfigurationPropertyName CHANNEL = PREFIX.append("channel");

	private static final List<String> TOP_KEYS = List.of("channel", "enabled", "default-scheme");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		if (!PREFIX.equals(cause.getName()) && !PREFIX.isAncestorOf(cause.getName())) {
			return null;
		}
		if (cause.getCause() instanceof UnboundConfigurationPropertiesException unknown) {
			return unknownKey(unknown.getUnboundProperties().iterator().next(), cause);
		}
		Class<?> type = cause.getTarget().getType().resolve();
		if (type == Duration.class) {
			return unreadable(cause, "it is not a time", "Write a number with a unit, such as 300ms, 5s or 2m.");
		}
		if (type == DataSize.class) {
			return unreadable(cause, "it is not a size", "Write a number with a unit, such as 512KB or 4MB.");
		}
		return null;
	}

	private static FailureAnalysis unknownKey(ConfigurationProperty property, BindException cause) {
		ConfigurationPropertyName name = property.getName();
		String description = "'" + name + "'" + PropertyFailures.place(property) + " is not a property of ClientConn.";
		int channel = CHANNEL.getNumberOfElements();
		if (CHANNEL.isAncestorOf(name) && name.getNumberOfElements() > channel + 1) {
			return new FailureAnalysis(description,
					channelAction(name.chop(channel + 1), name.subName(channel + 1).toString()), cause);
		}
		int top = PREFIX.getNumberOfElements();
		String written = name.getElement(top, ConfigurationPropertyName.Form.DASHED);
		String meant = Suggestion.of(written, TOP_KEYS);
		return new FailureAnalysis(description, (meant != null) ? "Write '" + PREFIX + "." + meant + "' instead."
				: "Remove it, or move it below 'grpc.client.channel.<name>'.", cause);
	}

	private static String channelAction(ConfigurationPropertyName channel, String key) {
		List<String> keys = ChannelKeys.all();
		int header = key.indexOf('.');
		if (header > 0) {
			keys.add("metadata" + key.substring(header));
		}
		String meant = Suggestion.of(key, keys);
		return (meant != null) ? "Write '" + channel + "." + meant + "' instead."
				: "Below '" + channel + "' are known: " + String.join(", ", ChannelKeys.all()) + ".";
	}

	private static @Nullable FailureAnalysis unreadable(BindException cause, String reason, String fix) {
		ConfigurationProperty property = cause.getProperty();
		return (property == null) ? null
				: new FailureAnalysis("The value '" + property.getValue() + "' of '" + property.getName() + "'"
						+ PropertyFailures.place(property) + " is not allowed: " + reason + ".", fix, cause);
	}

}
