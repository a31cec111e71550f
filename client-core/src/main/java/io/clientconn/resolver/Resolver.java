package io.clientconn.resolver;

import io.clientconn.concurrent.OnSerializer;

/**
 * Watches one name and tells its {@link ResolverHost} what it stands for. Every method is
 * called in the channel's serializer and must not block: look-ups run on
 * {@link ResolverHost#offload()}.
 *
 * @since 0.1.0
 */
@OnSerializer
public interface Resolver {

	/**
	 * Starts watching. Called once, before anything else.
	 */
	void start();

	/**
	 * Asks for a fresh look, for example because a connection was lost. A hint: it may be
	 * ignored or held back.
	 */
	void resolveNow();

	/**
	 * Stops watching. No update is taken afterwards.
	 */
	void close();

}
