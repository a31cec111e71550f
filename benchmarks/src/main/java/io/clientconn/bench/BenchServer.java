package io.clientconn.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

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

/**
 * The other end of every measurement: a server that does as little as it can for a call,
 * so that the client is what is measured. One event loop on a free port of the loopback
 * interface, without TLS.
 */
public final class BenchServer implements AutoCloseable {

	private final EventLoopGroup loop;

	private final Channel channel;

	private BenchServer(EventLoopGroup loop, Channel channel) {
		this.loop = loop;
		this.channel = channel;
	}

	/**
	 * Starts a server in this process.
	 */
	public static BenchServer start() {
		boolean epoll = Epoll.isAvailable();
		EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1,
				epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
		Channel channel = new ServerBootstrap().group(loop)
			.channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new ChannelInitializer<SocketChannel>() {

				@Override
				protected void initChannel(SocketChannel accepted) {
					accepted.pipeline().addLast(new ServerConnection());
				}

			})
			.bind(InetAddress.getLoopbackAddress(), 0)
			.syncUninterruptibly()
			.channel();
		return new BenchServer(loop, channel);
	}

	public int port() {
		return ((InetSocketAddress) this.channel.localAddress()).getPort();
	}

	@Override
	public void close() {
		this.channel.close().syncUninterruptibly();
		this.loop.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
	}

	/**
	 * Serves until its standard input ends, which it does with the process that reads the
	 * port from its output.
	 */
	public static void main(String[] arguments) throws IOException {
		try (BenchServer server = start()) {
			System.out.println(Worker.ANSWER + server.port());
			System.in.read();
		}
	}

}
