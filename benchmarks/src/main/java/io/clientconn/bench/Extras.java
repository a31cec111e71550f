package io.clientconn.bench;

/**
 * What a unary call has besides its message.
 */
enum Extras {

	NONE,
	/** A deadline that never passes. */
	DEADLINE,
	/** A deadline and the headers of {@link RealHeaders}. */
	HEADERS

}
