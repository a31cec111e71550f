package io.clientconn.internal.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import io.clientconn.rpc.Compressor;
import io.clientconn.rpc.Marshaller;
import io.clientconn.rpc.MessageSink;
import io.clientconn.rpc.MessageSource;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MessageFramerTest {

	private final CountingAllocator memory = new CountingAllocator();

	private final MessageFramer framer = new MessageFramer(this.memory.allocator());

	@AfterEach
	void everyBufferIsReleased() {
		this.memory.assertAllReleased();
	}

	@Test
	void aMessageOfKnownSizeGetsAPrefixInOneExactBuffer() {
		ByteBuf framed = this.framer.frame(announcing(3, (sink) -> sink.buffer().put(bytes("abc"))), "abc", 100);
		assertThat(framed.capacity()).isEqualTo(8);
		assertThat(hexAndRelease(framed)).isEqualTo("0000000003616263");
	}

	@Test
	void theStreamMayBeUsedForAKnownSize() {
		ByteBuf framed = this.framer.frame(announcing(3, (sink) -> sink.stream().write(bytes("abc"))), "abc", 100);
		assertThat(hexAndRelease(framed)).isEqualTo("0000000003616263");
	}

	@Test
	void aMessageOfUnknownSizeGrows() {
		byte[] large = new byte[100_000];
		ByteBuf framed = this.framer.frame(announcing(-1, (sink) -> {
			sink.stream().write(7);
			sink.stream().write(large);
		}), "", 1_000_000);
		assertThat(framed.readableBytes()).isEqualTo(5 + 100_001);
		assertThat(framed.getInt(1)).isEqualTo(100_001);
		assertThat(framed.getByte(5)).isEqualTo((byte) 7);
		framed.release();
	}

	@Test
	void anEmptyMessageIsItsPrefix() {
		assertThat(hexAndRelease(this.framer.frame(announcing(0, (sink) -> {
		}), "", 0))).isEqualTo("0000000000");
	}

	@Test
	void messagesWithoutBytesMayShareTheirPrefix() {
		Marshaller<String> empty = announcing(0, (sink) -> {
			throw new AssertionError("must not be written");
		});
		ByteBuf one = this.framer.sharedFrame(empty, "", 0);
		assertThat(hexAndRelease(one)).isEqualTo("0000000000");
		assertThat(this.framer.sharedFrame(empty, "", 0)).isSameAs(one);
		assertThat(hexAndRelease(one)).isEqualTo("0000000000");
		assertThat(
				hexAndRelease(this.framer.sharedFrame(announcing(1, (sink) -> sink.buffer().put(bytes("a"))), "a", 1)))
			.isEqualTo("000000000161");
	}

	@Test
	void theArrayMayBeWrittenForAKnownSize() {
		assertThat(hexAndRelease(this.framer.frame(announcing(3, (sink) -> {
			boolean inArray = sink.writeArray("abc", (message, array, offset, length) -> {
				System.arraycopy(bytes(message), 0, array, offset, length);
				return length;
			});
			assertThat(inArray).isTrue();
		}), "abc", 100))).isEqualTo("0000000003616263");
	}

	@Test
	void anArrayWrittenInPartIsRefused() {
		for (int count : new int[] { 0, 2, 4 }) {
			assertRefused(announcing(3, (sink) -> sink.writeArray("", (message, array, offset, length) -> count)),
					StatusCode.INTERNAL,
					"the marshaller announced a message of 3 bytes and wrote " + count + ": size and write must agree");
		}
	}

	@Test
	void largeMessagesAndThoseOfUnknownSizeLieInNoArray() {
		byte[] large = new byte[10_000];
		this.framer.frame(announcing(large.length, (sink) -> {
			assertThat(sink.writeArray("", (message, array, offset, length) -> length)).isFalse();
			sink.buffer().put(large);
		}), "", large.length).release();
		assertThatExceptionOfType(StatusException.class)
			.isThrownBy(() -> this.framer.frame(
					announcing(-1, (sink) -> sink.writeArray("", (message, array, offset, length) -> length)), "", 10))
			.withCauseInstanceOf(IllegalStateException.class);
	}

	@Test
	void aMessageOverTheLimitIsRefusedBeforeItIsWritten() {
		assertRefused(announcing(11, (sink) -> {
			throw new AssertionError("must not be written");
		}), StatusCode.RESOURCE_EXHAUSTED, "trying to send message larger than max (11 vs. 10)");
	}

	@Test
	void aGrowingMessageOverTheLimitIsRefusedWithItsWholeSize() {
		assertRefused(announcing(-1, (sink) -> {
			sink.stream().write(new byte[9]);
			sink.stream().write(new byte[500]);
			sink.stream().write(1);
		}), StatusCode.RESOURCE_EXHAUSTED, "trying to send message larger than max (510 vs. 10)");
	}

	@Test
	void aMarshallerThatWritesLessThanItAnnouncedFailsTheCall() {
		assertRefused(announcing(3, (sink) -> sink.buffer().put((byte) 1)), StatusCode.INTERNAL,
				"the marshaller announced a message of 3 bytes and wrote 1: size and write must agree");
	}

	@Test
	void aMarshallerThatWritesMoreThanItAnnouncedFailsTheCall() {
		assertRefused(announcing(3, (sink) -> sink.stream().write(new byte[4])), StatusCode.INTERNAL,
				"the marshaller announced a message of 3 bytes and wrote 4: size and write must agree");
	}

	@Test
	void whatTheMarshallerThrowsIsTheCause() {
		IOException failure = new IOException("no");
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> this.framer.frame(announcing(3, (sink) -> {
			throw failure;
		}), "", 10))
			.withCause(failure)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.INTERNAL))
			.withMessageContaining("failed to marshal the request message");
	}

	@Test
	void anErrorOfTheMarshallerIsTheCause() {
		StackOverflowError failure = new StackOverflowError();
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> this.framer.frame(announcing(3, (sink) -> {
			throw failure;
		}), "", 10)).withCause(failure).satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.INTERNAL));
	}

	@Test
	void aCompressedMessageSaysSoAndItsLengthIsThatOnTheWire() throws IOException {
		byte[] message = new byte[100_000];
		ByteBuf framed = this.framer.frameCompressed(announcing(message.length, (sink) -> sink.buffer().put(message)),
				"", 1000, new GzipEncoding());
		assertThat(framed.readByte()).isEqualTo((byte) 1);
		assertThat(framed.readInt()).isEqualTo(framed.readableBytes());
		try (InputStream inflated = new GzipEncoding().decompress(new ByteBufInputStream(framed, true))) {
			assertThat(inflated.readAllBytes()).isEqualTo(message);
		}
	}

	@Test
	void aCompressedMessageOfUnknownSizeIsWrittenToTheEnd() throws IOException {
		ByteBuf framed = this.framer.frameCompressed(announcing(-1, (sink) -> {
			sink.stream().write(bytes("ab"));
			sink.stream().write('c');
		}), "", 1000, new GzipEncoding());
		framed.skipBytes(5);
		try (InputStream inflated = new GzipEncoding().decompress(new ByteBufInputStream(framed, true))) {
			assertThat(inflated.readAllBytes()).isEqualTo(bytes("abc"));
		}
	}

	@Test
	void anEmptyMessageIsNotCompressed() {
		for (int announced : new int[] { 0, -1 }) {
			assertThat(hexAndRelease(this.framer.frameCompressed(announcing(announced, (sink) -> {
			}), "", 0, new GzipEncoding()))).isEqualTo("0000000000");
		}
	}

	@Test
	void theLimitIsForWhatGoesToTheWire() {
		byte[] noise = new byte[100];
		new Random(7).nextBytes(noise);
		assertThatExceptionOfType(StatusException.class)
			.isThrownBy(() -> this.framer.frameCompressed(announcing(100, (sink) -> sink.buffer().put(noise)), "", 100,
					new GzipEncoding()))
			.satisfies((ex) -> {
				assertThat(ex.code()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED);
				assertThat(ex.description()).isEqualTo("trying to send message larger than max (123 vs. 100)");
			});
	}

	@Test
	void whatTheCompressorThrowsIsTheCause() {
		IOException failure = new IOException("no");
		Compressor broken = new Compressor() {

			@Override
			public String encoding() {
				return "test";
			}

			@Override
			public OutputStream compress(OutputStream target) throws IOException {
				target.write(1);
				throw failure;
			}

		};
		assertThatExceptionOfType(StatusException.class)
			.isThrownBy(
					() -> this.framer.frameCompressed(announcing(1, (sink) -> sink.stream().write(1)), "", 10, broken))
			.withCause(failure)
			.satisfies((ex) -> {
				assertThat(ex.code()).isEqualTo(StatusCode.INTERNAL);
				assertThat(ex.description()).isEqualTo("failed to compress the request message with test");
			});
	}

	@Test
	void aMessageThatCannotBeWrittenIsNotCompressed() {
		IOException failure = new IOException("no");
		assertThatExceptionOfType(StatusException.class)
			.isThrownBy(() -> this.framer.frameCompressed(announcing(3, (sink) -> {
				throw failure;
			}), "", 10, new GzipEncoding()))
			.withCause(failure)
			.withMessageContaining("failed to marshal the request message");
	}

	private void assertRefused(Marshaller<String> marshaller, StatusCode code, String description) {
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> this.framer.frame(marshaller, "", 10))
			.satisfies((ex) -> {
				assertThat(ex.code()).isEqualTo(code);
				assertThat(ex.description()).isEqualTo(description);
			});
	}

	private static String hexAndRelease(ByteBuf buffer) {
		try {
			return ByteBufUtil.hexDump(buffer);
		}
		finally {
			buffer.release();
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private static Marshaller<String> announcing(int size, Writer writer) {
		return new Marshaller<>() {
			@Override
			public int size(String message) {
				return size;
			}

			@Override
			public void write(String message, MessageSink sink) throws IOException {
				writer.write(sink);
			}

			@Override
			public String read(MessageSource source) {
				throw new AssertionError("nothing is received here");
			}
		};
	}

	@FunctionalInterface
	private interface Writer {

		void write(MessageSink sink) throws IOException;

	}

}
