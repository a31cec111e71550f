package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.rpc.Status;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Stands between a proxy and everything else until the proxy has connected to the server:
 * asks it by CONNECT, and lets the handlers behind it hear of the connection when it
 * agrees.
 * <p>
 * Owned by the event loop. It never lets a byte of TLS or HTTP/2 out before that, and is
 * gone afterwards.
 */
@OnEventLoop
final class ProxyTunnel extends SimpleChannelInboundHandler<HttpObject> {

	private final Http2Connection connection;

	private final String destination;

	private final HttpProxy proxy;

	private final String userAgent;

	private final HttpClientCodec codec = new HttpClientCodec();

	private boolean agreed;

	/**
	 * A tunnel.
	 * @param connection hears how it goes
	 * @param destination host and port of the server
	 * @param proxy who is asked
	 * @param userAgent who asks
	 */
	ProxyTunnel(Http2Connection connection, String destination, HttpProxy proxy, String userAgent) {
		this.connection = connection;
		this.destination = destination;
		this.proxy = proxy;
		this.userAgent = userAgent;
	}

	void addTo(ChannelPipeline pipeline) {
		pipeline.addLast(this.codec, this);
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		this.connection.lifecycle().tunnels();
		DefaultFullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.CONNECT,
				this.destination);
		request.headers().set(HttpHeaderNames.HOST, this.destination).set(HttpHeaderNames.USER_AGENT, this.userAgent);
		String authorization = this.proxy.authorization();
		if (authorization != null) {
			request.headers().set(HttpHeaderNames.PROXY_AUTHORIZATION, authorization);
		}
		// What fails closes the channel, and that is heard.
		ChannelFuture unused = context.writeAndFlush(request);
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
		if (message.decoderResult().isFailure()) {
			refuse(this.connection.texts().proxyNotHttp());
			return;
		}
		if (message instanceof HttpResponse response) {
			if (!response.status().equals(HttpResponseStatus.OK)) {
				refuse(this.connection.texts()
					.proxyRefused(response.status().code(), response.status().reasonPhrase()));
				return;
			}
			this.agreed = true;
		}
		if (message instanceof LastHttpContent && this.agreed) {
			open(context);
		}
	}

	/**
	 * Bytes that the server sent right behind the proxy's answer are handed on by the
	 * codec as it goes.
	 */
	private void open(ChannelHandlerContext context) {
		this.codec.removeOutboundHandler();
		context.pipeline().remove(this);
		context.fireChannelActive();
		context.pipeline().remove(this.codec);
	}

	private void refuse(Status why) {
		this.connection.pass().begin();
		try {
			this.connection.lifecycle().unusable(why);
		}
		finally {
			this.connection.pass().end();
		}
	}

}
