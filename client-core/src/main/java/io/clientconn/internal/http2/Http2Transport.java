package io.clientconn.internal.http2;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.OpenRequest;
import io.clientconn.transport.StreamListener;
import io.clientconn.transport.TransportStream;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A connection as other rooms see it: builds commands and posts them.
 * <p>
 * Crosses threads through the control buffer, and through the peer, which is written once
 * before the connection is ready. It never waits and never looks at a stream.
 */
@AnyThread
final class Http2Transport implements ClientTransport {

	private final ControlBuffer control;

	private final String name;

	private volatile @Nullable PeerInfo peer;

	Http2Transport(ControlBuffer control, String name) {
		this.control = control;
		this.name = name;
	}

	@Override
	public TransportStream open(OpenRequest request, @Nullable ByteBuf message, StreamListener listener) {
		StreamHandle handle = new StreamHandle(this.control, request, listener);
		handle.post(message);
		return handle;
	}

	@Override
	public PeerInfo peer() {
		PeerInfo known = this.peer;
		if (known == null) {
			throw new IllegalStateException("the connection to " + this.name + " is not ready");
		}
		return known;
	}

	@Override
	public void shutdown(Status reason) {
		this.control.post(new ShutdownCommand(reason));
	}

	@Override
	public void close(Status reason) {
		this.control.post(new CloseCommand(reason));
	}

	void connected(PeerInfo peer) {
		this.peer = peer;
	}

	@Override
	public String toString() {
		return "Http2Transport[" + this.name + "]";
	}

}
