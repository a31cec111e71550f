package io.clientconn.grpcjava;

import io.clientconn.concurrent.AnyThread;

import org.jspecify.annotations.Nullable;

/**
 * The sizes of messages before compression, in the order in which they were encoded. One
 * thread appends; attempts read at their own pace, and what all have read is garbage.
 */
@AnyThread
final class SentSizes {

	private final long bytes;

	private volatile @Nullable SentSizes next;

	private SentSizes(long bytes) {
		this.bytes = bytes;
	}

	long bytes() {
		return this.bytes;
	}

	@Nullable SentSizes next() {
		return this.next;
	}

	/**
	 * The end that grows, and the start that attempts read from.
	 */
	static final class Start {

		/** Null when no further attempt will read. */
		private volatile @Nullable SentSizes first = new SentSizes(0);

		/** Belongs to the sending thread. */
		private @Nullable SentSizes last = this.first;

		void add(long bytes) {
			SentSizes end = this.last;
			if (end != null) {
				SentSizes added = new SentSizes(bytes);
				end.next = added;
				this.last = added;
			}
		}

		/**
		 * Where an attempt begins to read; its own size is no message.
		 */
		@Nullable SentSizes first() {
			return this.first;
		}

		/**
		 * No other attempt follows.
		 */
		void forget() {
			this.first = null;
		}

	}

}
