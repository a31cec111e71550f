package io.clientconn.security;

import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How the connections of a channel are secured. Immutable.
 *
 * @since 0.1.0
 */
public final class ChannelCredentials {

	private static final ChannelCredentials PLAINTEXT = new ChannelCredentials(null, Map.of());

	private final @Nullable TlsMaterial tls;

	private final Map<TlsProblem, String> advice;

	private ChannelCredentials(@Nullable TlsMaterial tls, Map<TlsProblem, String> advice) {
		this.tls = tls;
		this.advice = advice;
	}

	/**
	 * No security: HTTP/2 with prior knowledge over TCP.
	 * @return the credentials
	 */
	public static ChannelCredentials plaintext() {
		return PLAINTEXT;
	}

	/**
	 * TLS to servers that the trust store of the JVM trusts, without a client
	 * certificate.
	 * @return the credentials
	 */
	public static ChannelCredentials tls() {
		return tls(TlsMaterial.jvmTrust());
	}

	/**
	 * TLS 1.3 or 1.2 with trust and key material given in code. Servers have to offer
	 * HTTP/2 by ALPN, and their certificates have to be valid for the host of the
	 * channel's authority.
	 * @param material whom to trust, and who we are
	 * @return the credentials
	 */
	public static ChannelCredentials tls(TlsMaterial material) {
		return new ChannelCredentials(Objects.requireNonNull(material, "material"), Map.of());
	}

	/**
	 * The same credentials with advice for people: what to look at where the application
	 * is configured. It stands at the end of the description when a connection fails for
	 * one of these reasons, also in the status of calls.
	 * @param sentences what to do about some problems; not secret
	 * @return the credentials
	 */
	public ChannelCredentials withAdvice(Map<TlsProblem, String> sentences) {
		return new ChannelCredentials(this.tls, Map.copyOf(sentences));
	}

	/**
	 * The {@code :scheme} of calls.
	 * @return {@code http} or {@code https}
	 */
	public String scheme() {
		return (this.tls != null) ? "https" : "http";
	}

	/**
	 * The material of TLS.
	 * @return the material, or null without TLS
	 */
	public @Nullable TlsMaterial tlsMaterial() {
		return this.tls;
	}

	/**
	 * What to do about problems.
	 * @return advice, empty unless some was given
	 */
	public Map<TlsProblem, String> advice() {
		return this.advice;
	}

	@Override
	public String toString() {
		return (this.tls != null) ? "TLS, " + this.tls : "plaintext";
	}

}
