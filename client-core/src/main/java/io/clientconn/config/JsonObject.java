package io.clientconn.config;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * JSON that is no service config, for rooms without a JSON library. Stateless.
 *
 * @since 0.1.0
 */
public final class JsonObject {

	private JsonObject() {
	}

	/**
	 * Reads a text that is one JSON object. What is wrong with another text is not said,
	 * for it may be a secret.
	 * @param json the text
	 * @return its fields, as maps, lists, strings, booleans, Long for whole numbers and
	 * Double for others; null if it is no JSON object
	 */
	public static @Nullable Map<String, Object> parse(String json) {
		try {
			return JsonTree.parse(json);
		}
		catch (ConfigException ex) {
			return null;
		}
	}

}
