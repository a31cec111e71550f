package io.clientconn.autoconfigure;

import java.time.Duration;

/**
 * Gets tokens from a token server. Thread-safe; it may block.
 */
interface TokenSource {

	/**
	 * Asks for a token.
	 * @return a new token
	 * @throws io.clientconn.rpc.StatusException if there is none, in words that hold no
	 * secret
	 */
	Token fetch();

	/**
	 * A token.
	 *
	 * @param value the token itself
	 * @param lifetime how long it counts from when it was asked for
	 */
	record Token(String value, Duration lifetime) {

		/** Never the token. */
		@Override
		public String toString() {
			return "Token[lifetime=" + this.lifetime + "]";
		}

	}

}
