package io.clientconn.internal.http2;

import java.util.ArrayList;
import java.util.List;

import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.transport.TransportStream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A peer that asks and does not read.
 */
class ReplyBackPressureTest {

	private final ScriptedPeer peer = ScriptedPeer.ready();

	private final StuckSocket socket = new StuckSocket();

	@AfterEach
	void everyBufferIsReleased() {
		this.socket.release();
		this.peer.finish();
	}

	@Test
	void readingStopsWhileRepliesWaitAndGoesOnAfterwards() {
		this.peer.channel.pipeline().addFirst(this.socket);
		this.peer.bytes(pings(FloodGuard.OWED_REPLIES));
		assertThat(this.peer.channel.config().isAutoRead()).isTrue();
		this.peer.bytes(pings(1));
		assertThat(this.peer.channel.config().isAutoRead()).isFalse();
		this.socket.release();
		assertThat(this.peer.channel.config().isAutoRead()).isTrue();
	}

	@Test
	void readingGoesOnWhileDataWaits() {
		this.peer.channel.pipeline().addFirst(this.socket);
		for (int i = 0; i < 200; i++) {
			this.peer.open("x".repeat(1000), new RecordingStreamListener());
		}
		assertThat(this.peer.channel.config().isAutoRead()).isTrue();
	}

	/** A server that is itself blocked on writing reads none of them. */
	@Test
	void readingGoesOnWhileCancellationsOfOurOwnWait() {
		List<TransportStream> streams = new ArrayList<>();
		for (int i = 0; i < 3 * FloodGuard.OWED_REPLIES; i++) {
			streams.add(this.peer.open((String) null, new RecordingStreamListener()));
		}
		this.peer.channel.pipeline().addFirst(this.socket);
		streams.forEach((stream) -> stream.cancel(Status.of(StatusCode.CANCELLED, "not wanted any more")));
		this.peer.run();
		assertThat(this.peer.channel.config().isAutoRead()).isTrue();
	}

	@Test
	void readingStopsWhileResetsWaitThatAnswerViolations() {
		for (int i = 0; i <= FloodGuard.OWED_REPLIES; i++) {
			this.peer.open("x", new RecordingStreamListener());
		}
		this.peer.written();
		this.peer.channel.pipeline().addFirst(this.socket);
		for (int i = 0; i <= FloodGuard.OWED_REPLIES; i++) {
			this.peer.data(1 + 2 * i, false, new byte[1]);
		}
		assertThat(this.peer.channel.config().isAutoRead()).isFalse();
		this.socket.release();
		assertThat(this.peer.channel.config().isAutoRead()).isTrue();
	}

	private ByteBuf pings(int count) {
		ByteBuf all = this.peer.memory.allocator().buffer();
		for (int i = 0; i < count; i++) {
			all.writeMedium(8).writeByte(6).writeByte(0).writeInt(0).writeLong(i);
		}
		return all;
	}

	/**
	 * Accepts writes and completes them only when told.
	 */
	private static final class StuckSocket extends ChannelOutboundHandlerAdapter {

		private final List<ChannelPromise> promises = new ArrayList<>();

		@Override
		public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
			ReferenceCountUtil.release(message);
			if (!promise.isVoid()) {
				this.promises.add(promise);
			}
		}

		void release() {
			List<ChannelPromise> due = List.copyOf(this.promises);
			this.promises.clear();
			due.forEach(ChannelPromise::trySuccess);
		}

	}

}
