package io.clientconn.security;

import io.clientconn.rpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong between a channel and a server as to TLS, for programs; people read the
 * description of the status. It tells where to look, and holds nothing secret.
 *
 * @since 0.1.0
 */
public enum TlsProblem {

	/** Nobody whom the channel trusts vouches for the server's certificate. */
	SERVER_NOT_TRUSTED,

	/** The server's certificate has expired, or one of those that vouch for it. */
	SERVER_CERTIFICATE_EXPIRED,

	/** The server's certificate is not valid yet. */
	SERVER_CERTIFICATE_NOT_YET_VALID,

	/** The server's certificate is for another host than the channel's authority. */
	WRONG_HOST,

	/** The server does not know the name that the channel asks for. */
	UNKNOWN_HOST,

	/** The two sides have no version of TLS in common. */
	NO_COMMON_PROTOCOL,

	/**
	 * The two sides have no cipher suite in common. Servers with TLS 1.2 may mean that
	 * the client certificate is missing: RFC 5246 has one alert for both.
	 */
	NO_COMMON_CIPHER,

	/** The server does not offer HTTP/2 by ALPN. */
	NO_HTTP2,

	/** The server answers a channel with TLS in plaintext. */
	SERVER_IN_PLAINTEXT,

	/** The server answers a channel in plaintext with TLS. */
	SERVER_IN_TLS,

	/**
	 * The server hung up on a channel in plaintext before it said anything. Servers that
	 * expect TLS do that; there may be other reasons.
	 */
	HUNG_UP_ON_PLAINTEXT,

	/** The server asks for a client certificate, and the channel has none. */
	CLIENT_CERTIFICATE_MISSING,

	/** The server does not accept the channel's client certificate. */
	CLIENT_CERTIFICATE_REFUSED;

	/** More is a circle. */
	private static final int DEEPEST = 20;

	/**
	 * The problem behind a status.
	 * @param status why a connection failed, from a call, from the state of a channel or
	 * from one of its addresses
	 * @return the problem, or null if there is none that is known
	 */
	public static @Nullable TlsProblem behind(Status status) {
		Throwable cause = status.cause();
		for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
			if (cause instanceof TlsProblemException known) {
				return known.problem();
			}
			cause = cause.getCause();
		}
		return null;
	}

}
