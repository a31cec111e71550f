package io.clientconn.rpc;

import java.util.concurrent.CompletionStage;

/**
 * Credentials that somebody lets go over plaintext. Immutable.
 *
 * @param credentials the credentials
 */
record PlaintextAllowed(CallCredentials credentials) implements CallCredentials {

	@Override
	public CompletionStage<Metadata> headers(CredentialsRequest request) {
		return this.credentials.headers(request);
	}

	@Override
	public boolean requiresPrivacy() {
		return false;
	}

	@Override
	public String toString() {
		return this.credentials + ", over plaintext too";
	}

}
