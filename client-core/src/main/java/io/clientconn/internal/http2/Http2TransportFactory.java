package io.clientconn.internal.http2;

import java.util.concurrent.Executor;

import io.clientconn.concurrent.Scheduler;
import io.clientconn.internal.wire.RequestHeaders;
import io.clientconn.resolver.Address;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.ConnectRequest;
import io.clientconn.transport.TransportFactory;
import io.clientconn.transport.TransportListener;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import org.jspecify.annotations.Nullable;

/**
 * Makes HTTP/2 connections over TCP.
 * <p>
 * Immutable; any thread may call it. Each connection gets one event loop of the group and
 * stays there. It never resolves names: an address has to come resolved.
 */
public final class Http2TransportFactory implements TransportFactory {

	private static final int FIRST_STREAM_ID = 1;

	/** Enough for the socket to stay busy between two passes. */
	private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

	private final EventLoopGroup group;

	private final ChannelFactory<? extends Channel> channels;

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
	 * @param channels makes the group's kind of channel
	 * @param allocator where buffers come from
	 * @param scheduler the clock
	 * @param offload where names are looked up that no resolver looked up
	 * @param credentials how connections are secured
	 * @param userAgent the {@code user-agent} of every call
	 * @param settings what servers are told
	 * @throws IllegalArgumentException if the material of the credentials cannot be used
	 */
	public Http2TransportFactory(EventLoopGroup group, ChannelFactory<? extends Channel> channels,
			ByteBufAllocator allocator, Scheduler scheduler, Executor offload, ChannelCredentials credentials,
			String userAgent, TransportSettings settings) {
		this.group = group;
		this.channels = channels;
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
		Http2Connection connection = new Http2Connection(plan(request, authority), loop, listener);
		ChannelHandler handler = (this.tls == null) ? connection.handler()
				: TlsGate.pipeline(connection, this.tls, authority);
		loop.execute(() -> connect(request.address(), connection, handler, loop));
		return connection.transport();
	}

	private void connect(Address address, Http2Connection connection, ChannelHandler handler, EventLoop loop) {
		ChannelFuture connected = new Bootstrap().group(loop)
			.channelFactory(this.channels)
			.option(ChannelOption.ALLOCATOR, this.allocator)
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.SO_KEEPALIVE, true)
			.option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
			// The request's own timeout covers more than the handshake of TCP.
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
			.resolver(this.names)
			.handler(handler)
			.connect(address.socketAddress());
		connection.lifecycle().created(connected);
		connected.addListener((future) -> {
			if (!future.isSuccess()) {
				connection.lifecycle().connectFailed(future.cause());
			}
		});
	}

	private Http2Connection.Plan plan(ConnectRequest request, String authority) {
		String peer = request.address().toString();
		TlsTexts aboutTls = (this.tls == null) ? null
				: new TlsTexts(peer, TlsClient.hostOf(authority), this.tls.isIdentified());
		return new Http2Connection.Plan(this.settings, this.allocator, this.scheduler,
				new RequestHeaders(this.credentials.scheme(), authority, this.userAgent),
				new ConnectionTexts(peer, request.timeoutNanos(), aboutTls), FIRST_STREAM_ID, this.keepalive);
	}

	@Override
	public String toString() {
		return "Http2TransportFactory[" + this.credentials + "]";
	}

}
