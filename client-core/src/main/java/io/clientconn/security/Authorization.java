package io.clientconn.security;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import io.clientconn.rpc.Metadata;

/**
 * Makes the {@code authorization} header (RFC 9110 section 11.6.2). Pure functions, whose
 * errors never repeat what they were given.
 */
final class Authorization {

	private static final String NAME = "authorization";

	private Authorization() {
	}

	/**
	 * A bearer token (RFC 6750 section 2.1).
	 * @throws IllegalArgumentException if it is empty or cannot stand in a header
	 */
	static Metadata bearer(String token) {
		if (token.isEmpty()) {
			throw new IllegalArgumentException("the bearer token is empty");
		}
		for (int i = 0; i < token.length(); i++) {
			if (token.charAt(i) <= 0x20 || token.charAt(i) >= 0x7f) {
				throw new IllegalArgumentException("the bearer token has a character at position " + i
						+ " that is not printable ASCII or is a space");
			}
		}
		return Metadata.of(NAME, "Bearer " + token);
	}

	/**
	 * A user and a password (RFC 7617).
	 * @throws IllegalArgumentException if they cannot be told apart again
	 */
	static Metadata basic(String user, String password) {
		if (user.indexOf(':') >= 0) {
			throw new IllegalArgumentException("the user name has a colon, which basic authentication cannot send");
		}
		if ((user + password).chars().anyMatch(Character::isISOControl)) {
			throw new IllegalArgumentException("user name or password have a control character");
		}
		byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
		return Metadata.of(NAME, "Basic " + Base64.getEncoder().encodeToString(pair));
	}

}
