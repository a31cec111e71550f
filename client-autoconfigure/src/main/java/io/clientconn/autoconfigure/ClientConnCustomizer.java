package io.clientconn.autoconfigure;

import io.clientconn.ClientConnBuilder;

/**
 * A bean that has a say in how connections are made: interceptors, an executor, an
 * observer. Called once for each channel, after the properties are applied and at the
 * latest when the application starts; several are called in their order. What one throws
 * stops the application, with a text that names the bean and the channel.
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
