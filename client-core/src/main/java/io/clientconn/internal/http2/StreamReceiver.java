package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.internal.wire.ResponseHeaders;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.StreamOutcome.Progress;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;

/**
 * What the peer sends on a stream, and the credit that it gets for it.
 * <p>
 * Owned by the event loop. A stream is credited as the application takes messages, so
 * that a slow one stalls its own stream only; for the connection see
 * {@link InboundCredit}. It never ends a stream itself.
 */
@OnEventLoop
final class StreamReceiver {

	private final StreamLifecycle streams;

	private final LoopyWriter writer;

	private final FrameEncoder frames;

	private final TouchedStreams touched;

	private final Scheduler scheduler;

	private final ConnectionTexts texts;

	StreamReceiver(StreamLifecycle streams, Outbound outbound, Scheduler scheduler, ConnectionTexts texts) {
		this.streams = streams;
		this.writer = outbound.writer();
		this.frames = outbound.frames();
		this.touched = outbound.touched();
		this.scheduler = scheduler;
		this.texts = texts;
	}

	/**
	 * A header block.
	 * @return false if it is informational, as 103 is: the answer is still to come
	 */
	boolean headers(Http2Stream stream, ResponseHeaders headers, boolean end) {
		this.touched.add(stream);
		StreamEnd over = end ? stream.response().trailers(headers) : stream.response().headers(headers);
		if (over != null) {
			finish(stream, over);
			return true;
		}
		return stream.response().hasBegun();
	}

	void data(Http2Stream stream, ByteBuf data, int padding, boolean end) {
		this.touched.add(stream);
		ReceiveWindow window = stream.receiveWindow();
		int size = data.readableBytes() + padding;
		if (!window.received(size)) {
			overflow(stream, size);
			return;
		}
		StreamEnd over = stream.response().data(data, end);
		if (over != null) {
			finish(stream, over);
			return;
		}
		if (padding > 0) {
			update(stream.id(), window.consumed(padding));
		}
		makeRoom(stream);
	}

	void reset(Http2Stream stream, long code) {
		StatusCode status = ErrorCodes.statusOf(code);
		String text = "stream terminated by RST_STREAM with error code: " + ErrorCodes.name(code);
		if (code == Http2Error.CANCEL.code() && deadlinePassed(stream)) {
			status = StatusCode.DEADLINE_EXCEEDED;
			text = "the deadline passed; " + text;
		}
		Progress progress = (code == Http2Error.REFUSED_STREAM.code()) ? Progress.REFUSED : Progress.PROCESSED;
		this.streams.endByPeer(stream,
				StreamOutcome.transport(this.texts.onStream(Status.of(status, text)), progress, code));
	}

	/**
	 * What the peer sent on a stream breaks the rules of HTTP/2.
	 */
	void violation(Http2Stream stream, Http2Error code, String text) {
		finish(stream, StreamEnd
			.byReset(StreamOutcome.transport(Status.internal(text), Progress.PROCESSED, code.code()), code));
	}

	void windowUpdate(Http2Stream stream, int increment) {
		if (stream.sendWindow().change(increment)) {
			this.writer.activate(stream);
			return;
		}
		violation(stream, Http2Error.FLOW_CONTROL_ERROR,
				"the server let the window of the stream grow beyond 2147483647");
	}

	/**
	 * The application took messages, or began to wait for one.
	 */
	void consumed(Http2Stream stream, int bytes) {
		if (stream.isClosed() || stream.isWaiting()) {
			return;
		}
		if (bytes > 0) {
			update(stream.id(), stream.receiveWindow().consumed(bytes));
		}
		makeRoom(stream);
	}

	/**
	 * The words of the server stay as they are; a failure that was seen here names who
	 * caused it.
	 */
	private void finish(Http2Stream stream, StreamEnd end) {
		StreamOutcome outcome = end.outcome();
		this.streams.finish(stream, (outcome.origin() == CallOutcome.Origin.SERVER) ? end
				: new StreamEnd(outcome.withStatus(this.texts.onStream(outcome.status())), end.reset()));
	}

	private void makeRoom(Http2Stream stream) {
		int missing = stream.response().missing();
		if (missing > stream.receiveWindow().available() && stream.listener().awaitsMessage()) {
			update(stream.id(), stream.receiveWindow().makeRoom(missing));
		}
	}

	private void overflow(Http2Stream stream, int size) {
		ReceiveWindow window = stream.receiveWindow();
		violation(stream, Http2Error.FLOW_CONTROL_ERROR, "received " + (window.limit() - window.available() + size)
				+ "-bytes data exceeding the limit " + window.limit() + " bytes");
	}

	private void update(int streamId, int increment) {
		if (increment > 0) {
			this.frames.windowUpdate(streamId, increment);
		}
	}

	private boolean deadlinePassed(Http2Stream stream) {
		return stream.request().hasDeadline() && stream.request().deadlineNanos() - this.scheduler.nanoTime() <= 0;
	}

}
