package io.clientconn.internal.wire;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import io.clientconn.rpc.Compressor;
import io.clientconn.rpc.Decompressor;
import org.jspecify.annotations.Nullable;

/**
 * How the messages of one channel may be compressed: what requests may ask for, and what
 * responses may come in.
 * <p>
 * Immutable. It never compresses anything itself.
 */
public final class Encodings {

	/** What leaves messages as they are. */
	public static final String IDENTITY = "identity";

	private static final Encodings GZIP_ONLY = collect(List.of(), List.of(), null);

	private final Map<String, Compressor> compressors;

	private final Function<String, @Nullable Compressor> more;

	private final Map<String, Decompressor> accepted;

	/** What the server is not told of. */
	private final Function<String, @Nullable Decompressor> moreAccepted;

	private final @Nullable String acceptHeader;

	private Encodings(Map<String, Compressor> compressors, Function<String, @Nullable Compressor> more,
			Map<String, Decompressor> accepted, Function<String, @Nullable Decompressor> moreAccepted) {
		this.compressors = compressors;
		this.more = more;
		this.accepted = accepted;
		this.moreAccepted = moreAccepted;
		this.acceptHeader = accepted.isEmpty() ? null : String.join(",", accepted.keySet());
	}

	/**
	 * Collects what there is besides gzip.
	 * @param compressors for requests; one of the same name takes the place of the one
	 * before and of the built-in one
	 * @param decompressors for responses; likewise
	 * @param accept the encodings that responses may have, in the order in which the
	 * server is told, or null for all
	 * @return the encodings
	 * @throws IllegalArgumentException if a name is no name, or one to accept has no
	 * decompressor
	 */
	public static Encodings of(List<Compressor> compressors, List<Decompressor> decompressors,
			@Nullable Collection<String> accept) {
		// Most channels add nothing and share one.
		return (compressors.isEmpty() && decompressors.isEmpty() && accept == null) ? GZIP_ONLY
				: collect(compressors, decompressors, accept);
	}

	private static Encodings collect(List<Compressor> compressors, List<Decompressor> decompressors,
			@Nullable Collection<String> accept) {
		GzipEncoding gzip = new GzipEncoding();
		Map<String, Compressor> forRequests = new LinkedHashMap<>(Map.of(gzip.encoding(), gzip));
		for (Compressor compressor : compressors) {
			forRequests.put(checked(compressor.encoding(), compressor), compressor);
		}
		Map<String, Decompressor> forResponses = new LinkedHashMap<>(Map.of(gzip.encoding(), gzip));
		for (Decompressor decompressor : decompressors) {
			forResponses.put(checked(decompressor.encoding(), decompressor), decompressor);
		}
		return new Encodings(forRequests, none(), (accept != null) ? only(accept, forResponses) : forResponses, none());
	}

	/**
	 * The same, with somebody to ask for what is not here.
	 * @param others answers with a compressor, or null
	 * @param unannounced answers with a decompressor that the server is not told of, or
	 * null
	 */
	public Encodings asking(Function<String, @Nullable Compressor> others,
			Function<String, @Nullable Decompressor> unannounced) {
		return new Encodings(this.compressors, others, this.accepted, unannounced);
	}

	/**
	 * What compresses requests of an encoding.
	 * @return the compressor, or null if there is none
	 */
	public @Nullable Compressor compressor(String encoding) {
		Compressor own = this.compressors.get(encoding);
		return (own != null || encoding.equals(IDENTITY)) ? own : this.more.apply(encoding);
	}

	/**
	 * What reads responses of an encoding.
	 * @return the decompressor, or null if the server must not use the encoding
	 */
	public @Nullable Decompressor decompressor(String encoding) {
		Decompressor announced = this.accepted.get(encoding);
		return (announced != null || encoding.equals(IDENTITY)) ? announced : this.moreAccepted.apply(encoding);
	}

	/**
	 * The {@code grpc-accept-encoding} of every call.
	 * @return its text, or null if there is nothing to say
	 */
	public @Nullable String acceptHeader() {
		return this.acceptHeader;
	}

	/**
	 * What a request may ask for, for texts.
	 * @return names in alphabetic order, {@link #IDENTITY} included
	 */
	public Set<String> requestNames() {
		return withIdentity(this.compressors.keySet());
	}

	/**
	 * What a response may have, for texts.
	 * @return names in alphabetic order, {@link #IDENTITY} included
	 */
	public Set<String> responseNames() {
		return withIdentity(this.accepted.keySet());
	}

	private static Set<String> withIdentity(Set<String> names) {
		Set<String> all = new TreeSet<>(names);
		all.add(IDENTITY);
		return all;
	}

	private static Map<String, Decompressor> only(Collection<String> accept, Map<String, Decompressor> known) {
		Map<String, Decompressor> accepted = new LinkedHashMap<>();
		for (String name : accept) {
			if (name.equals(IDENTITY)) {
				continue; // every client reads what is not compressed
			}
			Decompressor decompressor = known.get(name);
			if (decompressor == null) {
				throw new IllegalArgumentException(
						"there is no decompressor for '" + name + "'; known are " + withIdentity(known.keySet()));
			}
			accepted.put(name, decompressor);
		}
		return accepted;
	}

	private static String checked(String name, Object of) {
		boolean plain = !name.isEmpty() && name.chars()
			.allMatch((c) -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.');
		if (!plain || name.equals(IDENTITY)) {
			throw new IllegalArgumentException("'" + name + "' of " + of.getClass().getName()
					+ " cannot be the name of an encoding: use lower-case letters, digits, dashes and dots, and not '"
					+ IDENTITY + "'");
		}
		return name;
	}

	/**
	 * Knows no encoding.
	 */
	public static <T> Function<String, @Nullable T> none() {
		return (name) -> null;
	}

	@Override
	public String toString() {
		return "Encodings[requests=" + requestNames() + ", responses=" + responseNames() + "]";
	}

}
