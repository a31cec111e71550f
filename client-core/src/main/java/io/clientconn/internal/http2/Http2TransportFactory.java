package io.clientconn.internal.http2;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.Executor;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.internal.wire.RequestHeaders;
import io.clientconn.resolver.Address;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.security.TlsMaterial;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.ConnectRequest;
import io.clientconn.transport.TransportFactory;
import io.clientconn.transport.TransportListener;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import org.jspecify.annotations.Nullable;

/**
 * Makes HTTP/2 connections over TCP, directly or through a proxy, and over Unix domain
 * sockets.
 * <p>
 * Any thread may call it. What connections are secured with crosses threads in one
 * reference; those that exist keep what they have. Each connection gets one event loop of
 * the group and stays there. It never resolves names: an address has to come resolved.
 */
@AnyThread
public final class Http2TransportFactory implements TransportFactory {

	private static final int FIRST_STREAM_ID = 1;

	/** Enough for the socket to stay busy between two passes. */
	private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

	private final EventLoopGroup group;

	private final Sockets sockets;

	private final ProxyRules proxies;

	private final ByteBufAllocator allocator;

	private final Scheduler scheduler;

	private final Executor offload;

	private volatile Secured secured;

	private final String userAgent;

	private final TransportSettings settings;

	private final KeepalivePace keepalive;

	/**
	 * Creates a factory.
	 * @param group the event loops
	 * @param sockets makes the group's kind of sockets
	 * @param proxies which addresses are reached through a proxy
	 * @param allocator where buffers come from
	 * @param scheduler the clock
	 * @param offload where names are looked up that no resolver looked up
	 * @param credentials how connections are secured
	 * @param userAgent the {@code user-agent} of every call
	 * @param settings what servers are told
	 * @throws IllegalArgumentException if the material of the credentials cannot be used
	 */
	public Http2TransportFactory(EventLoopGroup group, Sockets sockets, ProxyRules proxies, ByteBufAllocator allocator,
			Scheduler scheduler, Executor offload, ChannelCredentials credentials, String userAgent,
			TransportSettings settings) {
		this.group = group;
		this.sockets = sockets;
		this.proxies = proxies;
		this.allocator = allocator;
		this.scheduler = scheduler;
		this.offload = offload;
		this.secured = Secured.by(credentials);
		this.userAgent = userAgent;
		this.settings = settings;
		this.keepalive = new KeepalivePace(settings.keepalive());
	}

	/**
	 * How connections are secured from now on.
	 */
	public ChannelCredentials credentials() {
		return this.secured.credentials();
	}

	/**
	 * Secures connections to come with other material.
	 * @throws IllegalArgumentException if the material cannot be used, or if TLS would
	 * begin or end with it; nothing has changed then
	 */
	public void renew(ChannelCredentials credentials) {
		Secured next = Secured.by(credentials);
		if ((next.tls() == null) != (this.secured.tls() == null)) {
			throw new IllegalArgumentException("the channel is secured by " + this.secured.credentials()
					+ ", which cannot be renewed with " + credentials);
		}
		this.secured = next;
	}

	@Override
	public ClientTransport connect(ConnectRequest request, TransportListener listener) {
		EventLoop loop = this.group.next();
		String authority = request.authority();
		Secured by = this.secured;
		SocketAddress address = request.address().socketAddress();
		HttpProxy proxy = (address instanceof InetSocketAddress inet) ? this.proxies.proxyFor(inet) : null;
		Http2Connection connection = new Http2Connection(plan(request, authority, proxy, by), loop, listener);
		ChannelHandler handler = (by.tls() == null && proxy == null) ? connection.handler()
				: pipeline(connection, by.tls(), authority, (proxy == null) ? null
						: new ProxyTunnel(connection, request.address().toString(), proxy, this.userAgent));
		try {
			loop.execute(() -> connect((proxy != null) ? proxy.address() : address, connection, handler, loop));
		}
		catch (Throwable ex) {
			abandon(connection);
			throw ex;
		}
		return connection.transport();
	}

	/**
	 * A loop whose thread cannot be started keeps the task until it has one. What is
	 * opened then has nobody who knows it: it is closed at once.
	 */
	private static void abandon(Http2Connection connection) {
		try {
			connection.transport().close(Status.unavailable("the event loop has no thread"));
		}
		catch (Throwable ex) {
			// The loop said so a moment ago; its next task finds the command.
		}
	}

	private static ChannelHandler pipeline(Http2Connection connection, @Nullable TlsClient tls, String authority,
			@Nullable ProxyTunnel tunnel) {
		return new ChannelInitializer<>() {
			@Override
			protected void initChannel(Channel channel) {
				if (tunnel != null) {
					tunnel.addTo(channel.pipeline());
				}
				if (tls != null) {
					TlsGate.addTo(channel.pipeline(), connection, tls, authority);
				}
				channel.pipeline().addLast(connection.handler());
			}
		};
	}

	private void connect(SocketAddress address, Http2Connection connection, ChannelHandler handler, EventLoop loop) {
		Bootstrap bootstrap = new Bootstrap().group(loop)
			.option(ChannelOption.ALLOCATOR, this.allocator)
			.option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
			// The request's own timeout covers more than the handshake of TCP.
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
			// A write that fails must not throw away what the peer said before.
			.option(ChannelOption.AUTO_CLOSE, false)
			.handler(handler);
		if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
			bootstrap.resolver(new NameLookup(this.offload));
		}
		else {
			bootstrap.disableResolver();
		}
		try {
			ChannelFuture connected = (address instanceof InetSocketAddress) ? connectTcp(bootstrap, address)
					: connectUnix(bootstrap, address);
			connection.lifecycle().created(connected);
			connected.addListener((future) -> {
				if (!future.isSuccess()) {
					// Of a socket that cannot even be made Netty tells on a thread of its
					// own.
					connection.control().post(Command.of((on) -> on.lifecycle().connectFailed(future.cause())));
				}
			});
		}
		catch (Throwable ex) {
			connection.lifecycle().connectFailed(ex);
		}
	}

	private ChannelFuture connectTcp(Bootstrap bootstrap, SocketAddress address) {
		return bootstrap.channelFactory(this.sockets.tcp())
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.SO_KEEPALIVE, true)
			.connect(address);
	}

	private ChannelFuture connectUnix(Bootstrap bootstrap, SocketAddress address) {
		return bootstrap.channelFactory(this.sockets.unix()).connect(this.sockets.unixAddress().apply(address));
	}

	private Http2Connection.Plan plan(ConnectRequest request, String authority, @Nullable HttpProxy proxy, Secured by) {
		String address = request.address().toString();
		String peer = (proxy == null) ? address : ConnectionTexts.peerBehind(proxy, address);
		TlsTexts aboutTls = (by.tls() == null) ? null
				: new TlsTexts(peer, TlsClient.hostOf(authority), by.tls().isIdentified(), by.credentials().advice());
		return new Http2Connection.Plan(this.settings, this.allocator, this.scheduler,
				new RequestHeaders(by.credentials().scheme(), authority, this.userAgent, headers(request.address())),
				new ConnectionTexts(peer, request.timeoutNanos(), aboutTls, by.credentials().advice()), FIRST_STREAM_ID,
				this.keepalive);
	}

	private static Metadata headers(Address address) {
		Metadata headers = address.attributes().get(Address.HEADERS);
		return (headers != null) ? headers : Metadata.EMPTY;
	}

	@Override
	public String toString() {
		return "Http2TransportFactory[" + credentials() + "]";
	}

	/**
	 * Credentials and what was made of them.
	 *
	 * @param tls null for plaintext
	 */
	private record Secured(ChannelCredentials credentials, @Nullable TlsClient tls) {

		static Secured by(ChannelCredentials credentials) {
			TlsMaterial material = credentials.tlsMaterial();
			return new Secured(credentials, (material != null) ? new TlsClient(material) : null);
		}

	}

}
