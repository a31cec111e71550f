package io.clientconn.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.clientconn.rpc.MessageSource;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class BufferMessageSourceTest {

	private final CountingAllocator memory = new CountingAllocator();

	@AfterEach
	void everyBufferIsReleased() {
		this.memory.assertAllReleased();
	}

	@Test
	void theStreamStartsAnewEachTime() throws IOException {
		BufferMessageSource source = new BufferMessageSource(buffer("hello"));
		assertThat(source.length()).isEqualTo(5);
		assertThat(source.stream().readAllBytes()).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
		assertThat(source.stream().readAllBytes()).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
		source.release();
	}

	@Test
	void aCompositeMessageIsSeenPartByPart() {
		BufferMessageSource source = new BufferMessageSource(this.memory.allocator()
			.compositeBuffer()
			.addComponent(true, buffer("hel"))
			.addComponent(true, buffer("lo")));
		assertThat(source.buffers()).hasSize(2).allMatch(ByteBuffer::isReadOnly);
		assertThat(source.buffers()).extracting(ByteBuffer::remaining).containsExactly(3, 2);
		source.release();
	}

	@Test
	void aMessageIsReadFromAnArrayWhereverItLies() {
		for (ByteBuf message : List.of(this.memory.allocator().heapBuffer().writeBytes(ascii("xhello")),
				this.memory.allocator().directBuffer().writeBytes(ascii("xhello")),
				this.memory.allocator()
					.compositeBuffer()
					.addComponent(true, buffer("xhel"))
					.addComponent(true, buffer("lo")))) {
			BufferMessageSource source = new BufferMessageSource(message.skipBytes(1));
			for (int i = 0; i < 2; i++) {
				ByteBuffer bytes = source.onHeap();
				assertThat(new String(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining(),
						StandardCharsets.US_ASCII))
					.isEqualTo("hello");
			}
			assertThat(source.length()).isEqualTo(5);
			source.release();
		}
	}

	@Test
	void aDetachedMessageIsReadFromAnArrayOfItsOwn() {
		BufferMessageSource source = new BufferMessageSource(
				this.memory.allocator().directBuffer().writeBytes(ascii("kept")));
		MessageSource.Detached kept = source.detach();
		source.release();
		long before = this.memory.bytesOut();
		ByteBuffer bytes = kept.onHeap();
		assertThat(this.memory.bytesOut()).isEqualTo(before);
		kept.close();
		assertThat(new String(bytes.array(), bytes.arrayOffset(), bytes.remaining(), StandardCharsets.US_ASCII))
			.isEqualTo("kept");
	}

	@Test
	void theArrayGoesWhenTheMarshallerHasReadEvenIfTheMessageStays() {
		BufferMessageSource source = new BufferMessageSource(
				this.memory.allocator().directBuffer().writeBytes(ascii("kept")));
		long before = this.memory.bytesOut();
		source.onHeap();
		assertThat(this.memory.bytesOut()).isGreaterThan(before);
		MessageSource.Detached kept = source.detach();
		source.release();
		assertThat(this.memory.bytesOut()).isEqualTo(before);
		kept.close();
	}

	@Test
	void releasingTwiceReleasesOnce() {
		BufferMessageSource source = new BufferMessageSource(buffer("x"));
		source.release();
		source.release();
		source.close();
	}

	@Test
	void detachedBytesOutliveTheirReaderUntilClosed() {
		BufferMessageSource source = new BufferMessageSource(buffer("kept"));
		MessageSource.Detached kept = source.detach();
		source.release();
		assertThat(StandardCharsets.US_ASCII.decode(kept.buffers().get(0)).toString()).isEqualTo("kept");
		kept.close();
		kept.close();
	}

	@Test
	void detachingTwiceIsRefused() {
		BufferMessageSource source = new BufferMessageSource(buffer("x"));
		MessageSource.Detached kept = source.detach();
		assertThatIllegalStateException().isThrownBy(source::detach);
		assertThatIllegalStateException().isThrownBy(kept::detach);
		kept.close();
	}

	@Test
	void aSourceThatNobodyHasAnyMoreTakesTheNextMessage() throws IOException {
		BufferMessageSource source = new BufferMessageSource(buffer("one"));
		assertThat(source.release()).isTrue();
		BufferMessageSource next = BufferMessageSource.after(source, buffer("three"), 7);
		assertThat(next).isSameAs(source);
		assertThat(next.length()).isEqualTo(5);
		assertThat(next.wireLength()).isEqualTo(7);
		assertThat(next.readArray(BufferMessageSourceTest::text)).isEqualTo("three");
		assertThat(next.release()).isTrue();
	}

	@Test
	void aDetachedSourceTakesNoOtherMessage() {
		BufferMessageSource kept = new BufferMessageSource(buffer("kept"));
		kept.detach();
		assertThat(kept.release()).isFalse();
		kept.close();
		assertThat(kept.release()).isFalse();
		BufferMessageSource another = BufferMessageSource.after(null, buffer("x"), 1);
		assertThat(another.release()).isTrue();
	}

	@Test
	void anArrayIsReadWhereverTheMessageLies() throws IOException {
		for (ByteBuf message : List.of(this.memory.allocator().heapBuffer().writeBytes(ascii("xhello")),
				this.memory.allocator().directBuffer().writeBytes(ascii("xhello")))) {
			BufferMessageSource source = new BufferMessageSource(message.skipBytes(1));
			assertThat(source.readArray(BufferMessageSourceTest::text)).isEqualTo("hello");
			MessageSource.Detached kept = source.detach();
			assertThat(kept.readArray(BufferMessageSourceTest::text)).isEqualTo("hello");
			source.release();
			kept.close();
		}
	}

	@Test
	void aMessageWithoutBytesIsDetachedAsOftenAsSomebodyWants() throws IOException {
		MessageSource source = EmptyMessageSource.INSTANCE;
		assertThat(source.length()).isZero();
		assertThat(source.wireLength()).isZero();
		assertThat(source.buffers()).singleElement().satisfies((bytes) -> assertThat(bytes.hasRemaining()).isFalse());
		assertThat(source.stream().read()).isEqualTo(-1);
		assertThat(source.readArray(BufferMessageSourceTest::text)).isEmpty();
		MessageSource.Detached one = source.detach();
		MessageSource.Detached other = source.detach();
		assertThat(one.length()).isZero();
		assertThatIllegalStateException().isThrownBy(one::detach);
		one.close();
		other.close();
	}

	private static String text(byte[] array, int offset, int length) {
		return new String(array, offset, length, StandardCharsets.US_ASCII);
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private ByteBuf buffer(String text) {
		ByteBuf buffer = this.memory.allocator().buffer();
		buffer.writeCharSequence(text, StandardCharsets.US_ASCII);
		return buffer;
	}

}
