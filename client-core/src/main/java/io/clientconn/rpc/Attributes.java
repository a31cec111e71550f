package io.clientconn.rpc;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Values under typed keys, carried by addresses, endpoints and call options. Immutable;
 * keys are compared by identity, values by {@code equals}.
 *
 * @since 0.1.0
 */
public final class Attributes {

	/** No attributes. */
	public static final Attributes EMPTY = new Attributes(Map.of());

	private final Map<Key<?>, Object> values;

	private Attributes(Map<Key<?>, Object> values) {
		this.values = values;
	}

	/**
	 * The value under a key.
	 * @param <T> the type of the value
	 * @param key the key
	 * @return the value, or null if there is none
	 */
	@SuppressWarnings("unchecked") // with() ties the value to the type of its key
	public <T> @Nullable T get(Key<T> key) {
		return (T) this.values.get(key);
	}

	/**
	 * These attributes with one more value.
	 * @param <T> the type of the value
	 * @param key the key
	 * @param value the value; replaces an earlier one
	 * @return the new attributes
	 */
	public <T> Attributes with(Key<T> key, T value) {
		Map<Key<?>, Object> copy = new HashMap<>(this.values);
		copy.put(key, value);
		return new Attributes(Collections.unmodifiableMap(copy));
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Attributes attributes && this.values.equals(attributes.values);
	}

	@Override
	public int hashCode() {
		return this.values.hashCode();
	}

	@Override
	public String toString() {
		return this.values.keySet().toString();
	}

	/**
	 * Names a value. Two keys are never equal, whatever their names.
	 *
	 * @param <T> the type of the value
	 */
	// T is a phantom: it ties a value's type to its key at compile time.
	@SuppressWarnings("UnusedTypeParameter")
	public static final class Key<T> {

		private final String name;

		private Key(String name) {
			this.name = name;
		}

		/**
		 * Makes a key.
		 * @param <T> the type of the value
		 * @param name a name for logs
		 * @return a new key
		 */
		public static <T> Key<T> of(String name) {
			return new Key<>(name);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
