package io.clientconn;

import java.util.function.IntFunction;

import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * How sockets are made and watched: by Linux's epoll where Netty's classes and native
 * library for it are present, else by the JDK's NIO.
 *
 * @param name for logs
 * @param io watches the sockets of an event loop
 * @param sockets makes sockets that the kernel gives up when sent data is not
 * acknowledged for so many milliseconds, 0 for its own limit; NIO knows no such limit
 */
record SocketTransport(String name, IoHandlerFactory io, IntFunction<ChannelFactory<? extends SocketChannel>> sockets) {

	static SocketTransport nio() {
		return new SocketTransport("nio", NioIoHandler.newFactory(), (userTimeoutMillis) -> NioSocketChannel::new);
	}

	static SocketTransport best() {
		try {
			return EpollOnly.isAvailable() ? EpollOnly.make() : nio();
		}
		catch (LinkageError ex) {
			// Netty's epoll module is optional and not on the class path.
			return nio();
		}
	}

	/**
	 * Everything that needs epoll's classes, so that nothing else does.
	 */
	private static final class EpollOnly {

		private EpollOnly() {
		}

		static boolean isAvailable() {
			return Epoll.isAvailable();
		}

		static SocketTransport make() {
			return new SocketTransport("epoll", EpollIoHandler.newFactory(),
					(userTimeoutMillis) -> (userTimeoutMillis == 0) ? EpollSocketChannel::new
							: () -> withUserTimeout(new EpollSocketChannel(), userTimeoutMillis));
		}

		private static SocketChannel withUserTimeout(EpollSocketChannel socket, int millis) {
			socket.config().setTcpUserTimeout(millis);
			return socket;
		}

	}

}
