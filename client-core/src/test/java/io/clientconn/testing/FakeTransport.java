package io.clientconn.testing;

import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.ConnectRequest;
import io.clientconn.transport.OpenRequest;
import io.clientconn.transport.StreamListener;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.TransportListener;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A connection without a network. The test plays the peer: {@link #becomeReady},
 * {@link #drain}, {@link #fail}. It keeps the contract of {@link ClientTransport}:
 * streams are taken only while ready, a shutdown waits for them, a close ends them.
 * Thread-safe; listeners are called on the thread that causes the event.
 */
public final class FakeTransport implements ClientTransport {

	private final ConnectRequest request;

	private final TransportListener listener;

	private final boolean closesSlowly;

	private final List<FakeStream> streams = new CopyOnWriteArrayList<>();

	private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.CONNECTING);

	private volatile @Nullable Status shutdownReason;

	private volatile @Nullable Status closeReason;

	private volatile @Nullable PeerInfo peer;

	FakeTransport(ConnectRequest request, TransportListener listener, boolean closesSlowly) {
		this.request = request;
		this.listener = listener;
		this.closesSlowly = closesSlowly;
	}

	@Override
	public FakeStream open(OpenRequest openRequest, @Nullable ByteBuf message, StreamListener streamListener) {
		FakeStream stream = new FakeStream(this, openRequest, streamListener);
		if (this.phase.get() != Phase.READY) {
			if (message != null) {
				message.release();
			}
			stream.end(StreamOutcome.transport(Status.unavailable(this + " takes no new calls"),
					StreamOutcome.Progress.NOT_SENT, CallOutcome.NO_HTTP2_ERROR));
			return stream;
		}
		this.streams.add(stream);
		if (message != null) {
			stream.send(message, true);
		}
		return stream;
	}

	@Override
	public PeerInfo peer() {
		PeerInfo known = this.peer;
		if (known == null) {
			throw new IllegalStateException("not connected");
		}
		return known;
	}

	@Override
	public void shutdown(Status reason) {
		if (this.shutdownReason == null) {
			this.shutdownReason = reason;
		}
		if (this.phase.compareAndSet(Phase.CONNECTING, Phase.DRAINING)
				|| this.phase.compareAndSet(Phase.READY, Phase.DRAINING)) {
			closeIfDrained();
		}
	}

	@Override
	public void close(Status reason) {
		if (this.closeReason != null || isClosed()) {
			return;
		}
		this.closeReason = reason;
		this.phase.set(Phase.DRAINING);
		if (!this.closesSlowly) {
			finishClose();
		}
	}

	/** The server's SETTINGS arrive. */
	public void becomeReady() {
		if (!this.phase.compareAndSet(Phase.CONNECTING, Phase.READY)) {
			throw new IllegalStateException(this + " is not connecting");
		}
		SocketAddress remote = this.request.address().socketAddress();
		this.peer = new PeerInfo(remote, remote, null);
		this.listener.ready();
	}

	/** A call gets an answer for the first time. */
	public void answer() {
		this.listener.answered();
	}

	/** The server sends GOAWAY; streams go on. */
	public void drain(Status reason) {
		if (!this.phase.compareAndSet(Phase.READY, Phase.DRAINING)) {
			throw new IllegalStateException(this + " is not ready");
		}
		this.listener.draining(reason);
		closeIfDrained();
	}

	/** The attempt fails, or the connection is lost: all streams end. */
	public void fail(Status reason) {
		if (this.phase.getAndSet(Phase.CLOSED) == Phase.CLOSED) {
			return;
		}
		for (FakeStream stream : this.streams) {
			stream.end(StreamOutcome.transport(reason, StreamOutcome.Progress.PROCESSED, CallOutcome.NO_HTTP2_ERROR));
		}
		this.listener.closed(reason);
	}

	/** Completes a close that {@link FakeTransportFactory#closeSlowly} holds back. */
	public void finishClose() {
		Status reason = this.closeReason;
		fail((reason != null) ? reason : Status.unavailable("closed by the test"));
	}

	void ended(FakeStream stream) {
		this.streams.remove(stream);
		if (this.phase.get() == Phase.DRAINING) {
			closeIfDrained();
		}
	}

	private void closeIfDrained() {
		if (this.streams.isEmpty() && !this.closesSlowly) {
			Status reason = this.shutdownReason;
			fail((reason != null) ? reason : Status.unavailable("drained"));
		}
	}

	/** What the connection was asked for. */
	public ConnectRequest request() {
		return this.request;
	}

	/** Where it goes, as {@code host:port}. */
	public String addressText() {
		return this.request.address().toString();
	}

	/** Streams that have not ended, oldest first. */
	public List<FakeStream> streams() {
		return List.copyOf(this.streams);
	}

	/** The latest stream that has not ended. */
	public FakeStream lastStream() {
		return this.streams.get(this.streams.size() - 1);
	}

	/** Whether streams are taken. */
	public boolean isReady() {
		return this.phase.get() == Phase.READY;
	}

	/** Whether the listener heard that it is closed. */
	public boolean isClosed() {
		return this.phase.get() == Phase.CLOSED;
	}

	/** The reason of the first shutdown, or null. */
	public @Nullable Status shutdownReason() {
		return this.shutdownReason;
	}

	/** The reason of the first close, or null. */
	public @Nullable Status closeReason() {
		return this.closeReason;
	}

	@Override
	public String toString() {
		return "connection to " + addressText() + " (" + this.phase.get() + ")";
	}

	private enum Phase {

		CONNECTING, READY, DRAINING, CLOSED

	}

}
