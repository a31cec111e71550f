package io.clientconn.autoconfigure;

import java.util.EnumMap;
import java.util.Map;

import io.clientconn.security.TlsProblem;

/**
 * Which properties to look at when TLS with a server fails. Immutable.
 *
 * @param channel the name of the channel
 */
record TlsAdvice(String channel) {

	/**
	 * What to look at, for every problem.
	 */
	Map<TlsProblem, String> sentences() {
		Map<TlsProblem, String> sentences = new EnumMap<>(TlsProblem.class);
		for (TlsProblem problem : TlsProblem.values()) {
			sentences.put(problem, about(problem));
		}
		return sentences;
	}

	private String about(TlsProblem problem) {
		return switch (problem) {
			case SERVER_NOT_TRUSTED -> bundle("the trust store");
			case SERVER_CERTIFICATE_EXPIRED ->
				"have the server's certificate renewed, or see whether " + property("target") + " is the right server";
			case SERVER_CERTIFICATE_NOT_YET_VALID ->
				"compare the clocks, or see whether " + property("target") + " is the right server";
			case WRONG_HOST, UNKNOWN_HOST ->
				"see " + property("authority") + ": it has to be a name that the server has a certificate for";
			case NO_COMMON_PROTOCOL -> bundle("'options.enabled-protocols'");
			case NO_COMMON_CIPHER -> bundle("'options.ciphers', and whether it has a client certificate");
			case NO_HTTP2 -> "see whether " + property("target")
					+ " is a gRPC server, without a proxy that speaks HTTP/1 only; for one that cannot do ALPN, see "
					+ property("ssl.alpn-required");
			case SERVER_IN_PLAINTEXT ->
				"see " + property("ssl.enabled") + " and " + property("ssl.bundle") + ": the server expects no TLS";
			case SERVER_IN_TLS, HUNG_UP_ON_PLAINTEXT ->
				"see whether the server expects TLS: " + property("ssl.bundle") + " or " + property("ssl.enabled");
			case CLIENT_CERTIFICATE_MISSING -> bundle("the key store, which is missing");
			case CLIENT_CERTIFICATE_REFUSED -> bundle("the key store");
		};
	}

	private String bundle(String what) {
		return "see the bundle of " + property("ssl.bundle") + ": " + what;
	}

	private String property(String key) {
		return "'grpc.client.channel." + this.channel + "." + key + "'";
	}

}
