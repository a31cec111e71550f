package io.clientconn.internal.http2;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.clientconn.internal.http2.FrameNumbers.CONTINUATION;
import static io.clientconn.internal.http2.FrameNumbers.DATA;
import static io.clientconn.internal.http2.FrameNumbers.HEADERS;
import static io.clientconn.internal.http2.FrameNumbers.PING;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * However what arrives is cut, and whichever frames are between those of calls, the calls
 * hear the same.
 */
class FrameInputTest {

	private static final int UNKNOWN = 0x42;

	private static final int END_STREAM = 0x1;

	private static final int END_HEADERS = 0x4;

	private static final int PADDED = 0x8;

	private static final int PRIORITY = 0x20;

	private final ScriptedPeer peer = ScriptedPeer.ready();

	private final RecordingStreamListener first = new RecordingStreamListener();

	private final RecordingStreamListener second = new RecordingStreamListener();

	@AfterEach
	void everyBufferIsReleased() {
		this.peer.finish();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7, 8, 9, 10, 11, 13, 17, 31, 64, 4096 })
	void theCutDoesNotMatter(int size) {
		this.peer.open("x", this.first);
		this.peer.open("x", this.second);
		byte[] all = conversation();
		for (int at = 0; at < all.length; at += size) {
			this.peer.bytes(Unpooled.copiedBuffer(all, at, Math.min(size, all.length - at)));
		}
		assertThat(eventsOf(this.first)).containsExactly("headers", "message(2)", "message(3)", "closed(OK)");
		assertThat(eventsOf(this.second)).containsExactly("headers", "message(1)", "closed(OK)");
		assertThat(this.peer.written()).contains("PING ACK 7");
	}

	@Test
	void nothingOfACallMayComeInsideAHeaderBlock() {
		this.peer.open("x", this.first);
		this.peer.written();
		frame(HEADERS, 0, 1, block(":status", "200"));
		frame(DATA, 0, 1, message("ab"));
		assertThat(this.peer.written()).anyMatch((line) -> line.startsWith("GOAWAY 0 PROTOCOL_ERROR"));
	}

	@Test
	void theHeadOfATooLargeFrameIsEnoughToRefuseIt() {
		this.peer.open("x", this.first);
		this.peer.written();
		this.peer.bytes(Unpooled.buffer().writeMedium(16_385).writeByte(DATA).writeByte(0).writeInt(1));
		assertThat(this.peer.written()).anyMatch((line) -> line.startsWith("GOAWAY 0 FRAME_SIZE_ERROR"));
	}

	@Test
	void theHighestBitOfAStreamIdDoesNotCount() {
		this.peer.open("x", this.first);
		frame(HEADERS, END_HEADERS, 1 | 1 << 31, block(":status", "200", "content-type", "application/grpc"));
		assertThat(eventsOf(this.first)).containsExactly("headers");
	}

	@Test
	void aCallOnStreamZeroIsAViolation() {
		frame(HEADERS, END_HEADERS, 0, block(":status", "200"));
		assertThat(this.peer.written()).anyMatch((line) -> line.startsWith("GOAWAY 0 PROTOCOL_ERROR"));
	}

	private void frame(int type, int flags, int streamId, byte[] payload) {
		ByteBuf frame = Unpooled.buffer();
		frame(frame, type, flags, streamId, payload);
		this.peer.bytes(frame);
	}

	/**
	 * Two calls, with frames of all kinds that Netty's reader has to see.
	 */
	private static byte[] conversation() {
		ByteBuf all = Unpooled.buffer();
		frame(all, HEADERS, END_HEADERS, 1, block(":status", "200", "content-type", "application/grpc"));
		frame(all, PING, 0, 0, new byte[] { 0, 0, 0, 0, 0, 0, 0, 7 });
		frame(all, DATA, PADDED, 1, padded(message("ab")));
		byte[] priority = { 0, 0, 0, 0, 15 };
		frame(all, HEADERS, END_HEADERS | PRIORITY, 3,
				joined(priority, block(":status", "200", "content-type", "application/grpc")));
		frame(all, UNKNOWN, 0, 3, new byte[20]);
		frame(all, DATA, 0, 1, message("abc"));
		frame(all, DATA, 0, 3, message("a"));
		byte[] trailers = block("grpc-status", "0");
		frame(all, HEADERS, END_STREAM, 1, java.util.Arrays.copyOf(trailers, 3));
		frame(all, CONTINUATION, END_HEADERS, 1, java.util.Arrays.copyOfRange(trailers, 3, trailers.length));
		frame(all, HEADERS, END_STREAM | END_HEADERS, 3, trailers);
		return ByteBufUtil.getBytes(all);
	}

	private static void frame(ByteBuf target, int type, int flags, int streamId, byte[] payload) {
		target.writeMedium(payload.length).writeByte(type).writeByte(flags).writeInt(streamId).writeBytes(payload);
	}

	/** Literals without indexing, RFC 7541 section 6.2.2. */
	private static byte[] block(String... pairs) {
		ByteBuf block = Unpooled.buffer();
		for (int i = 0; i < pairs.length; i += 2) {
			block.writeByte(0);
			block.writeByte(pairs[i].length()).writeBytes(pairs[i].getBytes(StandardCharsets.US_ASCII));
			block.writeByte(pairs[i + 1].length()).writeBytes(pairs[i + 1].getBytes(StandardCharsets.US_ASCII));
		}
		return ByteBufUtil.getBytes(block);
	}

	private static byte[] message(String text) {
		return ByteBufUtil.getBytes(Unpooled.buffer()
			.writeByte(0)
			.writeInt(text.length())
			.writeBytes(text.getBytes(StandardCharsets.US_ASCII)));
	}

	private static byte[] padded(byte[] payload) {
		return joined(joined(new byte[] { 4 }, payload), new byte[4]);
	}

	private static byte[] joined(byte[] one, byte[] other) {
		return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(one, other));
	}

	private static List<String> eventsOf(RecordingStreamListener listener) {
		return listener.events().stream().filter((event) -> !event.equals("pass")).toList();
	}

}
