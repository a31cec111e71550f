package io.clientconn.autoconfigure;

import java.util.Set;

import io.clientconn.ClientConn;

/**
 * The connections of the application by channel name. It owns them: each is made when it
 * is first asked for, at the latest when the context starts, and closed with the context,
 * so whoever gets one must not close it. Thread-safe.
 *
 * @since 0.1.0
 */
public interface ClientConns {

	/**
	 * The connection of a channel; always the same one. Nothing is dialled before the
	 * first call.
	 * @param name the name of the channel; case, dashes and underscores do not matter
	 * @return the connection
	 * @throws UnknownChannelException if there is no such channel
	 * @throws IllegalStateException if the connections are closed, because the
	 * application context is
	 */
	ClientConn get(String name);

	/**
	 * The configured channels.
	 * @return their names as configured, in alphabetical order
	 */
	Set<String> names();

}
