package io.clientconn.internal.http2;

import java.util.ArrayDeque;

import io.clientconn.concurrent.OnEventLoop;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2CodecUtil;
import org.jspecify.annotations.Nullable;

/**
 * Decides whose DATA goes out next: in turn, one frame of at most 16 KiB each, as far as
 * the windows of stream and connection and the socket allow.
 * <p>
 * Owned by the event loop. It never holds a buffer itself, and it never waits: what
 * cannot be sent is picked up when a window opens or the socket drains.
 */
@OnEventLoop
final class LoopyWriter {

	private static final int LARGEST_TURN = 16 * 1024;

	private static final int MOST_ROUNDS = 8;

	private final FrameEncoder frames;

	private final OutputBuffer output;

	private final Replies replies;

	private final TouchedStreams touched;

	private final SendWindow connectionWindow = new SendWindow(Http2CodecUtil.DEFAULT_WINDOW_SIZE);

	/** Streams with something to send and room in their own window. */
	private final ArrayDeque<Http2Stream> active = new ArrayDeque<>(1);

	/** Streams that wait for the window of the connection alone. */
	private final ArrayDeque<Http2Stream> starved = new ArrayDeque<>(1);

	private @Nullable Channel channel;

	LoopyWriter(FrameEncoder frames, OutputBuffer output, Replies replies, TouchedStreams touched) {
		this.frames = frames;
		this.output = output;
		this.replies = replies;
		this.touched = touched;
	}

	void attach(ChannelHandlerContext context) {
		this.output.attach(context);
		this.replies.attach(context);
		this.channel = context.channel();
	}

	/**
	 * A stream may have something to send.
	 */
	void activate(Http2Stream stream) {
		boolean something = stream.queue().bytes() > 0 || stream.queue().isEnded();
		if (something && stream.maySend() && stream.schedule()) {
			this.active.add(stream);
		}
	}

	/**
	 * A stream has ended. Nothing holds on to it, however long nobody may write.
	 */
	void forget(Http2Stream stream) {
		if (stream.isScheduled()) {
			stream.unschedule();
			if (!this.starved.remove(stream)) {
				this.active.remove(stream);
			}
		}
	}

	/**
	 * The window of the connection grew.
	 * @return false if it grew too far
	 */
	boolean connectionWindowChanged(int increment) {
		if (!this.connectionWindow.change(increment)) {
			return false;
		}
		if (this.connectionWindow.available() > 0) {
			this.active.addAll(this.starved);
			this.starved.clear();
		}
		return true;
	}

	/**
	 * Writes what can be written and flushes.
	 * @return whether there is more that could go out at once
	 */
	boolean write() {
		int rounds = 0;
		do {
			writeData();
			this.replies.flush();
		}
		while (canWrite() && ++rounds < MOST_ROUNDS);
		return canWrite();
	}

	/**
	 * Flushes with a promise, for the last bytes of a connection.
	 * @return completes when they left; null if there is no channel
	 */
	@Nullable ChannelPromise flushAll() {
		return this.output.flushWithPromise();
	}

	/**
	 * The connection is gone.
	 */
	void discard() {
		this.active.clear();
		this.starved.clear();
		this.channel = null;
		this.output.discard();
	}

	private boolean canWrite() {
		return !this.active.isEmpty() && this.channel != null && this.channel.isWritable();
	}

	private void writeData() {
		if (this.channel == null || this.active.isEmpty()) {
			return;
		}
		long room = this.channel.bytesBeforeUnwritable() - this.output.pending();
		while (room > 0) {
			Http2Stream stream = this.active.poll();
			if (stream == null) {
				return;
			}
			room -= turn(stream);
		}
	}

	private int turn(Http2Stream stream) {
		stream.unschedule();
		if (!stream.maySend()) {
			return 0;
		}
		SendQueue queue = stream.queue();
		int allowed = (int) Math.min(queue.bytes(), Math.min(LARGEST_TURN, stream.sendWindow().available()));
		int size = Math.min(allowed, this.connectionWindow.available());
		boolean end = queue.endsAfter(size);
		if (size == 0 && !end) {
			if (allowed > 0 && stream.schedule()) {
				this.starved.add(stream);
			}
			return 0;
		}
		stream.sendWindow().use(size);
		this.connectionWindow.use(size);
		this.frames.data(stream.id(), queue, size, end);
		if (end) {
			stream.endLocally();
		}
		else if (queue.bytes() > 0) {
			activate(stream);
		}
		tellReady(stream, size);
		return Http2CodecUtil.FRAME_HEADER_LENGTH + size;
	}

	@Override
	public String toString() {
		return "LoopyWriter[" + this.active.size() + " in line, " + this.starved.size() + " starved]";
	}

	private void tellReady(Http2Stream stream, int written) {
		if (stream.handle().written(written) && !stream.queue().isEnded()) {
			this.touched.add(stream);
			stream.listener().ready();
		}
	}

}
