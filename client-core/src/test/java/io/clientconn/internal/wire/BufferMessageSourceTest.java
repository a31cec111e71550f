package io.clientconn.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

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

	private ByteBuf buffer(String text) {
		ByteBuf buffer = this.memory.allocator().buffer();
		buffer.writeCharSequence(text, StandardCharsets.US_ASCII);
		return buffer;
	}

}
