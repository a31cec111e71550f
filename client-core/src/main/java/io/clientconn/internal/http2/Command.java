package io.clientconn.internal.http2;

/**
 * Something that other threads want of a connection. Immutable; built anywhere, applied
 * on the event loop, in the order in which it was posted. What it carries is its own
 * until then: whoever applies it takes over the references.
 */
@FunctionalInterface
interface Command {

	void applyTo(Http2Connection connection);

}
