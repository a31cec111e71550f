package io.clientconn.internal.http2;

import javax.net.ssl.SSLSession;

import io.clientconn.concurrent.OnEventLoop;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.jspecify.annotations.Nullable;

/**
 * Stands between TLS and HTTP/2 until the handshake is over: the connection hears that it
 * is connected when the server has proved who it is and has chosen {@code h2}, if it has
 * to.
 * <p>
 * Owned by the event loop. It never lets a byte of HTTP/2 out before that.
 */
@OnEventLoop
final class TlsGate extends ChannelInboundHandlerAdapter {

	private final Http2Connection connection;

	private final SslHandler tls;

	private final boolean alpnRequired;

	TlsGate(Http2Connection connection, SslHandler tls, boolean alpnRequired) {
		this.connection = connection;
		this.tls = tls;
		this.alpnRequired = alpnRequired;
	}

	/**
	 * Adds TLS and this.
	 */
	static void addTo(ChannelPipeline pipeline, Http2Connection connection, TlsClient client, String authority) {
		SslHandler tls = client.handler(pipeline.channel().alloc(), authority);
		pipeline.addLast(tls, new TlsGate(connection, tls, client.requiresAlpn()));
	}

	/**
	 * The session of a channel.
	 * @return null without TLS
	 */
	static @Nullable SSLSession session(ChannelPipeline pipeline) {
		SslHandler tls = pipeline.get(SslHandler.class);
		return (tls != null) ? tls.engine().getSession() : null;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		this.connection.lifecycle().handshakes();
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (!(event instanceof SslHandshakeCompletionEvent completion)) {
			context.fireUserEventTriggered(event);
			return;
		}
		if (completion.isSuccess() && speaksHttp2(this.tls.applicationProtocol())) {
			context.pipeline().remove(this);
			context.fireChannelActive();
			return;
		}
		this.connection.pass().begin();
		try {
			if (completion.isSuccess()) {
				this.connection.lifecycle().unusable(this.connection.texts().noHttp2(this.tls.applicationProtocol()));
			}
			else {
				this.connection.lifecycle().unusable(this.connection.texts().handshakeFailed(completion.cause()));
			}
		}
		finally {
			this.connection.pass().end();
		}
	}

	/**
	 * A server without ALPN says nothing, and may speak it for all we know.
	 */
	private boolean speaksHttp2(@Nullable String chosen) {
		return (chosen == null) ? !this.alpnRequired : ApplicationProtocolNames.HTTP_2.equals(chosen);
	}

}
