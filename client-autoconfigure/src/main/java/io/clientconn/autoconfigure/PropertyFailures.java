package io.clientconn.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.env.Environment;

/**
 * Words for values that cannot be: the full property, its value as written, the place
 * where it is written, and what to write instead. Stateless.
 */
final class PropertyFailures {

	private final Environment environment;

	PropertyFailures(Environment environment) {
		this.environment = environment;
	}

	/**
	 * A value that is not allowed.
	 * @param property the full name
	 * @param value the value, if it is not found in the environment
	 * @param reason goes on after "is not allowed: "
	 * @param fix what to do
	 * @return the failure
	 */
	FailureAnalyzedException refuse(String property, Object value, String reason, String fix) {
		ConfigurationProperty written = find(property);
		Object text = (written != null) ? written.getValue() : value;
		return new FailureAnalyzedException("The value '" + text + "' of '" + property + "'" + place(written)
				+ " is not allowed: " + reason + stop(reason), fix);
	}

	/**
	 * A value that is not allowed and must not be repeated.
	 * @param property the full name
	 * @param reason goes on after "is not allowed: "
	 * @param fix what to do
	 * @return the failure
	 */
	FailureAnalyzedException refuseSecret(String property, String reason, String fix) {
		return new FailureAnalyzedException(
				"The value of '" + property + "'" + place(find(property)) + " is not allowed: " + reason + ".", fix);
	}

	/**
	 * A value that is needed and not there.
	 * @param property the full name
	 * @param reason why it is needed
	 * @param fix what to do
	 * @return the failure
	 */
	FailureAnalyzedException missing(String property, String reason, String fix) {
		return new FailureAnalyzedException("'" + property + "' is not set: " + reason + ".", fix);
	}

	private @Nullable ConfigurationProperty find(String property) {
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(property, '.');
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty found = source.getConfigurationProperty(name);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	private static String stop(String sentence) {
		return (sentence.endsWith("?") || sentence.endsWith(".")) ? "" : ".";
	}

	/**
	 * Where a property is written, for the middle of a sentence, or nothing.
	 */
	static String place(@Nullable ConfigurationProperty written) {
		return (written != null && written.getOrigin() != null) ? " (" + written.getOrigin() + ")" : "";
	}

}
