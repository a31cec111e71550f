package io.clientconn.internal.wire;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An allocator that knows how much of its memory is still out, so that a test can end by
 * asking for all of it. Memory is freed at the last release, not by the collector.
 */
public final class CountingAllocator {

	private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

	private final ByteBufAllocator limited = new AbstractByteBufAllocator(true) {

		@Override
		protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
			return CountingAllocator.this.allocator.heapBuffer(initialCapacity, maxCapacity);
		}

		@Override
		protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
			if (CountingAllocator.this.exhausted) {
				throw new OutOfMemoryError("made for the test");
			}
			return CountingAllocator.this.allocator.directBuffer(initialCapacity, maxCapacity);
		}

		@Override
		public boolean isDirectBufferPooled() {
			return false;
		}

	};

	private boolean exhausted;

	/**
	 * The allocator to hand to the code under test.
	 * @return the allocator
	 */
	public ByteBufAllocator allocator() {
		return this.limited;
	}

	/**
	 * Whether there is no memory from now on.
	 */
	public void exhausted(boolean exhausted) {
		this.exhausted = exhausted;
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
