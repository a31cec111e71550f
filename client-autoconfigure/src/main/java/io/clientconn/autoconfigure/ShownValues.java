package io.clientconn.autoconfigure;

import java.util.Locale;
import java.util.regex.Pattern;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Hides tokens, passwords and the values of headers of channels in the actuator's
 * {@code env} and {@code configprops}, also if these are told to show values. Stateless.
 */
final class ShownValues implements SanitizingFunction {

	/**
	 * Of a name in small letters, without dashes and with dots for underscores and
	 * brackets.
	 */
	private static final Pattern SECRET = Pattern
		.compile("grpc\\.client\\.channel\\..+\\.(credentials\\.(token|password)|(?<!\\.inbound\\.)metadata\\..+)");

	@Override
	public SanitizableData apply(SanitizableData data) {
		return isSecret(data.getKey()) ? data.withSanitizedValue() : data;
	}

	static boolean isSecret(String key) {
		String name = key.toLowerCase(Locale.ROOT).replaceAll("[-\\]]", "").replaceAll("[_\\[.]+", ".");
		return SECRET.matcher(name).matches();
	}

}
