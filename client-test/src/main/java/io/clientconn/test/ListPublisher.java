package io.clientconn.test;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Flow;

/**
 * Emits a list to each subscriber, on the thread that asks, never more than asked for.
 *
 * @param <T> the message
 * @param messages what to emit; {@link #FAIL} makes it fail there
 */
record ListPublisher<T>(List<T> messages) implements Flow.Publisher<T> {

	/** Stands for a failure with this message. */
	static final String FAIL = "the publisher failed";

	@Override
	public void subscribe(Flow.Subscriber<? super T> subscriber) {
		subscriber.onSubscribe(new Emission<>(subscriber, this.messages.iterator()));
	}

	/**
	 * One subscriber, who asks for one message at a time.
	 */
	private static final class Emission<T> implements Flow.Subscription {

		private final Flow.Subscriber<? super T> subscriber;

		private final Iterator<T> left;

		private boolean over;

		Emission(Flow.Subscriber<? super T> subscriber, Iterator<T> left) {
			this.subscriber = subscriber;
			this.left = left;
		}

		@Override
		public void request(long count) {
			for (long i = 0; i < count && this.left.hasNext(); i++) {
				T next = this.left.next();
				if (next.equals(FAIL)) {
					this.over = true;
					this.subscriber.onError(new IllegalStateException(FAIL));
					return;
				}
				this.subscriber.onNext(next);
			}
			if (!this.left.hasNext() && !this.over) {
				this.over = true;
				this.subscriber.onComplete();
			}
		}

		@Override
		public void cancel() {
			// Nothing is under way between two requests.
		}

	}

}
