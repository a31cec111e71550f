package io.clientconn.testing;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A network between a client and one server that can be made bad at any moment: slow,
 * narrow, silent, or cut. Bytes are never lost or changed, as TCP would have it. One loop
 * owns all connections; the mode may be set from any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails here shows as a closed
												// connection
public final class FaultProxy implements AutoCloseable {

	private static final int HELD_LIMIT = 1 << 20;

	/** What a narrow network takes at a time. */
	private static final int NARROW_BYTES = 16 * 1024;

	private static final long NARROW_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

	private static final long SILENT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final Set<Channel> open = ConcurrentHashMap.newKeySet();

	/** Those that may hold bytes. */
	private final Set<Relay> relays = ConcurrentHashMap.newKeySet();

	private final int target;

	private final Channel listening;

	private volatile Mode mode = Mode.GOOD;

	/**
	 * Starts on a free port of the loopback interface.
	 * @param target port of the server
	 */
	public FaultProxy(int target) {
		this.target = target;
		this.listening = new ServerBootstrap().group(this.loop)
			.channel(NioServerSocketChannel.class)
			.childOption(ChannelOption.AUTO_READ, false)
			.childHandler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel client) {
					accept(client);
				}

			})
			.bind(InetAddress.getLoopbackAddress(), 0)
			.syncUninterruptibly()
			.channel();
	}

	public String address() {
		return "127.0.0.1:" + ((java.net.InetSocketAddress) this.listening.localAddress()).getPort();
	}

	public void mode(Mode mode) {
		this.mode = mode;
	}

	/**
	 * Ends every connection with a TCP reset.
	 */
	public void reset() {
		this.open.forEach(FaultProxy::reset);
	}

	/** On its loop, for a socket that is closed already has no options. */
	private static void reset(Channel channel) {
		channel.eventLoop().execute(() -> {
			if (channel.isOpen()) {
				channel.config().setOption(ChannelOption.SO_LINGER, 0);
				channel.close();
			}
		});
	}

	private void accept(Channel client) {
		Relay fromClient = new Relay();
		Relay fromServer = new Relay();
		client.pipeline().addLast(fromClient);
		this.open.add(client);
		client.closeFuture().addListener((closed) -> this.open.remove(client));
		ChannelFuture connecting = new Bootstrap().group(client.eventLoop())
			.channel(NioSocketChannel.class)
			.option(ChannelOption.AUTO_READ, false)
			.handler(fromServer)
			.connect(InetAddress.getLoopbackAddress(), this.target);
		Channel server = connecting.channel();
		this.open.add(server);
		server.closeFuture().addListener((closed) -> this.open.remove(server));
		fromServer.to = client;
		connecting.addListener((ChannelFutureListener) (connected) -> {
			if (!connected.isSuccess()) {
				reset(client);
				return;
			}
			fromClient.to = server;
			client.config().setAutoRead(true);
			server.config().setAutoRead(true);
		});
	}

	@Override
	public void close() {
		this.listening.close().syncUninterruptibly();
		reset();
		this.loop.submit(() -> this.relays.forEach(Relay::drop)).syncUninterruptibly();
		this.loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
	}

	/**
	 * What the network is like.
	 */
	public enum Mode {

		/** Bytes pass at once. */
		GOOD,

		/** Every piece comes 30 ms late. */
		SLOW,

		/** 16 KiB pass in 50 ms. */
		NARROW,

		/** Nothing passes until the mode changes. */
		SILENT

	}

	/**
	 * One direction of a connection.
	 */
	private final class Relay extends ChannelInboundHandlerAdapter {

		private final Deque<ByteBuf> held = new ArrayDeque<>();

		private @Nullable Channel to;

		private long heldBytes;

		private boolean due;

		private boolean ended;

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			ByteBuf bytes = (ByteBuf) message;
			FaultProxy.this.relays.add(this);
			this.heldBytes += bytes.readableBytes();
			this.held.add(bytes);
			if (this.heldBytes > HELD_LIMIT) {
				context.channel().config().setAutoRead(false);
			}
			schedule(context.channel());
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			this.ended = true;
			schedule(context.channel());
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			reset(context.channel());
		}

		private void schedule(Channel from) {
			if (this.due) {
				return;
			}
			this.due = true;
			long nanos = switch (FaultProxy.this.mode) {
				case GOOD -> 0;
				case SLOW -> SLOW_NANOS;
				case NARROW -> NARROW_NANOS;
				case SILENT -> SILENT_NANOS;
			};
			if (nanos == 0) {
				pass(from);
			}
			else if (!from.eventLoop().isShuttingDown()) {
				from.eventLoop().schedule(() -> pass(from), nanos, TimeUnit.NANOSECONDS);
			}
		}

		private void pass(Channel from) {
			this.due = false;
			Channel to = this.to;
			Mode now = FaultProxy.this.mode;
			if (to == null || !to.isActive()) {
				drop();
				from.close();
				return;
			}
			if (now == Mode.SILENT) {
				if (from.isActive()) {
					schedule(from);
				}
				else {
					drop();
					to.close();
				}
				return;
			}
			long room = (now == Mode.NARROW) ? NARROW_BYTES : Long.MAX_VALUE;
			while (room > 0 && !this.held.isEmpty()) {
				ByteBuf first = this.held.peek();
				int length = (int) Math.min(room, first.readableBytes());
				room -= length;
				this.heldBytes -= length;
				if (length == first.readableBytes()) {
					to.write(this.held.remove());
				}
				else {
					to.write(first.readRetainedSlice(length));
				}
			}
			to.flush();
			if (!this.held.isEmpty()) {
				schedule(from);
			}
			else if (this.ended) {
				FaultProxy.this.relays.remove(this);
				to.close();
			}
			else if (this.heldBytes <= HELD_LIMIT) {
				from.config().setAutoRead(true);
			}
		}

		private void drop() {
			FaultProxy.this.relays.remove(this);
			this.held.forEach(ByteBuf::release);
			this.held.clear();
			this.heldBytes = 0;
		}

	}

}
