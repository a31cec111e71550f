package io.clientconn.rpc;

/**
 * How well a connection protects what is sent on it.
 *
 * @since 0.1.0
 */
public enum SecurityLevel {

	/** Not at all: plaintext. */
	NONE,
	/** Nobody else can read or change it, as with TLS. */
	PRIVACY_AND_INTEGRITY

}
