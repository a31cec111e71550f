package io.clientconn.rpc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The custom headers or trailers of a call: an ordered list of names and values in which
 * a name may occur more than once. Immutable.
 * <p>
 * Names are lower case. A name that ends in {@code -bin} has binary values, every other
 * name has values of printable ASCII. What breaks these rules is refused when the
 * metadata is built, before any I/O.
 *
 * @since 0.1.0
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md">gRPC over
 * HTTP2, Custom-Metadata</a>
 */
public final class Metadata {

	/** Ends the name of an entry with binary values. */
	public static final String BINARY_SUFFIX = "-bin";

	/** Metadata without entries. */
	public static final Metadata EMPTY = new Metadata(new Object[0]);

	/**
	 * Name and value in turn; a value is a String, a byte array or one of them marked.
	 */
	private final Object[] entries;

	private Metadata(Object[] entries) {
		this.entries = entries;
	}

	/**
	 * Starts new metadata.
	 * @return an empty builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Metadata with one entry.
	 * @param name the name
	 * @param value the value
	 * @return the metadata
	 * @throws IllegalArgumentException if name or value are not allowed
	 */
	public static Metadata of(String name, String value) {
		return builder().add(name, value).build();
	}

	/**
	 * Whether there is no entry.
	 * @return true if empty
	 */
	public boolean isEmpty() {
		return this.entries.length == 0;
	}

	/**
	 * The number of entries.
	 * @return zero or more
	 */
	public int size() {
		return this.entries.length / 2;
	}

	/**
	 * The name of an entry.
	 * @param index the position, from 0
	 * @return the name
	 */
	public String name(int index) {
		return (String) this.entries[2 * index];
	}

	/**
	 * Whether an entry is binary.
	 * @param index the position, from 0
	 * @return true if its value is read with {@link #bytes(int)}
	 */
	public boolean isBinary(int index) {
		return plain(index) instanceof byte[];
	}

	/**
	 * The text of an entry.
	 * @param index the position, from 0
	 * @return the value; of a binary entry its base64 form
	 */
	public String value(int index) {
		Object value = plain(index);
		return (value instanceof byte[] bytes) ? Base64.getEncoder().withoutPadding().encodeToString(bytes)
				: (String) value;
	}

	/**
	 * The bytes of a binary entry.
	 * @param index the position, from 0
	 * @return a copy of the value
	 * @throws IllegalStateException if the entry is not binary
	 */
	public byte[] bytes(int index) {
		if (plain(index) instanceof byte[] bytes) {
			return bytes.clone();
		}
		throw new IllegalStateException("entry '" + name(index) + "' is text: its name does not end in -bin");
	}

	/**
	 * The first value of a text entry.
	 * @param name the name, in any case
	 * @return its value, in base64 if it is binary, or null if there is none
	 */
	public @Nullable String get(String name) {
		int at = indexOf(name.toLowerCase(Locale.ROOT), 0);
		return (at < 0) ? null : value(at);
	}

	/**
	 * Every value of a text entry.
	 * @param name the name, in any case
	 * @return the values in order, possibly none
	 */
	public List<String> getAll(String name) {
		String lower = name.toLowerCase(Locale.ROOT);
		List<String> values = new ArrayList<>();
		for (int at = indexOf(lower, 0); at >= 0; at = indexOf(lower, at + 1)) {
			values.add(value(at));
		}
		return List.copyOf(values);
	}

	/**
	 * The first value of a binary entry.
	 * @param name a name that ends in {@code -bin}
	 * @return a copy of its value, or null if there is none
	 * @throws IllegalStateException if the name is that of a text entry
	 */
	public byte @Nullable [] getBinary(String name) {
		int at = indexOf(name.toLowerCase(Locale.ROOT), 0);
		return (at < 0) ? null : bytes(at);
	}

	/**
	 * Every value of a binary entry.
	 * @param name a name that ends in {@code -bin}
	 * @return copies of the values in order, possibly none
	 * @throws IllegalStateException if the name is that of a text entry
	 */
	public List<byte[]> getAllBinary(String name) {
		String lower = name.toLowerCase(Locale.ROOT);
		List<byte[]> values = new ArrayList<>();
		for (int at = indexOf(lower, 0); at >= 0; at = indexOf(lower, at + 1)) {
			values.add(bytes(at));
		}
		return List.copyOf(values);
	}

	/**
	 * The names that occur.
	 * @return the names in order of first occurrence
	 */
	public Set<String> names() {
		Set<String> names = new LinkedHashSet<>();
		for (int i = 0; i < size(); i++) {
			names.add(name(i));
		}
		return names;
	}

	/**
	 * The entries of this metadata followed by those of another one.
	 * @param other what to append
	 * @return the joined metadata
	 */
	public Metadata and(Metadata other) {
		if (other.isEmpty()) {
			return this;
		}
		if (isEmpty()) {
			return other;
		}
		Object[] joined = Arrays.copyOf(this.entries, this.entries.length + other.entries.length);
		System.arraycopy(other.entries, 0, joined, this.entries.length, other.entries.length);
		return new Metadata(joined);
	}

	/**
	 * The same entries, marked as secrets: their values are sent in a form that neither
	 * side keeps in its compression table, nor does a proxy in between. The mark stays
	 * with an entry when metadata is joined or copied, and does not travel.
	 * @return metadata whose entries are all marked
	 * @see <a href="https://www.rfc-editor.org/rfc/rfc7541#section-7.1.3">RFC 7541
	 * section 7.1.3</a>
	 */
	public Metadata sensitive() {
		Object[] marked = this.entries.clone();
		for (int i = 1; i < marked.length; i += 2) {
			marked[i] = (marked[i] instanceof Sensitive) ? marked[i] : new Sensitive(marked[i]);
		}
		return isEmpty() ? this : new Metadata(marked);
	}

	/**
	 * Whether an entry is marked as a secret.
	 * @param index the position, from 0
	 * @return true if it is
	 */
	public boolean isSensitive(int index) {
		return this.entries[2 * index + 1] instanceof Sensitive;
	}

	private Object plain(int index) {
		Object value = this.entries[2 * index + 1];
		return (value instanceof Sensitive sensitive) ? sensitive.value() : value;
	}

	/**
	 * A builder that starts with these entries.
	 * @return a new builder
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.entries = this.entries.clone();
		builder.length = this.entries.length;
		return builder;
	}

	private int indexOf(String lowerCaseName, int from) {
		for (int i = from; i < size(); i++) {
			if (this.entries[2 * i].equals(lowerCaseName)) {
				return i;
			}
		}
		return -1;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Metadata metadata && Arrays.deepEquals(this.entries, metadata.entries);
	}

	@Override
	public int hashCode() {
		return Arrays.deepHashCode(this.entries);
	}

	/**
	 * The names only: a value may be a secret.
	 */
	@Override
	public String toString() {
		return "Metadata" + names();
	}

	/**
	 * A value that is a secret.
	 *
	 * @param value a String or a byte array
	 */
	private record Sensitive(Object value) {

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Sensitive that && Objects.deepEquals(this.value, that.value);
		}

		@Override
		public int hashCode() {
			return (this.value instanceof byte[] bytes) ? Arrays.hashCode(bytes) : this.value.hashCode();
		}

		@Override
		public String toString() {
			return "***";
		}

	}

	/**
	 * Collects entries. Not thread-safe.
	 */
	public static final class Builder {

		private Object[] entries = new Object[8];

		private int length;

		private Builder() {
		}

		/**
		 * Appends an entry.
		 * @param name the name; made lower case
		 * @param value printable ASCII, or base64 if the name ends in {@code -bin}
		 * @return this
		 * @throws IllegalArgumentException if name or value are not allowed
		 */
		public Builder add(String name, String value) {
			String key = MetadataRules.checkName(name);
			if (key.endsWith(BINARY_SUFFIX)) {
				return append(key, MetadataRules.decodeBinary(key, value));
			}
			return append(key, MetadataRules.checkValue(key, value));
		}

		/**
		 * Appends a binary entry.
		 * @param name a name that ends in {@code -bin}; made lower case
		 * @param value the bytes; copied
		 * @return this
		 * @throws IllegalArgumentException if the name is not allowed
		 */
		public Builder add(String name, byte[] value) {
			String key = MetadataRules.checkName(name);
			if (!key.endsWith(BINARY_SUFFIX)) {
				throw new IllegalArgumentException(
						"metadata '" + key + "' has bytes for a value, so its name must end in -bin");
			}
			return append(key, value.clone());
		}

		/**
		 * Appends an entry that came from the wire: the name is lower case and the value
		 * is taken as it is, as long as HTTP/2 can carry it.
		 * @param name the lower-case name
		 * @param value the value; Latin-1 without NUL, CR and LF
		 * @return this
		 * @throws IllegalArgumentException if no field may have such a name or value (RFC
		 * 9113 section 8.2.1)
		 */
		public Builder addReceived(String name, String value) {
			MetadataRules.checkReceived(name, value);
			return append(name, value);
		}

		/**
		 * Appends everything that other metadata holds.
		 * @param other the entries to append
		 * @return this
		 */
		public Builder addAll(Metadata other) {
			for (int i = 0; i < other.entries.length; i += 2) {
				append((String) other.entries[i], other.entries[i + 1]);
			}
			return this;
		}

		/**
		 * Drops all entries with a name.
		 * @param name the name, in any case
		 * @return this
		 */
		public Builder remove(String name) {
			String key = name.toLowerCase(Locale.ROOT);
			int kept = 0;
			for (int i = 0; i < this.length; i += 2) {
				if (!key.equals(this.entries[i])) {
					this.entries[kept] = this.entries[i];
					this.entries[kept + 1] = this.entries[i + 1];
					kept += 2;
				}
			}
			this.length = kept;
			return this;
		}

		/**
		 * Makes the metadata.
		 * @return immutable metadata with the entries so far
		 */
		public Metadata build() {
			return (this.length == 0) ? EMPTY : new Metadata(Arrays.copyOf(this.entries, this.length));
		}

		private Builder append(String name, Object value) {
			Objects.requireNonNull(value, "value");
			if (this.length == this.entries.length) {
				this.entries = Arrays.copyOf(this.entries, Math.max(8, this.length * 2));
			}
			this.entries[this.length++] = name;
			this.entries[this.length++] = value;
			return this;
		}

	}

}
