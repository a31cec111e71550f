package io.clientconn.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON text as plain values: maps, lists, strings, booleans, Long for whole numbers and
 * Double for others. A field that is null is left out, as in the JSON of protobuf.
 * Stateless; limits of depth and length are those of the JSON library.
 */
final class JsonTree {

	private static final JsonFactory FACTORY = JsonFactory.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.build();

	private JsonTree() {
	}

	/**
	 * Reads a text that is one JSON object.
	 * @throws ConfigException with the path, or line and column, of what is wrong
	 */
	static Map<String, Object> parse(String json) {
		try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				throw new ConfigException("", "expected a JSON object");
			}
			Map<String, Object> tree = object(parser, "");
			if (parser.nextToken() != null) {
				throw new ConfigException("", "expected nothing after the JSON object");
			}
			return tree;
		}
		catch (JacksonException ex) {
			throw new ConfigException("", "line " + ex.getLocation().getLineNr() + ", column "
					+ ex.getLocation().getColumnNr() + ": " + ex.getOriginalMessage());
		}
	}

	private static Map<String, Object> object(JsonParser parser, String path) {
		Map<String, Object> fields = new LinkedHashMap<>();
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			String name = parser.currentName();
			parser.nextToken();
			Object value = value(parser, ConfigException.join(path, name));
			if (value != null) {
				fields.put(name, value);
			}
		}
		return Collections.unmodifiableMap(fields);
	}

	private static List<Object> list(JsonParser parser, String path) {
		List<Object> items = new ArrayList<>();
		while (parser.nextToken() != JsonToken.END_ARRAY) {
			String itemPath = path + "[" + items.size() + "]";
			Object item = value(parser, itemPath);
			if (item == null) {
				throw new ConfigException(itemPath, "must not be null");
			}
			items.add(item);
		}
		return Collections.unmodifiableList(items);
	}

	private static @Nullable Object value(JsonParser parser, String path) {
		JsonToken token = parser.currentToken();
		if (token == null) {
			throw new ConfigException(path, "the text ends too early");
		}
		return switch (token) {
			case START_OBJECT -> object(parser, path);
			case START_ARRAY -> list(parser, path);
			case VALUE_STRING -> parser.getString();
			case VALUE_TRUE -> true;
			case VALUE_FALSE -> false;
			case VALUE_NULL -> null;
			case VALUE_NUMBER_INT -> (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER)
					? (Object) parser.getDoubleValue() : (Object) parser.getLongValue();
			case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
			case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
				throw new ConfigException(path, "unexpected " + token);
		};
	}

}
