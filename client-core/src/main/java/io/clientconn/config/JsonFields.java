package io.clientconn.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object under its path, read as the types that a service config
 * has. Immutable. A field of the wrong type is an error that names its path; a field that
 * nobody asks for is ignored.
 *
 * @param fields the values
 * @param path where the object stands
 */
record JsonFields(Map<String, Object> fields, String path) {

	private static final Pattern DURATION = Pattern.compile("(?=\\.?\\d)(\\d{0,12})(?:\\.(\\d{1,9}))?s");

	/** The longest duration that protobuf knows: about 10,000 years. */
	private static final long MAX_SECONDS = 315_576_000_000L;

	String at(String name) {
		return ConfigException.join(this.path, name);
	}

	@Nullable String string(String name) {
		return (String) typed(name, String.class, "a string");
	}

	@Nullable Boolean bool(String name) {
		return (Boolean) typed(name, Boolean.class, "true or false");
	}

	/**
	 * An object, or null if there is no such field.
	 */
	@Nullable JsonFields object(String name) {
		Object value = this.fields.get(name);
		return (value != null) ? object(value, at(name)) : null;
	}

	/**
	 * The items of a list of objects, or an empty list if there is no such field.
	 */
	List<JsonFields> objects(String name) {
		List<?> items = list(name);
		if (items == null) {
			return List.of();
		}
		return IntStream.range(0, items.size())
			.mapToObj((i) -> object(items.get(i), at(name) + "[" + i + "]"))
			.toList();
	}

	@Nullable List<?> list(String name) {
		return (List<?>) typed(name, List.class, "a list");
	}

	/**
	 * The only field of an object that must have exactly one, and must hold an object.
	 */
	Map.Entry<String, JsonFields> only() {
		if (this.fields.size() != 1) {
			throw new ConfigException(this.path, "expected exactly one field, but found " + this.fields.keySet());
		}
		Map.Entry<String, Object> field = this.fields.entrySet().iterator().next();
		return Map.entry(field.getKey(), object(field.getValue(), at(field.getKey())));
	}

	/**
	 * A size in bytes: a whole number or a string of digits, clipped to an int. -1 if
	 * there is no such field.
	 */
	int size(String name) {
		Object value = this.fields.get(name);
		if (value == null) {
			return -1;
		}
		double number = (value instanceof Number given) ? given.doubleValue()
				: (value instanceof String text && text.matches("\\d{1,19}")) ? Double.parseDouble(text) : -1;
		if (number < 0 || number != Math.rint(number)) {
			throw new ConfigException(at(name), "expected a number of bytes, but found " + value);
		}
		return (int) Math.min(number, Integer.MAX_VALUE);
	}

	/**
	 * A number, or null if there is no such field.
	 */
	@Nullable Double number(String name) {
		Number number = (Number) typed(name, Number.class, "a number");
		return (number != null) ? (Double) number.doubleValue() : null;
	}

	/**
	 * A duration in the JSON of protobuf, as in {@code 1.5s}. As in the examples of
	 * gRPC's documents, {@code .5s} is one too.
	 */
	@Nullable Duration duration(String name) {
		String text = string(name);
		if (text == null) {
			return null;
		}
		Matcher matcher = DURATION.matcher(text);
		if (!matcher.matches()) {
			throw new ConfigException(at(name), "expected a duration such as \"1.5s\", but found \"" + text + "\"");
		}
		long seconds = matcher.group(1).isEmpty() ? 0 : Long.parseLong(matcher.group(1));
		if (seconds > MAX_SECONDS) {
			throw new ConfigException(at(name), "\"" + text + "\" is longer than any duration can be");
		}
		String fraction = (matcher.group(2) != null) ? matcher.group(2) : "";
		return Duration.ofSeconds(seconds, Long.parseLong((fraction + "000000000").substring(0, 9)));
	}

	private @Nullable Object typed(String name, Class<?> type, String expected) {
		Object value = this.fields.get(name);
		if (value != null && !type.isInstance(value)) {
			throw new ConfigException(at(name), "expected " + expected + ", but found " + describe(value));
		}
		return value;
	}

	@SuppressWarnings("unchecked") // JsonTree makes no other maps.
	private static JsonFields object(Object value, String path) {
		if (value instanceof Map<?, ?> map) {
			return new JsonFields((Map<String, Object>) map, path);
		}
		throw new ConfigException(path, "expected an object, but found " + describe(value));
	}

	private static String describe(Object value) {
		if (value instanceof Map) {
			return "an object";
		}
		return (value instanceof List) ? "a list" : (value instanceof String) ? "\"" + value + "\"" : value.toString();
	}

}
