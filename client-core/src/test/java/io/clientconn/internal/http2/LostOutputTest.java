package io.clientconn.internal.http2;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;

import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.transport.StreamOutcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A socket that takes no more bytes, but has some to give.
 */
class LostOutputTest {

	private final ScriptedPeer peer = ScriptedPeer.connected();

	private final RecordingStreamListener call = new RecordingStreamListener();

	private final BrokenSocket socket = new BrokenSocket();

	@AfterEach
	void everyBufferIsReleased() {
		this.peer.finish();
	}

	@Test
	void trailersAndAGoAwayThatCameBeforeAreRead() {
		breakUnder(this.call);

		this.peer.headers(1, true, ":status", "200", "content-type", "application/grpc", "grpc-status", "8",
				"grpc-message", "too much");
		this.peer.goAway(1, Http2Error.ENHANCE_YOUR_CALM, "calm down");
		assertThat(this.peer.channel.close().isDone()).isTrue();
		this.peer.run();

		assertThat(this.call.outcome().status()).isEqualTo(Status.of(StatusCode.RESOURCE_EXHAUSTED, "too much"));
		assertThat(this.peer.life.events()).containsExactly("ready", "draining", "closed");
		assertThat(this.peer.life.closedStatus().description()).contains("reset by peer", "calm down");
		assertThat(this.peer.scheduler.pending()).isZero();
	}

	@Test
	void aPeerThatSaysNothingMoreIsGivenUpAfterASecond() {
		breakUnder(this.call);
		this.peer.scheduler.advance(Duration.ofMillis(999));
		this.peer.run();
		assertThat(this.call.outcomeNow()).isNull();
		assertThat(this.peer.channel.isOpen()).isTrue();

		this.peer.scheduler.advance(Duration.ofMillis(1));
		this.peer.run();

		assertThat(this.call.outcome().status().code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(this.call.outcome().status().description())
			.isEqualTo("connection to " + ScriptedPeer.PEER + " reset by peer");
		assertThat(this.peer.life.events()).containsExactly("ready", "draining", "closed");
		assertThat(this.peer.channel.isOpen()).isFalse();
		assertThat(this.peer.scheduler.pending()).isZero();
	}

	@Test
	void newCallsAreNotSentAndMayGoElsewhere() {
		breakUnder(this.call);
		RecordingStreamListener late = new RecordingStreamListener();

		this.peer.open("late", late);

		assertThat(late.outcome().progress()).isEqualTo(StreamOutcome.Progress.NOT_SENT);
		assertThat(this.call.outcomeNow()).isNull();
		assertThat(this.peer.life.draining().description()).contains("reset by peer");
	}

	/** As under TLS, where a failed write is no exception of the pipeline. */
	@Test
	void theEventAloneSaysItToo() {
		this.peer.settings();
		this.peer.open("x", this.call);
		this.peer.channel.pipeline().fireUserEventTriggered(ChannelOutputShutdownEvent.INSTANCE);
		this.peer.trailers(1);

		assertThat(this.call.outcomeNow()).isNotNull();
		assertThat(this.peer.channel.isOpen()).isTrue();
		this.peer.scheduler.advance(Duration.ofSeconds(1));
		this.peer.run();
		assertThat(this.peer.life.events()).containsExactly("ready", "draining", "closed");
		assertThat(this.peer.life.closedStatus().description()).contains("the socket takes no more bytes");
	}

	@Test
	void repliesThatWillNeverBeWrittenHoldUpNoReading() {
		this.peer.settings();
		this.peer.written();
		this.peer.open("x", this.call);
		this.socket.stuck = true;
		this.peer.channel.pipeline().addFirst(this.socket);
		this.peer.bytes(pings(FloodGuard.OWED_REPLIES + 1));
		assertThat(this.peer.channel.config().isAutoRead()).isFalse();

		this.socket.stuck = false;
		this.peer.open("y", new RecordingStreamListener());

		assertThat(this.peer.channel.config().isAutoRead()).isTrue();
		this.peer.bytes(pings(FloodGuard.OWED_REPLIES + 1));
		assertThat(this.peer.channel.config().isAutoRead()).isTrue();
		this.peer.trailers(1);
		assertThat(this.call.outcomeNow()).isNotNull();
	}

	@Test
	void settingsOfAPeerThatCannotBeAnsweredEndTheAttempt() {
		this.peer.channel.pipeline()
			.fireExceptionCaught(new ChannelOutputShutdownException("down", new IOException("Broken pipe")));
		assertThat(this.peer.life.events()).isEmpty();
		breakSocket();

		this.peer.settings();

		assertThat(this.peer.life.events()).containsExactly("closed");
		assertThat(this.peer.life.closedStatus().description()).contains("reset by peer");
		assertThat(this.peer.scheduler.pending()).isZero();
	}

	@Test
	void aReadThatFailsIsTheEndAtOnce() {
		this.peer.settings();
		this.peer.open("x", this.call);

		this.peer.channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
		this.peer.run();

		assertThat(this.call.outcomeNow()).isNotNull();
		assertThat(this.peer.life.events()).containsExactly("ready", "closed");
		assertThat(this.peer.channel.isOpen()).isFalse();
	}

	/** Ready, and in the middle of an upload when it happens. */
	private void breakUnder(RecordingStreamListener upload) {
		this.peer.settings();
		this.peer.open("x", upload);
		this.peer.written();
		breakSocket();
		this.peer.frame(6, 0, 0, Unpooled.buffer().writeLong(7));
		this.peer.frame(6, 0, 0, Unpooled.buffer().writeLong(8));
		assertThat(this.peer.channel.isOpen()).isTrue();
		assertThat(this.peer.life.events()).containsExactly("ready", "draining");
	}

	private void breakSocket() {
		this.peer.channel.pipeline().addFirst(this.socket);
	}

	private ByteBuf pings(int count) {
		ByteBuf all = this.peer.memory.allocator().buffer();
		for (int i = 0; i < count; i++) {
			all.writeMedium(8).writeByte(6).writeByte(0).writeInt(0).writeLong(i);
		}
		return all;
	}

	/**
	 * Fails writes as a channel without AUTO_CLOSE does: with exception and event the
	 * first time.
	 */
	private static final class BrokenSocket extends ChannelOutboundHandlerAdapter {

		private boolean stuck;

		private boolean told;

		@Override
		public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
			ReferenceCountUtil.release(message);
			if (this.stuck) {
				return;
			}
			IOException cause = new IOException("Broken pipe");
			promise.setFailure(this.told ? new ClosedChannelException()
					: new ChannelOutputShutdownException("Channel output shutdown", cause));
			if (!this.told) {
				this.told = true;
				context.pipeline().fireUserEventTriggered(ChannelOutputShutdownEvent.INSTANCE);
			}
		}

	}

}
