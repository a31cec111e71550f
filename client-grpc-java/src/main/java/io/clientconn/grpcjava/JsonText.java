package io.clientconn.grpcjava;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Writes the maps of which grpc-java makes service configs as JSON. Stateless.
 */
final class JsonText {

	private JsonText() {
	}

	/**
	 * Writes an object.
	 * @throws IllegalArgumentException for what has no place in a service config
	 */
	static String of(Map<String, ?> object) {
		StringBuilder text = new StringBuilder();
		value(text, object, "");
		return text.toString();
	}

	private static void value(StringBuilder text, @Nullable Object value, String path) {
		if (value == null || value instanceof Boolean) {
			text.append(value);
		}
		else if (value instanceof Number number) {
			number(text, number, path);
		}
		else if (value instanceof CharSequence string) {
			string(text, string);
		}
		else if (value instanceof Map<?, ?> map) {
			object(text, map, path);
		}
		else if (value instanceof List<?> list) {
			text.append('[');
			for (int i = 0; i < list.size(); i++) {
				text.append((i == 0) ? "" : ",");
				value(text, list.get(i), path + "[" + i + "]");
			}
			text.append(']');
		}
		else {
			throw new IllegalArgumentException("defaultServiceConfig: '" + path + "' is a " + value.getClass().getName()
					+ "; expected a string, number, boolean, list or map");
		}
	}

	private static void object(StringBuilder text, Map<?, ?> map, String path) {
		text.append('{');
		String separator = "";
		for (Map.Entry<?, ?> entry : map.entrySet()) {
			if (!(entry.getKey() instanceof String key)) {
				throw new IllegalArgumentException(
						"defaultServiceConfig: the key " + entry.getKey() + " of '" + path + "' is no string");
			}
			text.append(separator);
			separator = ",";
			string(text, key);
			text.append(':');
			value(text, entry.getValue(), path.isEmpty() ? key : path + "." + key);
		}
		text.append('}');
	}

	/**
	 * The numbers of grpc-java are doubles; those of service configs are mostly whole.
	 */
	private static void number(StringBuilder text, Number number, String path) {
		double value = number.doubleValue();
		if (Double.isNaN(value) || Double.isInfinite(value)) {
			throw new IllegalArgumentException("defaultServiceConfig: '" + path + "' is " + number);
		}
		boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
		text.append(whole ? Long.toString(number.longValue()) : number.toString());
	}

	private static void string(StringBuilder text, CharSequence string) {
		text.append('"');
		for (int i = 0; i < string.length(); i++) {
			char c = string.charAt(i);
			if (c == '"' || c == '\\') {
				text.append('\\').append(c);
			}
			else if (c < 0x20) {
				text.append(String.format("\\u%04x", (int) c));
			}
			else {
				text.append(c);
			}
		}
		text.append('"');
	}

}
