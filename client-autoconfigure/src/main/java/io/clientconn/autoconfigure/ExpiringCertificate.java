package io.clientconn.autoconfigure;

import java.time.Instant;

/**
 * A certificate of a channel's SSL bundle that has expired or soon will.
 *
 * @param purpose what the channel has it for: {@code client certificate} or
 * {@code trusted certificate}
 * @param subject whom it is for
 * @param notAfter when it expires
 * @param expired whether that is past
 * @since 0.1.0
 */
public record ExpiringCertificate(String purpose, String subject, Instant notAfter, boolean expired) {

	/**
	 * What is to say about it, for the middle of a sentence.
	 * @return for example
	 * {@code the client certificate CN=shop expires on 2026-11-30T00:00:00Z}
	 */
	public String text() {
		return "the " + this.purpose + " " + this.subject + (this.expired ? " has expired on " : " expires on ")
				+ this.notAfter;
	}

}
