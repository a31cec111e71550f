package io.clientconn.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.transport.OpenRequest;
import io.clientconn.transport.StreamListener;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.TransportStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on a {@link FakeTransport}. It keeps copies of what was sent, so no buffer
 * outlives a test, and lets the test play the server. Thread-safe; the listener is called
 * on the thread that causes the event.
 */
public final class FakeStream implements TransportStream {

	private final FakeTransport transport;

	private final OpenRequest request;

	private final StreamListener listener;

	private final List<byte[]> sent = new CopyOnWriteArrayList<>();

	private final AtomicInteger consumed = new AtomicInteger();

	private final AtomicBoolean ended = new AtomicBoolean();

	private volatile boolean halfClosed;

	private volatile boolean ready = true;

	private volatile @Nullable Status cancelReason;

	FakeStream(FakeTransport transport, OpenRequest request, StreamListener listener) {
		this.transport = transport;
		this.request = request;
		this.listener = listener;
	}

	@Override
	public void send(ByteBuf message, boolean last) {
		try {
			if (!this.ended.get()) {
				this.sent.add(ByteBufUtil.getBytes(message));
				this.halfClosed |= last;
			}
		}
		finally {
			message.release();
		}
	}

	@Override
	public void halfClose() {
		this.halfClosed = true;
	}

	@Override
	public void consumed(int bytes) {
		this.consumed.addAndGet(bytes);
	}

	@Override
	public void cancel(Status reason) {
		if (!this.ended.get()) {
			this.cancelReason = reason;
			end(StreamOutcome.local(reason, StreamOutcome.Progress.PROCESSED));
		}
	}

	@Override
	public boolean isReady() {
		return this.ready && !this.ended.get();
	}

	/** The server sends headers. */
	public void respondHeaders(Metadata headers) {
		this.listener.headers(headers, null);
		this.listener.passEnded();
	}

	/** The server sends headers that name an encoding of messages. */
	public void respondHeaders(Metadata headers, @Nullable String encoding) {
		this.listener.headers(headers, encoding);
		this.listener.passEnded();
	}

	/** The server sends a message with the compressed flag, given without its prefix. */
	public void respondCompressed(byte[] message) {
		this.listener.message(Unpooled.copiedBuffer(message), true);
		this.listener.passEnded();
	}

	/** The server sends a message, given without its prefix. */
	public void respondMessage(byte[] message) {
		this.listener.message(Unpooled.copiedBuffer(message), false);
		this.listener.passEnded();
	}

	/** The server sends status and trailers. */
	public void respondStatus(Status status, Metadata trailers) {
		end(StreamOutcome.server(status, trailers));
	}

	/** The server answers a unary call in one loop pass. */
	public void respond(byte[] message) {
		this.listener.headers(Metadata.EMPTY, null);
		this.listener.message(Unpooled.copiedBuffer(message), false);
		end(StreamOutcome.server(Status.OK, Metadata.EMPTY));
	}

	/** The stream ends; only the first end counts. */
	public void end(StreamOutcome outcome) {
		if (this.ended.compareAndSet(false, true)) {
			this.listener.closed(outcome);
			this.listener.passEnded();
			this.transport.ended(this);
		}
	}

	/** Sets what {@link #isReady} says, and tells the listener if it turns true. */
	public void setReady(boolean ready) {
		boolean before = this.ready;
		this.ready = ready;
		if (ready && !before) {
			this.listener.ready();
			this.listener.passEnded();
		}
	}

	/** What the headers say. */
	public OpenRequest request() {
		return this.request;
	}

	/** Who hears the response. */
	public StreamListener listener() {
		return this.listener;
	}

	/** The framed messages sent so far. */
	public List<byte[]> sent() {
		return List.copyOf(this.sent);
	}

	/** Whether the sending side ended. */
	public boolean isHalfClosed() {
		return this.halfClosed;
	}

	/** The sum of flow-control credit given. */
	public int consumedBytes() {
		return this.consumed.get();
	}

	/** Whether the stream ended. */
	public boolean isEnded() {
		return this.ended.get();
	}

	/** Why this side cancelled it, or null. */
	public @Nullable Status cancelReason() {
		return this.cancelReason;
	}

	@Override
	public String toString() {
		return this.request.path() + " on " + this.transport;
	}

}
