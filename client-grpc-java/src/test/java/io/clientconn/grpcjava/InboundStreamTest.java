package io.clientconn.grpcjava;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.clientconn.rpc.MessageSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * A message in several pieces of memory reads as one stream.
 */
class InboundStreamTest {

	private final Pieces pieces = new Pieces("abc", "", "de", "f");

	private final InboundStream stream = new InboundStream(this.pieces);

	private String next(int count) {
		byte[] bytes = new byte[count];
		int read = this.stream.read(bytes, 0, count);
		return (read < 0) ? "end" : new String(bytes, 0, read, StandardCharsets.UTF_8);
	}

	@Test
	void piecesAreReadAsOne() {
		assertThat(this.stream.available()).isEqualTo(6);
		assertThat(this.stream.read()).isEqualTo('a');
		assertThat(next(4)).isEqualTo("bcde");
		assertThat(this.stream.available()).isEqualTo(1);
		assertThat(next(0)).isEmpty();
		assertThat(next(10)).isEqualTo("f");
		assertThat(next(10)).isEqualTo("end");
		assertThat(this.stream.read()).isEqualTo(-1);
		assertThat(this.stream.available()).isZero();
	}

	@Test
	void markAndResetGoBackOverPieces() throws IOException {
		assertThatIOException().isThrownBy(this.stream::reset);
		assertThat(next(2)).isEqualTo("ab");
		this.stream.mark(100);
		assertThat(next(10)).isEqualTo("cdef");
		this.stream.reset();
		assertThat(this.stream.available()).isEqualTo(4);
		assertThat(next(3)).isEqualTo("cde");
		this.stream.mark(100);
		assertThat(next(3)).isEqualTo("f");
		assertThat(next(3)).isEqualTo("end");
		this.stream.reset();
		assertThat(next(3)).isEqualTo("f");
	}

	@Test
	void buffersAreHandedOutAndSkipped() {
		StringBuilder text = new StringBuilder();
		for (ByteBuffer buffer = this.stream.getByteBuffer(); buffer != null; buffer = this.stream.getByteBuffer()) {
			assertThat(buffer.isReadOnly()).isTrue();
			assertThat(this.stream.skip(buffer.remaining())).isEqualTo(buffer.remaining());
			text.append(StandardCharsets.UTF_8.decode(buffer));
		}
		assertThat(text).hasToString("abcdef");
		assertThat(this.stream.skip(5)).isZero();
		assertThat(this.stream.byteBufferSupported()).isTrue();
	}

	@Test
	void whatIsDetachedBelongsToTheNewStream() throws IOException {
		assertThat(next(2)).isEqualTo("ab");
		try (InputStream kept = this.stream.detach()) {
			assertThat(next(2)).isEqualTo("end");
			this.stream.close();
			assertThat(this.pieces.closed).hasValue(0);
			assertThat(new String(kept.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("cdef");
		}
		assertThat(this.pieces.closed).hasValue(1);
	}

	@Test
	void closingGivesTheMemoryBackOnce() {
		this.stream.close();
		this.stream.close();
		assertThat(this.pieces.closed).hasValue(1);
		assertThat(next(2)).isEqualTo("end");
	}

	private static final class Pieces implements MessageSource.Detached {

		private final List<ByteBuffer> buffers;

		private final AtomicInteger closed = new AtomicInteger();

		Pieces(String... texts) {
			this.buffers = Arrays.stream(texts)
				.map((text) -> ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
				.toList();
		}

		@Override
		public int length() {
			return this.buffers.stream().mapToInt(ByteBuffer::remaining).sum();
		}

		@Override
		public List<ByteBuffer> buffers() {
			return this.buffers;
		}

		@Override
		public InputStream stream() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Detached detach() {
			return this;
		}

		@Override
		public void close() {
			this.closed.incrementAndGet();
		}

	}

}
