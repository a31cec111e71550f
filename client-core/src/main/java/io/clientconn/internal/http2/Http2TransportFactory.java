package io.clientconn.internal.http2;

import java.util.concurrent.Executor;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.internal.wire.RequestHeaders;
import io.clientconn.resolver.Address;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.security.TlsMaterial;
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

	private final ChannelFactory<? extends Channel> channels;

	private final ByteBufAllocator allocator;

	private final Scheduler scheduler;

	private final NameLookup names;

	private volatile Secured secured;

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
		Http2Connection connection = new Http2Connection(plan(request, authority, by), loop, listener);
		ChannelHandler handler = (by.tls() == null) ? connection.handler()
				: TlsGate.pipeline(connection, by.tls(), authority);
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

	private Http2Connection.Plan plan(ConnectRequest request, String authority, Secured by) {
		String peer = request.address().toString();
		TlsTexts aboutTls = (by.tls() == null) ? null
				: new TlsTexts(peer, TlsClient.hostOf(authority), by.tls().isIdentified());
		return new Http2Connection.Plan(this.settings, this.allocator, this.scheduler,
				new RequestHeaders(by.credentials().scheme(), authority, this.userAgent),
				new ConnectionTexts(peer, request.timeoutNanos(), aboutTls), FIRST_STREAM_ID, this.keepalive);
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
