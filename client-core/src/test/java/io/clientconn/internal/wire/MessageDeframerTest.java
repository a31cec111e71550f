package io.clientconn.internal.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class MessageDeframerTest {

	private final CountingAllocator memory = new CountingAllocator();

	private final List<byte[]> received = new ArrayList<>();

	private final MessageDeframer deframer = new MessageDeframer(this.memory.allocator(), 100_000, this::receive);

	@AfterEach
	void everyBufferIsReleased() {
		this.deframer.close();
		this.memory.assertAllReleased();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 5, 7, 1000, 4095, 4096, 16_384, 1_000_000 })
	void messagesSurviveEveryWayOfCutting(int pieceSize) {
		Random random = new Random(pieceSize);
		List<byte[]> sent = new ArrayList<>();
		ByteBuf all = this.memory.allocator().buffer();
		// Byte by byte, a large message only takes longer.
		int[] sizes = (pieceSize < 100) ? new int[] { 0, 1, 4097, 0, 3 }
				: new int[] { 0, 1, 4095, 4096, 4097, 0, 50_000, 100_000, 3 };
		for (int size : sizes) {
			byte[] bytes = new byte[size];
			random.nextBytes(bytes);
			sent.add(bytes);
			all.writeByte(0).writeInt(size).writeBytes(bytes);
		}
		while (all.isReadable()) {
			ByteBuf piece = this.memory.allocator().buffer();
			piece.writeBytes(all, Math.min(pieceSize, all.readableBytes()));
			assertThat(this.deframer.read(piece)).isNull();
			piece.release();
		}
		all.release();
		assertThat(this.received).containsExactlyElementsOf(sent);
		assertThat(this.deframer.isInsideMessage()).isFalse();
	}

	@Test
	void aMessageOverTheLimitFailsBeforeItsBody() {
		assertThat(read(0, 0, 1, 0x86, 0xa1)).isEqualTo(
				Status.of(StatusCode.RESOURCE_EXHAUSTED, "received message larger than max (100001 vs. 100000)"));
	}

	@Test
	void aLengthBeyondTwoGibibytesIsTooLargeAsWell() {
		assertThat(read(0, 0xff, 0xff, 0xff, 0xff)).isEqualTo(
				Status.of(StatusCode.RESOURCE_EXHAUSTED, "received message larger than max (4294967295 vs. 100000)"));
	}

	@Test
	void anUnknownFlagIsAnError() {
		assertThat(read(2, 0, 0, 0, 0))
			.isEqualTo(Status.internal("the server sent a message with the unknown flags 0x2 (is it gRPC?)"));
	}

	@Test
	void itKnowsWhatIsMissing() {
		assertThat(this.deframer.missing()).isEqualTo(5);
		read(0, 0, 0);
		assertThat(this.deframer.missing()).isEqualTo(2);
		read(0, 9, 1, 2);
		assertThat(this.deframer.missing()).isEqualTo(7);
		assertThat(this.deframer.isInsideMessage()).isTrue();
	}

	private @Nullable Status read(int... bytes) {
		ByteBuf buffer = this.memory.allocator().buffer();
		for (int b : bytes) {
			buffer.writeByte(b);
		}
		try {
			return this.deframer.read(buffer);
		}
		finally {
			buffer.release();
		}
	}

	private void receive(ByteBuf message, boolean compressed) {
		this.received.add(ByteBufUtil.getBytes(message));
		message.release();
	}

}
