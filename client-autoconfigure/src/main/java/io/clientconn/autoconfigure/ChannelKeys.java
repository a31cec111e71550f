package io.clientconn.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.springframework.boot.context.properties.bind.Name;

/**
 * The keys of a channel, read from the records that they bind to. Stateless.
 */
final class ChannelKeys {

	private ChannelKeys() {
	}

	/**
	 * All keys; headers are stood for by {@code metadata.x-tenant}.
	 */
	static List<String> all() {
		List<String> keys = new ArrayList<>();
		collect(ChannelProperties.class, "", keys);
		return keys;
	}

	private static void collect(Class<?> group, String prefix, List<String> keys) {
		RecordComponent[] components = group.getRecordComponents();
		for (int i = 0; i < components.length; i++) {
			Name name = group.getDeclaredConstructors()[0].getParameters()[i].getAnnotation(Name.class);
			String key = prefix + ((name != null) ? name.value() : dashed(components[i].getName()));
			if (components[i].getType().isRecord()) {
				collect(components[i].getType(), key + ".", keys);
			}
			else {
				keys.add(key.equals("metadata") ? "metadata.x-tenant" : key);
			}
		}
	}

	private static String dashed(String name) {
		return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
	}

}
