package io.clientconn.internal.http2;

import java.net.SocketAddress;
import java.util.function.UnaryOperator;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;

/**
 * Makes the sockets of connections. Immutable; any thread may call it.
 *
 * @param tcp makes those of TCP
 * @param unix makes Unix domain sockets
 * @param unixAddress turns addresses of Unix domain sockets into those that {@code unix}
 * understands, or throws
 */
public record Sockets(ChannelFactory<? extends Channel> tcp, ChannelFactory<? extends Channel> unix,
		UnaryOperator<SocketAddress> unixAddress) {

}
