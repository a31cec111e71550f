package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;

/**
 * The frames that a peer makes us write: answers to PING and SETTINGS, and RST_STREAM.
 * <p>
 * Owned by the event loop. While too many of them wait for the socket it stops reading,
 * and only then: neither waiting DATA nor cancellations of our own ever do, or two sides
 * that both write would wait for each other for ever (decision record 0027).
 */
@OnEventLoop
final class Replies {

	private final FrameEncoder frames;

	private final OutputBuffer output;

	private final FloodGuard guard;

	private @Nullable Channel channel;

	Replies(FrameEncoder frames, OutputBuffer output, FloodGuard guard) {
		this.frames = frames;
		this.output = output;
		this.guard = guard;
	}

	void attach(ChannelHandlerContext context) {
		this.channel = context.channel();
	}

	/**
	 * Acknowledges SETTINGS.
	 * @return false if the peer asks for too much
	 */
	boolean settingsAck() {
		this.frames.settingsAck();
		return answered();
	}

	/**
	 * Acknowledges PING.
	 * @return false if the peer asks for too much
	 */
	boolean pingAck(long content) {
		this.frames.pingAck(content);
		return answered();
	}

	/**
	 * Resets a stream.
	 * @param error why: a cancellation and the end of a stream that the server has ended
	 * are our own doing, everything else answers a violation
	 * @param window what the peer may have sent on it meanwhile
	 */
	void reset(int streamId, Http2Error error, long window) {
		this.frames.reset(streamId, error);
		this.guard.resetSent(window);
		if (error != Http2Error.CANCEL && error != Http2Error.NO_ERROR) {
			this.guard.resetOwed();
			gate();
		}
	}

	/**
	 * Flushes the output; if there are replies in it, their writing is watched.
	 */
	void flush() {
		if (!this.guard.hasUnsent()) {
			this.output.flush();
			return;
		}
		FloodGuard.Owed sent = this.guard.takeUnsent();
		ChannelPromise promise = this.output.flushWithPromise();
		if (promise != null) {
			promise.addListener((done) -> {
				this.guard.written(sent);
				gate();
			});
		}
	}

	/**
	 * Nothing is written any more: that replies wait is no reason not to read.
	 */
	void outputFailed() {
		if (this.channel != null) {
			this.channel.config().setAutoRead(true);
			this.channel = null;
		}
	}

	private boolean answered() {
		boolean bearable = this.guard.answerOwed();
		gate();
		return bearable;
	}

	private void gate() {
		if (this.channel != null && this.channel.config().isAutoRead() != this.guard.mayRead()) {
			this.channel.config().setAutoRead(this.guard.mayRead());
		}
	}

}
