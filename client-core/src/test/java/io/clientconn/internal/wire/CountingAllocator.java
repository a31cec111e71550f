package io.clientconn.internal.wire;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An allocator that knows how much of its memory is still out, so that a test can end by
 * asking for all of it. Memory is freed at the last release, not by the collector.
 */
public final class CountingAllocator {

	private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

	/**
	 * The allocator to hand to the code under test.
	 * @return the allocator
	 */
	public ByteBufAllocator allocator() {
		return this.allocator;
	}

	/**
	 * How many bytes were allocated and not freed.
	 * @return zero when every buffer is released
	 */
	public long bytesOut() {
		return this.allocator.metric().usedDirectMemory() + this.allocator.metric().usedHeapMemory();
	}

	/**
	 * Fails unless every buffer is released.
	 */
	public void assertAllReleased() {
		assertThat(bytesOut()).as("bytes of buffers that nobody released").isZero();
	}

}
