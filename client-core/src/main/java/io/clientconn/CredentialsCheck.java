package io.clientconn;

import io.clientconn.rpc.CallCredentials;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.security.TlsMaterial;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a channel says how it is secured, and whether its calls may go over that.
 * Without state.
 */
final class CredentialsCheck {

	private static final Logger LOG = LoggerFactory.getLogger(CredentialsCheck.class);

	private CredentialsCheck() {
	}

	/**
	 * How a channel is secured.
	 * @throws IllegalStateException if it does not say so, or if secrets would be sent in
	 * plaintext
	 */
	static ChannelCredentials of(ClientConnBuilder builder) {
		ChannelCredentials channel = builder.credentials;
		if (channel == null) {
			throw new IllegalStateException("no credentials for " + builder.target
					+ ": call plaintext() to connect without encryption, or credentials()");
		}
		CallCredentials calls = builder.callCredentials;
		if (calls != null && channel.tlsMaterial() == null && calls.requiresPrivacy()) {
			throw new IllegalStateException("the call credentials for " + builder.target
					+ " require encryption, but the channel is plaintext: call credentials() instead of plaintext(),"
					+ " or allow it with CallCredentials.allowingPlaintext()");
		}
		return channel;
	}

	/**
	 * Says what a channel gives up that others have, once, when it is built.
	 */
	static void warn(String label, ChannelCredentials channel) {
		TlsMaterial tls = channel.tlsMaterial();
		if (tls != null && tls.bypassesCertificateValidation()) {
			LOG.warn("{} accepts every certificate of every server, as bypass-certificate-validation or"
					+ " TlsMaterial.bypassingCertificateValidation() says: whoever stands in between can read and"
					+ " change all that is sent", label);
		}
		if (tls != null && !tls.requiresAlpn()) {
			LOG.warn("{} does not require ALPN: what a server without it speaks is taken for HTTP/2", label);
		}
	}

}
