package io.clientconn.resolver;

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
	 * The whole target with its scheme.
	 * @return for example {@code dns:///orders:9090}
	 */
	public String canonical() {
		return this.scheme + "://" + this.authority + "/" + this.endpoint;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
