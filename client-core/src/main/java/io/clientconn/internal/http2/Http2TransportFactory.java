package io.clientconn.internal.http2;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.Executor;

import io.clientconn.concurrent.Scheduler;
import io.clientconn.internal.wire.RequestHeaders;
import io.clientconn.resolver.Address;
import io.clientconn.rpc.Metadata;
import io.clientconn.security.ChannelCredentials;
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
 * Immutable; any thread may call it. Each connection gets one event loop of the group and
 * stays there. It never resolves names: an address has to come resolved.
 */
public final class Http2TransportFactory implements TransportFactory {

	private static final int FIRST_STREAM_ID = 1;

	/** Enough for the socket to stay busy between two passes. */
	private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

	private final EventLoopGroup group;

	private final Sockets sockets;

	private final ProxyRules proxies;

	private final ByteBufAllocator allocator;

	private final Scheduler scheduler;

	private final NameLookup names;

	private final ChannelCredentials credentials;

	private final @Nullable TlsClient tls;

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
		this.names = new NameLookup(offload);
		this.credentials = credentials;
		this.tls = (credentials.tlsMaterial() != null) ? new TlsClient(credentials.tlsMaterial()) : null;
		this.userAgent = userAgent;
		this.settings = settings;
		this.keepalive = new KeepalivePace(settings.keepalive());
	}

	@Override
	public ClientTransport connect(ConnectRequest request, TransportListener listener) {
		EventLoop loop = this.group.next();
		String authority = request.authority();
		SocketAddress address = request.address().socketAddress();
		HttpProxy proxy = (address instanceof InetSocketAddress inet) ? this.proxies.proxyFor(inet) : null;
		Http2Connection connection = new Http2Connection(plan(request, authority, proxy), loop, listener);
		ChannelHandler handler = (this.tls == null && proxy == null) ? connection.handler()
				: pipeline(connection, authority, (proxy == null) ? null
						: new ProxyTunnel(connection, request.address().toString(), proxy, this.userAgent));
		loop.execute(() -> connect((proxy != null) ? proxy.address() : address, connection, handler, loop));
		return connection.transport();
	}

	private ChannelHandler pipeline(Http2Connection connection, String authority, @Nullable ProxyTunnel tunnel) {
		return new ChannelInitializer<>() {
			@Override
			protected void initChannel(Channel channel) {
				if (tunnel != null) {
					tunnel.addTo(channel.pipeline());
				}
				if (Http2TransportFactory.this.tls != null) {
					TlsGate.addTo(channel.pipeline(), connection, Http2TransportFactory.this.tls, authority);
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
			.resolver(this.names)
			.handler(handler);
		ChannelFuture connected;
		if (address instanceof InetSocketAddress) {
			connected = bootstrap.channelFactory(this.sockets.tcp())
				.option(ChannelOption.TCP_NODELAY, true)
				.option(ChannelOption.SO_KEEPALIVE, true)
				.connect(address);
		}
		else {
			connected = connectUnix(bootstrap, address, connection);
		}
		if (connected == null) {
			return;
		}
		connection.lifecycle().created(connected);
		connected.addListener((future) -> {
			if (!future.isSuccess()) {
				connection.lifecycle().connectFailed(future.cause());
			}
		});
	}

	private @Nullable ChannelFuture connectUnix(Bootstrap bootstrap, SocketAddress address,
			Http2Connection connection) {
		try {
			return bootstrap.channelFactory(this.sockets.unix()).connect(this.sockets.unixAddress().apply(address));
		}
		catch (RuntimeException ex) {
			connection.lifecycle().connectFailed(ex);
			return null;
		}
	}

	private Http2Connection.Plan plan(ConnectRequest request, String authority, @Nullable HttpProxy proxy) {
		String address = request.address().toString();
		String peer = (proxy == null) ? address : ConnectionTexts.peerBehind(proxy, address);
		TlsTexts aboutTls = (this.tls == null) ? null
				: new TlsTexts(peer, TlsClient.hostOf(authority), this.tls.isIdentified());
		return new Http2Connection.Plan(this.settings, this.allocator, this.scheduler,
				new RequestHeaders(this.credentials.scheme(), authority, this.userAgent, headers(request.address())),
				new ConnectionTexts(peer, request.timeoutNanos(), aboutTls), FIRST_STREAM_ID, this.keepalive);
	}

	private static Metadata headers(Address address) {
		Metadata headers = address.attributes().get(Address.HEADERS);
		return (headers != null) ? headers : Metadata.EMPTY;
	}

	@Override
	public String toString() {
		return "Http2TransportFactory[" + this.credentials + "]";
	}

}
