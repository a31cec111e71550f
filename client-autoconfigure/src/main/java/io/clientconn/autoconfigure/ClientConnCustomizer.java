package io.clientconn.autoconfigure;

import io.clientconn.ClientConnBuilder;

/**
 * A bean that has a say in how connections are made: interceptors, an executor, an
 * observer. Called for each channel when its connection is made, which is at the latest
 * when the application starts, on the thread that asks for it first; if two threads ask
 * at the same time it is called for both, and one of the connections is kept. Several are
 * called in their order. The properties are applied before: to secure a channel here,
 * leave out {@code ssl} in them, as security is set once only. A channel that nobody
 * secures is plaintext. What a customizer throws stops the application, with a text that
 * names the bean and the channel.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ClientConnCustomizer {

	/**
	 * Changes a connection that is about to be made.
	 * @param channelName the name of the channel as configured
	 * @param builder the description of its connection
	 */
	void customize(String channelName, ClientConnBuilder builder);

}
