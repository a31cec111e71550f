package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.internal.wire.GrpcTimeout;
import io.clientconn.internal.wire.RequestHeaders;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.transport.OpenRequest;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.StreamOutcome.Progress;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Starts and ends streams, and takes what calls want to send on them.
 * <p>
 * Owned by the event loop. It alone moves a stream's state, so a stream ends once. A
 * failure that will be the same on every connection (a header list that is too large, a
 * deadline that has passed) ends with {@link Progress#PROCESSED}, which nobody repeats.
 * It never reads what the peer sends; see {@link StreamReceiver}.
 */
@OnEventLoop
final class StreamLifecycle {

	private final StreamTable table;

	private final LoopyWriter writer;

	private final FrameEncoder frames;

	private final Replies replies;

	private final TouchedStreams touched;

	private final RequestHeaders requestHeaders;

	private final RequestTemplates templates;

	private final Scheduler scheduler;

	private final ResponseReaders readers;

	private final KeepaliveTimer keepalive;

	/** Why no stream is accepted any more. */
	private @Nullable Status refusal;

	private long peerMaxHeaderList = Long.MAX_VALUE;

	private int peerInitialWindow = Http2CodecUtil.DEFAULT_WINDOW_SIZE;

	/** Null without TLS: then nobody has proved who it is. */
	private @Nullable AuthorityCheck authorities;

	private boolean admitting;

	StreamLifecycle(Outbound outbound, StreamTable table, RequestHeaders requestHeaders, Scheduler scheduler,
			ResponseReaders readers, KeepaliveTimer keepalive) {
		this.table = table;
		this.writer = outbound.writer();
		this.frames = outbound.frames();
		this.replies = outbound.replies();
		this.touched = outbound.touched();
		this.requestHeaders = requestHeaders;
		this.templates = new RequestTemplates(requestHeaders);
		this.scheduler = scheduler;
		this.readers = readers;
		this.keepalive = keepalive;
	}

	void open(Http2Stream stream) {
		if (this.refusal != null) {
			finish(stream, notSent(this.refusal));
			return;
		}
		if (this.table.hasRoom() && !this.table.hasWaiting()) {
			start(stream);
			return;
		}
		this.table.enqueue(stream);
	}

	void send(Http2Stream stream, ByteBuf message, boolean last) {
		if (stream.isClosed() || stream.queue().isEnded()) {
			message.release();
			return;
		}
		stream.queue().add(message);
		if (last) {
			stream.queue().end();
		}
		this.writer.activate(stream);
	}

	void halfClose(Http2Stream stream) {
		if (!stream.isClosed() && !stream.queue().isEnded()) {
			stream.queue().end();
			this.writer.activate(stream);
		}
	}

	void cancel(Http2Stream stream, Status reason) {
		Progress progress = stream.isWaiting() ? Progress.NOT_SENT : Progress.PROCESSED;
		finish(stream, StreamEnd.byReset(StreamOutcome.local(reason, progress), Http2Error.CANCEL));
	}

	/**
	 * Ends a stream, unless it has ended.
	 */
	void finish(Http2Stream stream, StreamEnd end) {
		StreamState.Closed found = stream.close();
		switch (found) {
			case ALREADY -> {
				return;
			}
			case BEFORE_START -> this.table.leave(stream);
			case WHILE_SENDING, WHILE_RECEIVING -> {
				this.table.closed(stream);
				try {
					reset(stream, end, found);
				}
				finally {
					// Whoever is not told waits for ever, even if there is no memory for
					// a frame.
					over(stream, end.outcome());
				}
				return;
			}
		}
		over(stream, end.outcome());
	}

	/**
	 * Ends a started stream that the peer knows to be over: no frame is sent.
	 */
	void endByPeer(Http2Stream stream, StreamOutcome outcome) {
		stream.close();
		this.table.closed(stream);
		over(stream, outcome);
	}

	/**
	 * Starts streams that waited, as many as there is room for.
	 */
	void admit() {
		if (this.admitting) {
			return;
		}
		this.admitting = true;
		try {
			while (this.table.hasRoom()) {
				Http2Stream next = this.table.pollWaiting();
				if (next == null) {
					return;
				}
				start(next);
			}
		}
		finally {
			this.admitting = false;
		}
	}

	/**
	 * Takes no new streams; those that wait leave unsent.
	 * @param reason why
	 */
	void refuse(Status reason) {
		this.refusal = reason;
		FirstFailure failure = new FirstFailure();
		for (Http2Stream next = this.table.pollWaiting(); next != null; next = this.table.pollWaiting()) {
			Http2Stream waiting = next;
			failure.run(() -> finish(waiting, notSent(reason)));
		}
		failure.rethrow();
	}

	/**
	 * Ends the open streams above a number.
	 * @param lastId the last one that goes on
	 * @param outcome how the others end
	 */
	void endAbove(int lastId, StreamOutcome outcome) {
		FirstFailure failure = new FirstFailure();
		for (Http2Stream stream : this.table.openStreams()) {
			if (Integer.compareUnsigned(stream.id(), lastId) > 0) {
				failure.run(() -> endByPeer(stream, outcome));
			}
		}
		failure.rethrow();
	}

	/**
	 * From now on calls choose authorities only among those that the server may have.
	 */
	void checkAuthorities(AuthorityCheck check) {
		this.authorities = check;
	}

	void peerMaxHeaderList(long bytes) {
		this.peerMaxHeaderList = bytes;
	}

	/**
	 * The peer changed the window that streams start with; it holds for open ones too.
	 * @return false if a window grew too far
	 */
	boolean peerInitialWindow(int bytes) {
		int delta = bytes - this.peerInitialWindow;
		this.peerInitialWindow = bytes;
		for (Http2Stream stream : this.table.openStreams()) {
			if (!stream.sendWindow().change(delta)) {
				return false;
			}
			this.writer.activate(stream);
		}
		return true;
	}

	/**
	 * A stream that failed half-way is in no list that would end it with the others.
	 */
	private void start(Http2Stream stream) {
		try {
			startNow(stream);
		}
		catch (RuntimeException | Error ex) {
			finish(stream, StreamEnd.byServer(StreamOutcome
				.local(Status.internal("the call could not be sent: " + ex).withCause(ex), Progress.PROCESSED)));
			throw ex;
		}
	}

	private void startNow(Http2Stream stream) {
		OpenRequest request = stream.request();
		String authority = request.authority();
		if (authority != null && this.authorities != null && !this.requestHeaders.isAuthority(authority)
				&& !this.authorities.allows(authority)) {
			finish(stream, refused(StatusCode.UNAVAILABLE,
					"the server's certificate is not for '" + authority + "', the authority that the call chose"));
			return;
		}
		AsciiString timeout = null;
		if (request.hasDeadline()) {
			long remaining = request.deadlineNanos() - this.scheduler.nanoTime();
			if (remaining <= 0) {
				finish(stream, refused(StatusCode.DEADLINE_EXCEEDED, "the deadline passed before the call was sent"));
				return;
			}
			timeout = GrpcTimeout.encode(remaining);
		}
		HeaderTemplate template = this.templates.of(request);
		long size = template.size() + this.requestHeaders.sizeOfRest(request.headers(), timeout);
		if (fits(stream, size)) {
			this.frames.headers(number(stream), template, timeout, request.headers(), size);
			started(stream);
		}
	}

	/**
	 * Whether the peer takes so many headers; ends the stream if not.
	 */
	private boolean fits(Http2Stream stream, long headerListSize) {
		if (headerListSize <= this.peerMaxHeaderList) {
			return true;
		}
		finish(stream, refused(StatusCode.INTERNAL, "header list size to send violates the maximum size ("
				+ this.peerMaxHeaderList + " bytes) set by server"));
		return false;
	}

	private int number(Http2Stream stream) {
		int id = this.table.takeId();
		this.readers.start(stream, id, this.peerInitialWindow);
		this.table.opened(stream);
		return id;
	}

	/** HEADERS are written. */
	private void started(Http2Stream stream) {
		this.keepalive.callStarts();
		this.writer.activate(stream);
		if (stream.handle().opened() && !stream.queue().isEnded()) {
			this.touched.add(stream);
			stream.listener().ready();
		}
	}

	private void over(Http2Stream stream, StreamOutcome outcome) {
		stream.release();
		this.writer.forget(stream);
		stream.handle().ended();
		this.touched.add(stream);
		stream.listener().closed(outcome);
		admit();
	}

	private void reset(Http2Stream stream, StreamEnd end, StreamState.Closed found) {
		if (end.reset() != null) {
			this.replies.reset(stream.id(), end.reset(), stream.receiveWindow().available());
		}
		else if (found == StreamState.Closed.WHILE_SENDING) {
			this.replies.reset(stream.id(), Http2Error.NO_ERROR, stream.receiveWindow().available());
		}
	}

	private static StreamEnd refused(StatusCode code, String text) {
		return StreamEnd.byServer(StreamOutcome.local(Status.of(code, text), Progress.PROCESSED));
	}

	private static StreamEnd notSent(Status reason) {
		return StreamEnd.byServer(StreamOutcome.transport(reason, Progress.NOT_SENT, CallOutcome.NO_HTTP2_ERROR));
	}

}
