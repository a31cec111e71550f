package io.clientconn.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * The other end of every measurement: a server that does as little as it can for a call,
 * so that the client is what is measured. One event loop on a free port of the loopback
 * interface.
 */
public final class BenchServer implements AutoCloseable {

	/** SO_BINDTODEVICE of Linux: only what comes over the loopback device gets in. */
	private static final RawUnixChannelOption DEVICE = new RawUnixChannelOption("SO_BINDTODEVICE", 1, 25, 3);

	private final EventLoopGroup loop;

	private final Channel channel;

	private final Accepted accepted;

	private BenchServer(EventLoopGroup loop, Channel channel, Accepted accepted) {
		this.loop = loop;
		this.channel = channel;
		this.accepted = accepted;
	}

	/**
	 * Starts a server in this process, without TLS.
	 */
	public static BenchServer start() {
		return start(bootstrap(null), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
	}

	/**
	 * Starts a server with TLS, the JDK's.
	 */
	static BenchServer start(SslContext tls) {
		return start(bootstrap(tls), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
	}

	/**
	 * Starts a server that answers on every address of the loopback interface.
	 * @throws IllegalStateException if this system has no epoll
	 */
	static BenchServer startOnAllAddresses() {
		if (!Epoll.isAvailable()) {
			throw new IllegalStateException("a server of many endpoints needs Linux", Epoll.unavailabilityCause());
		}
		ByteBuffer loopback = ByteBuffer.allocateDirect(3);
		loopback.put("lo\0".getBytes(StandardCharsets.US_ASCII)).flip();
		return start(bootstrap(null).option(DEVICE, loopback), new InetSocketAddress(0));
	}

	private static ServerBootstrap bootstrap(@Nullable SslContext tls) {
		return new ServerBootstrap().childOption(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.SO_BACKLOG, 4096)
			.childHandler(new Accepted(tls));
	}

	private static BenchServer start(ServerBootstrap bootstrap, InetSocketAddress address) {
		boolean epoll = Epoll.isAvailable();
		EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1,
				epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
		Channel channel = bootstrap.group(loop)
			.channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
			.bind(address)
			.syncUninterruptibly()
			.channel();
		return new BenchServer(loop, channel, (Accepted) bootstrap.config().childHandler());
	}

	public int port() {
		return ((InetSocketAddress) this.channel.localAddress()).getPort();
	}

	/** How many connections are open now. */
	int connections() {
		return this.accepted.open.get();
	}

	@Override
	public void close() {
		this.channel.close().syncUninterruptibly();
		this.loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
	}

	/**
	 * Serves until its standard input ends, which it does with the process that reads
	 * what to connect with from its output. Every line asks for the number of
	 * connections.
	 * @param arguments what is special about it: {@code tls}, {@code all-addresses} or
	 * nothing
	 */
	public static void main(String[] arguments) throws IOException {
		String kind = (arguments.length == 0) ? "" : arguments[0];
		String certificate = "";
		BenchServer server;
		switch (kind) {
			case "tls" -> {
				BenchCertificate own = BenchCertificate.make();
				certificate = own.toFile().toString();
				server = start(own.forServer());
			}
			case "all-addresses" -> server = startOnAllAddresses();
			default -> server = start();
		}
		try (server) {
			System.out.println(Worker.ANSWER + new Reach(server.port(), certificate, 1).toArgument());
			BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
			while (questions.readLine() != null) {
				System.out.println(Worker.ANSWER + server.connections());
			}
		}
	}

	/**
	 * Counts connections, and gives them what they need.
	 */
	private static final class Accepted extends ChannelInitializer<SocketChannel> {

		/** A busy machine is to cost time, not connections. */
		private static final long HANDSHAKE_MILLIS = 60_000;

		private final @Nullable SslContext tls;

		private final AtomicInteger open = new AtomicInteger();

		Accepted(@Nullable SslContext tls) {
			this.tls = tls;
		}

		@Override
		protected void initChannel(SocketChannel accepted) {
			this.open.incrementAndGet();
			accepted.closeFuture().addListener((closed) -> this.open.decrementAndGet());
			if (this.tls != null) {
				SslHandler secured = this.tls.newHandler(accepted.alloc());
				secured.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
				accepted.pipeline().addLast(secured);
			}
			accepted.pipeline().addLast(new ServerConnection());
		}

	}

}
