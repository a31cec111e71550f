package io.clientconn.security;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.CredentialsRequest;
import io.clientconn.rpc.Metadata;

/**
 * Call credentials that are a user and a password: the header
 * {@code authorization: Basic ..}. They require an encrypted connection. Immutable; never
 * shows the password.
 *
 * @since 0.1.0
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7617">RFC 7617</a>
 */
public final class BasicCredentials implements CallCredentials {

	private final String user;

	private final Metadata header;

	private BasicCredentials(String user, Metadata header) {
		this.user = user;
		this.header = header;
	}

	/**
	 * A user and a password.
	 * @param user the name, without a colon
	 * @param password the password; both are sent in UTF-8
	 * @return the credentials
	 * @throws IllegalArgumentException if the name has a colon, or either has a control
	 * character
	 */
	public static CallCredentials of(String user, String password) {
		return new BasicCredentials(user, Authorization.basic(user, password));
	}

	@Override
	public CompletionStage<Metadata> headers(CredentialsRequest request) {
		return CompletableFuture.completedFuture(this.header);
	}

	@Override
	public String toString() {
		return "basic authentication as '" + this.user + "'";
	}

}
