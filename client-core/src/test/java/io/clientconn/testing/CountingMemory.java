package io.clientconn.testing;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;

/**
 * Memory that knows how much of it is in use. Thread-safe.
 */
public final class CountingMemory {

	private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

	/**
	 * Where to take buffers from.
	 */
	public ByteBufAllocator allocator() {
		return this.allocator;
	}

	/**
	 * Bytes that were taken and not given back.
	 */
	public long inUse() {
		return this.allocator.metric().usedDirectMemory() + this.allocator.metric().usedHeapMemory();
	}

}
