package io.clientconn.internal.http2;

import io.clientconn.internal.wire.CountingAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is sent is left as it was, for the call may send it again. */
class SendQueueTest {

	private final CountingAllocator memory = new CountingAllocator();

	@ParameterizedTest
	@ValueSource(ints = { 0, 3, 1000 })
	void messagesLeaveInPiecesAndStayAsTheyWere(int copyLimit) {
		ByteBuf first = message(10, 1);
		ByteBuf second = message(7, 100);
		SendQueue queue = new SendQueue();
		queue.add(first.retain());
		queue.add(second.retain());
		queue.end();

		assertThat(written(queue, copyLimit, 4, 4, 5, 4)).isEqualTo("0102030405060708090a" + "6465666768696a");

		assertThat(queue.bytes()).isZero();
		assertThat(first.readableBytes()).isEqualTo(10);
		assertThat(second.readableBytes()).isEqualTo(7);
		assertThat(first.release()).isTrue();
		assertThat(second.release()).isTrue();
		this.memory.assertAllReleased();
	}

	@Test
	void whatWasSentInPartIsDroppedWithTheRest() {
		ByteBuf first = message(10, 1);
		SendQueue queue = new SendQueue();
		queue.add(first.retain());
		queue.add(message(5, 50));

		assertThat(written(queue, 1000, 4)).isEqualTo("01020304");

		queue.clear();
		assertThat(queue.bytes()).isZero();
		assertThat(first.release()).isTrue();
		this.memory.assertAllReleased();
	}

	/** Moves pieces of these sizes; gives the bytes that reached the channel. */
	private String written(SendQueue queue, int copyLimit, int... sizes) {
		ChannelHandler end = new ChannelInboundHandlerAdapter();
		EmbeddedChannel channel = new EmbeddedChannel(end);
		OutputBuffer output = new OutputBuffer(this.memory.allocator());
		output.attach(channel.pipeline().context(end));
		for (int size : sizes) {
			queue.moveTo(size, output, copyLimit);
		}
		output.flush();
		ByteBuf all = Unpooled.buffer();
		for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
			all.writeBytes(part);
			part.release();
		}
		channel.finishAndReleaseAll();
		return ByteBufUtil.hexDump(all);
	}

	private ByteBuf message(int size, int from) {
		ByteBuf message = this.memory.allocator().buffer();
		for (int i = 0; i < size; i++) {
			message.writeByte(from + i);
		}
		return message;
	}

}
