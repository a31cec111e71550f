package io.clientconn.internal.http2;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.Status;
import io.clientconn.transport.OpenRequest;
import io.clientconn.transport.StreamListener;
import io.clientconn.transport.TransportStream;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A stream as its call sees it: every method turns into a command for the event loop.
 * <p>
 * Crosses threads through three numbers: the bytes that wait to be written, those that
 * were consumed, and how many of these are worth a command. It never looks at the state
 * of the stream.
 */
@AnyThread
final class StreamHandle implements TransportStream {

	/** With fewer bytes waiting the stream is ready for more, unless its request says. */
	private static final int READY_BELOW = 32 * 1024;

	/** Added while the stream may not send at all: before its HEADERS, after its end. */
	private static final long NOT_OPEN = 1L << 40;

	private static final AtomicLongFieldUpdater<StreamHandle> QUEUED = AtomicLongFieldUpdater
		.newUpdater(StreamHandle.class, "queued");

	private static final AtomicIntegerFieldUpdater<StreamHandle> CONSUMED = AtomicIntegerFieldUpdater
		.newUpdater(StreamHandle.class, "consumed");

	private final ControlBuffer control;

	private final Http2Stream stream;

	private volatile long queued = NOT_OPEN;

	/** Consumed since the event loop was told. */
	@SuppressWarnings("UnusedVariable") // through CONSUMED
	private volatile int consumed;

	/** With less of it the event loop would not write an update either. */
	private volatile int creditStep;

	StreamHandle(ControlBuffer control, OpenRequest request, StreamListener listener) {
		this.control = control;
		this.stream = new Http2Stream(this, request, listener);
	}

	/**
	 * Hands the stream over to the event loop.
	 * @param message the message of a call that has only one, or null
	 */
	void post(@Nullable ByteBuf message) {
		if (message != null) {
			// Nobody else knows the stream yet.
			this.queued = NOT_OPEN + message.readableBytes();
			this.stream.queue().add(message);
			this.stream.queue().end();
		}
		this.control.post(this.stream);
	}

	@Override
	public void send(ByteBuf message, boolean last) {
		QUEUED.addAndGet(this, message.readableBytes());
		this.control.post(last ? new SendCommand.Last(this.stream, message) : new SendCommand(this.stream, message));
	}

	@Override
	public void halfClose() {
		this.control.post(new HalfCloseCommand(this.stream));
	}

	@Override
	public void consumed(int bytes) {
		int step = this.creditStep;
		if (bytes >= step) {
			this.control.post(new ConsumedCommand(this.stream, bytes));
		}
		else if (CONSUMED.addAndGet(this, bytes) >= step || bytes == 0) {
			this.control.post(new ConsumedCommand(this.stream, CONSUMED.getAndSet(this, 0)));
		}
	}

	@Override
	public void cancel(Status reason) {
		this.control.post(new CancelCommand(this.stream, reason));
	}

	@Override
	public boolean isReady() {
		return this.queued < readyBelow();
	}

	private int readyBelow() {
		int asked = this.stream.request().readyThreshold();
		return (asked > 0) ? asked : READY_BELOW;
	}

	/**
	 * The stream may send from now on. Event loop only.
	 * @return whether that made it ready
	 */
	boolean opened() {
		return written(NOT_OPEN);
	}

	/**
	 * The window of what the peer may send is known, or has grown. Event loop only.
	 * @param bytes its limit
	 */
	void receives(int bytes) {
		this.creditStep = ReceiveWindow.worthAnUpdate(bytes);
	}

	/**
	 * Bytes left the queue. Event loop only.
	 * @param bytes how many
	 * @return whether that made it ready
	 */
	boolean written(long bytes) {
		long after = QUEUED.addAndGet(this, -bytes);
		int readyBelow = readyBelow();
		return after < readyBelow && after + bytes >= readyBelow;
	}

	/**
	 * The stream ended: it is never ready again.
	 */
	void ended() {
		QUEUED.addAndGet(this, NOT_OPEN);
	}

	@Override
	public String toString() {
		return this.stream.toString();
	}

}
