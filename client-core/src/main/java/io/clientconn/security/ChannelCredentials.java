package io.clientconn.security;

/**
 * How the connections of a channel are secured. Immutable.
 *
 * @since 0.1.0
 */
public final class ChannelCredentials {

	private static final ChannelCredentials PLAINTEXT = new ChannelCredentials("plaintext", "http");

	private final String name;

	private final String scheme;

	private ChannelCredentials(String name, String scheme) {
		this.name = name;
		this.scheme = scheme;
	}

	/**
	 * No security: HTTP/2 with prior knowledge over TCP.
	 * @return the credentials
	 */
	public static ChannelCredentials plaintext() {
		return PLAINTEXT;
	}

	/**
	 * The {@code :scheme} of calls.
	 * @return {@code http} or {@code https}
	 */
	public String scheme() {
		return this.scheme;
	}

	@Override
	public String toString() {
		return this.name;
	}

}
