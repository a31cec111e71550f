package io.clientconn;

import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.function.IntFunction;
import java.util.function.Supplier;

import io.clientconn.internal.http2.Sockets;
import io.clientconn.resolver.AbstractSocketAddress;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;

/**
 * How sockets are made and watched: by Linux's epoll where Netty's classes and native
 * library for it are present, else by the JDK's NIO; by io_uring for those who ask.
 *
 * @param name for logs
 * @param io watches the sockets of an event loop
 * @param sockets makes sockets that the kernel gives up when sent data is not
 * acknowledged for so many milliseconds, 0 for its own limit; NIO knows no such limit
 */
record SocketTransport(String name, IoHandlerFactory io, IntFunction<Sockets> sockets) {

	/**
	 * The transport of a kind.
	 * @throws IllegalStateException if it was asked for by name and is not there
	 */
	static SocketTransport of(EventLoopTransport kind) {
		return switch (kind) {
			case AUTO -> best();
			case EPOLL -> named("epoll", EpollOnly::existing);
			case IO_URING -> named("io_uring", UringOnly::existing);
			case NIO -> nio();
		};
	}

	/**
	 * A transport whose library has to be there.
	 * @param transport makes it, or says by an error what is missing
	 */
	static SocketTransport named(String name, Supplier<SocketTransport> transport) {
		try {
			return transport.get();
		}
		catch (LinkageError ex) {
			String library = "io.netty:netty-transport-native-" + name + " with the classifier of this system";
			throw new IllegalStateException("event loops cannot use " + name + " here: "
					+ ((ex instanceof UnsatisfiedLinkError)
							? ex.getMessage() + "; add " + library + ", or use another transport on this system"
							: "Netty's classes for it are missing; add " + library),
					ex);
		}
	}

	static SocketTransport nio() {
		Sockets sockets = new Sockets(NioSocketChannel::new, NioDomainSocketChannel::new, SocketTransport::withPath);
		return new SocketTransport("nio", NioIoHandler.newFactory(), (userTimeoutMillis) -> sockets);
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

	private static SocketAddress withPath(SocketAddress address) {
		if (address instanceof AbstractSocketAddress) {
			throw new UnsupportedOperationException("sockets of the abstract namespace need Linux with Netty's epoll "
					+ "transport (netty-transport-native-epoll) on the class path");
		}
		return address;
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

		static SocketTransport existing() {
			Epoll.ensureAvailability();
			return make();
		}

		/*
		 * A reference to the constructor would load the classes of Unix domain sockets in
		 * every process.
		 */
		static SocketTransport make() {
			return new SocketTransport("epoll", EpollIoHandler.newFactory(),
					(userTimeoutMillis) -> new Sockets(tcp(userTimeoutMillis), () -> new EpollDomainSocketChannel(),
							(address) -> UnixAddresses.of(address)));
		}

		private static ChannelFactory<SocketChannel> tcp(int userTimeoutMillis) {
			return (userTimeoutMillis == 0) ? EpollSocketChannel::new
					: () -> withUserTimeout(new EpollSocketChannel(), userTimeoutMillis);
		}

		private static SocketChannel withUserTimeout(EpollSocketChannel socket, int millis) {
			socket.config().setTcpUserTimeout(millis);
			return socket;
		}

	}

	/**
	 * Everything that needs the classes of io_uring.
	 */
	private static final class UringOnly {

		private UringOnly() {
		}

		static SocketTransport existing() {
			IoUring.ensureAvailability();
			return new SocketTransport("io_uring", IoUringIoHandler.newFactory(),
					(userTimeoutMillis) -> new Sockets(tcp(userTimeoutMillis), IoUringDomainSocketChannel::new,
							UnixAddresses::of));
		}

		private static ChannelFactory<SocketChannel> tcp(int userTimeoutMillis) {
			return (userTimeoutMillis == 0) ? IoUringSocketChannel::new
					: () -> withUserTimeout(new IoUringSocketChannel(), userTimeoutMillis);
		}

		private static SocketChannel withUserTimeout(IoUringSocketChannel socket, int millis) {
			socket.config().setOption(IoUringChannelOption.TCP_USER_TIMEOUT, millis);
			return socket;
		}

	}

	/**
	 * Addresses of Unix domain sockets for both native transports.
	 */
	private static final class UnixAddresses {

		private UnixAddresses() {
		}

		static SocketAddress of(SocketAddress address) {
			if (address instanceof UnixDomainSocketAddress unix) {
				return new DomainSocketAddress(unix.getPath().toString());
			}
			return (address instanceof AbstractSocketAddress named) ? new DomainSocketAddress("\0" + named.name())
					: address;
		}

	}

}
