package io.clientconn;

/**
 * How the event loops of a {@link ClientRuntime} watch their sockets.
 *
 * @since 0.1.0
 */
public enum EventLoopTransport {

	/** Epoll where Netty's native library for it is present, else NIO. */
	AUTO,

	/** Linux's epoll, by {@code io.netty:netty-transport-native-epoll}. */
	EPOLL,

	/**
	 * Linux's io_uring, by {@code io.netty:netty-transport-native-io_uring}, where the
	 * kernel allows it. Never chosen by itself.
	 */
	IO_URING,

	/** The JDK's selectors, on every system. */
	NIO

}
