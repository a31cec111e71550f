package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.transport.FlowControl;
import org.jspecify.annotations.Nullable;

/**
 * What the peer may send on the connection as a whole, and how large the windows of
 * streams are. DATA is credited here as it arrives, whoever reads it and when.
 * <p>
 * Owned by the event loop. It runs the {@link BdpEstimator} unless the windows are fixed.
 * It never credits a stream; see {@link StreamReceiver}.
 */
@OnEventLoop
final class InboundCredit {

	/** The payload of grpc-go's measuring PINGs, by which captures recognise them. */
	static final long PING = 0x0204_1010_090e_0707L;

	private final FrameEncoder frames;

	private final Questions questions;

	private final Scheduler scheduler;

	private final StreamTable table;

	private final ReceiveWindow window;

	private final @Nullable BdpEstimator estimator;

	private int streamWindow;

	InboundCredit(FlowControl settings, Outbound outbound, Scheduler scheduler, StreamTable table) {
		this.frames = outbound.frames();
		this.questions = outbound.questions();
		this.scheduler = scheduler;
		this.table = table;
		this.window = new ReceiveWindow(settings.connectionWindow());
		this.streamWindow = settings.streamWindow();
		this.estimator = settings.estimated()
				? new BdpEstimator(Math.min(settings.streamWindow(), settings.connectionWindow())) : null;
	}

	/**
	 * DATA of any stream, known or not.
	 * @param bytes its flow-controlled size
	 * @return false if the peer sent more than it may
	 */
	boolean received(int bytes) {
		if (!this.window.received(bytes)) {
			return false;
		}
		update(this.window.consumed(bytes));
		if (this.estimator != null && this.estimator.received(bytes)) {
			// Peers that count control frames forgive a PING behind an update.
			update(this.window.giveBack());
			this.questions.ping(PING);
			this.estimator.asked(bytes, this.scheduler.nanoTime());
		}
		return true;
	}

	/**
	 * A PING of ours came back.
	 */
	void pingAnswered(long content) {
		if (content != PING || this.estimator == null) {
			return;
		}
		int estimate = this.estimator.answered(this.scheduler.nanoTime());
		if (estimate > 0) {
			grow(estimate);
		}
	}

	/**
	 * The window of a stream that starts now.
	 * @return bytes
	 */
	int streamWindow() {
		return this.streamWindow;
	}

	/**
	 * The peer applies a larger initial window to streams that exist, too (RFC 9113
	 * section 6.9.2), but not to the connection.
	 */
	private void grow(int estimate) {
		update(this.window.grow(estimate));
		if (estimate <= this.streamWindow) {
			return;
		}
		this.streamWindow = estimate;
		this.questions.initialWindow(estimate);
		for (Http2Stream stream : this.table.openStreams()) {
			stream.growReceiveWindow(estimate);
		}
	}

	private void update(int increment) {
		if (increment > 0) {
			this.frames.windowUpdate(0, increment);
		}
	}

	@Override
	public String toString() {
		return "InboundCredit[" + this.window + ", " + this.streamWindow + " per stream]";
	}

}
