package io.clientconn;

import io.clientconn.rpc.CallCredentials;
import io.clientconn.security.ChannelCredentials;

/**
 * Whether a channel says how it is secured, and whether its calls may go over that. Pure
 * functions.
 */
final class CredentialsCheck {

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

}
