package io.clientconn.resolver;

import java.util.Collection;
import java.util.Locale;
import java.util.TreeSet;

/**
 * What a channel is to connect to, taken apart.
 *
 * @param text the target as the user wrote it
 * @param scheme the scheme, lower case
 * @param authority what stands between {@code //} and the next {@code /}, or empty
 * @param endpoint what is left, without its leading {@code /}; may be empty
 * @since 0.1.0
 */
public record Target(String text, String scheme, String authority, String endpoint) {

	/**
	 * Takes a target apart. The text before the first {@code :} is its scheme if it is a
	 * known one; otherwise the whole text belongs to the default scheme, unless
	 * {@code //} follows, which only a scheme can have.
	 * @param text the target as the user wrote it; blanks around it do not count
	 * @param knownSchemes the schemes that exist; case does not matter
	 * @param defaultScheme the scheme of a target that names none
	 * @return the parts; whether they make sense is for the scheme's
	 * {@link ResolverProvider} to say
	 * @throws IllegalArgumentException if the text is blank or its scheme is unknown
	 */
	public static Target parse(String text, Collection<String> knownSchemes, String defaultScheme) {
		String stripped = text.strip();
		if (stripped.isEmpty()) {
			throw new IllegalArgumentException(
					"the target is empty; write for example dns:///orders:9090 or static:///10.0.0.7:9090");
		}
		int colon = stripped.indexOf(':');
		String prefix = (colon < 0) ? "" : stripped.substring(0, colon).toLowerCase(Locale.ROOT);
		if (colon > 0 && knows(knownSchemes, prefix)) {
			return withScheme(stripped, prefix, stripped.substring(colon + 1));
		}
		if (stripped.startsWith("//", colon + 1)) {
			throw new IllegalArgumentException("target '" + stripped + "': unknown scheme '" + prefix + "'; known are "
					+ String.join(", ", new TreeSet<>(knownSchemes)) + "; write for example dns:///orders:9090");
		}
		return new Target(stripped, defaultScheme.toLowerCase(Locale.ROOT), "", stripped);
	}

	private static boolean knows(Collection<String> schemes, String scheme) {
		for (String known : schemes) {
			if (known.equalsIgnoreCase(scheme)) {
				return true;
			}
		}
		return false;
	}

	private static Target withScheme(String text, String scheme, String rest) {
		if (!rest.startsWith("//")) {
			return new Target(text, scheme, "", withoutSlash(rest));
		}
		int slash = rest.indexOf('/', 2);
		return (slash < 0) ? new Target(text, scheme, rest.substring(2), "")
				: new Target(text, scheme, rest.substring(2, slash), rest.substring(slash + 1));
	}

	private static String withoutSlash(String path) {
		return path.startsWith("/") ? path.substring(1) : path;
	}

	/**
	 * The whole target with its scheme.
	 * @return for example {@code dns:///orders:9090}; {@code unix:path} for a relative
	 * path, which three slashes would make absolute
	 */
	public String canonical() {
		String path = this.text.substring(this.text.indexOf(':') + 1);
		if (this.scheme.equals("unix") && !path.startsWith("/")) {
			return "unix:" + path;
		}
		return this.scheme + "://" + this.authority + "/" + this.endpoint;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
