package io.clientconn.stub;

import io.clientconn.rpc.Channel;

/**
 * Makes the client of one service over any channel. Generated beside each client
 * interface, with a public constructor without parameters, and named by its
 * {@link GeneratedClient} annotation. Stateless and thread-safe.
 *
 * @param <T> the client interface
 * @since 0.1.0
 */
@FunctionalInterface
public interface ClientFactory<T> {

	/**
	 * Makes a client. No call is started.
	 * @param channel where its calls go
	 * @return an immutable, thread-safe client
	 */
	T create(Channel channel);

}
