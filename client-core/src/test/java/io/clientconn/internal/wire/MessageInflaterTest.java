package io.clientconn.internal.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;

import io.clientconn.rpc.Decompressor;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class MessageInflaterTest {

	private final CountingAllocator memory = new CountingAllocator();

	private final MessageInflater inflater = new MessageInflater(this.memory.allocator());

	@AfterEach
	void everyBufferIsReleased() {
		this.memory.assertAllReleased();
	}

	@Test
	void messagesOfAllSizesComeBackWhole() {
		Random random = new Random(7);
		for (int size : new int[] { 0, 1, 511, 512, 513, 65_536, 1_000_000 }) {
			byte[] message = new byte[size];
			random.nextBytes(message);
			assertThat(inflated(gzip(message), size)).isEqualTo(message);
			assertThat(inflated(gzip(new byte[size]), Integer.MAX_VALUE)).isEqualTo(new byte[size]);
		}
	}

	@Test
	void withoutMemoryNothingIsKept() {
		ByteBuf compressed = buffer(gzip(new byte[10]));
		this.memory.exhausted(true);
		assertThatExceptionOfType(OutOfMemoryError.class)
			.isThrownBy(() -> this.inflater.inflate(compressed, new GzipEncoding(), 1000));
		this.memory.exhausted(false);
	}

	@Test
	void oneByteOverTheLimitIsTooMuch() {
		assertThat(inflated(gzip(new byte[1000]), 1000)).hasSize(1000);
		Status status = failure(gzip(new byte[1001]), new GzipEncoding(), 1000);
		assertThat(status.code()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED);
		assertThat(status.description()).isEqualTo("received message after decompression larger than max 1000");
		assertThat(failure(gzip(new byte[1]), new GzipEncoding(), 0).code()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED);
	}

	@Test
	void aBombIsInflatedNoFurtherThanTheLimit() {
		long[] inflatedBytes = new long[1];
		Decompressor endless = new Named((source) -> new InputStream() {

			@Override
			public int read() {
				inflatedBytes[0]++;
				return 'x';
			}

			@Override
			public int read(byte[] target, int offset, int length) {
				inflatedBytes[0] += length;
				return length;
			}

		});
		Status status = failure(bytes("small"), endless, 100_000);
		assertThat(status.code()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED);
		assertThat(inflatedBytes[0]).isEqualTo(100_001);
	}

	@Test
	void aBombTakesNoMoreMemoryThanTheLimit() {
		byte[] bomb = gzip(new byte[100_000_000]);
		assertThat(bomb).hasSizeLessThan(200_000);
		ByteBuf compressed = buffer(bomb);
		long[] most = new long[1];
		Decompressor measured = new Named((source) -> {
			InputStream gzip = new GzipEncoding().decompress(source);
			return new java.io.FilterInputStream(gzip) {

				@Override
				public int read(byte[] target, int offset, int length) throws IOException {
					most[0] = Math.max(most[0], MessageInflaterTest.this.memory.bytesOut());
					return super.read(target, offset, length);
				}

			};
		});
		StatusException error = catchThrowableOfType(StatusException.class,
				() -> this.inflater.inflate(compressed, measured, 1_000_000));
		assertThat(error.code()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED);
		assertThat(most[0]).isLessThan(bomb.length + 2_200_000L);
	}

	@Test
	void whatIsNotWhatItSaysIsAnInternalError() {
		Status status = failure(bytes("no gzip"), new GzipEncoding(), 1000);
		assertThat(status.code()).isEqualTo(StatusCode.INTERNAL);
		assertThat(status.description())
			.isEqualTo("failed to decompress the response message: it is not gzip (Not in GZIP format)");
		assertThat(status.cause()).isInstanceOf(IOException.class);
	}

	@Test
	void whatIsCutOffIsToldFromWhatIsSomethingElse() {
		byte[] whole = gzip(bytes("message"));
		for (int length : new int[] { 0, 1, 12, whole.length - 1 }) {
			assertThat(failure(Arrays.copyOf(whole, length), new GzipEncoding(), 1000).description())
				.isEqualTo("failed to decompress the response message: it is cut off");
		}
	}

	@Test
	void aDecompressorThatThrowsIsAnInternalError() {
		RuntimeException bug = new IllegalStateException("bug");
		Status status = failure(bytes("x"), new Named((source) -> {
			throw bug;
		}), 1000);
		assertThat(status.code()).isEqualTo(StatusCode.INTERNAL);
		assertThat(status.cause()).isSameAs(bug);
	}

	private byte[] inflated(byte[] compressed, int maxInbound) {
		ByteBuf message = this.inflater.inflate(buffer(compressed), new GzipEncoding(), maxInbound);
		try {
			return ByteBufUtil.getBytes(message);
		}
		finally {
			message.release();
		}
	}

	private Status failure(byte[] compressed, Decompressor decompressor, int maxInbound) {
		return catchThrowableOfType(StatusException.class,
				() -> this.inflater.inflate(buffer(compressed), decompressor, maxInbound))
			.status();
	}

	private ByteBuf buffer(byte[] bytes) {
		return this.memory.allocator().buffer().writeBytes(bytes);
	}

	private static byte[] gzip(byte[] message) {
		ByteArrayOutputStream target = new ByteArrayOutputStream();
		try (OutputStream stream = new GzipEncoding().compress(target)) {
			stream.write(message);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return target.toByteArray();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
	}

	@FunctionalInterface
	private interface Opening {

		InputStream open(InputStream source) throws IOException;

	}

	private record Named(Opening opening) implements Decompressor {

		@Override
		public String encoding() {
			return "test";
		}

		@Override
		public InputStream decompress(InputStream source) throws IOException {
			return this.opening.open(source);
		}

	}

}
