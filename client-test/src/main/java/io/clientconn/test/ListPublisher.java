package io.clientconn.test;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Flow;

/**
 * Emits a list to each subscriber, on the thread that asks, never more than asked for.
 *
 * @param messages what to emit; {@link #FAIL} makes it fail there
 */
record ListPublisher(List<String> messages) implements Flow.Publisher<String> {

	/** Stands for a failure with this message. */
	static final String FAIL = "the publisher failed";

	@Override
	public void subscribe(Flow.Subscriber<? super String> subscriber) {
		subscriber.onSubscribe(new Emission(subscriber, this.messages.iterator()));
	}

	/**
	 * One subscriber, who asks for one message at a time.
	 */
	private static final class Emission implements Flow.Subscription {

		private final Flow.Subscriber<? super String> subscriber;

		private final Iterator<String> left;

		Emission(Flow.Subscriber<? super String> subscriber, Iterator<String> left) {
			this.subscriber = subscriber;
			this.left = left;
		}

		@Override
		public void request(long count) {
			for (long i = 0; i < count && this.left.hasNext(); i++) {
				String next = this.left.next();
				if (next.equals(FAIL)) {
					this.subscriber.onError(new IllegalStateException(FAIL));
					return;
				}
				this.subscriber.onNext(next);
			}
			if (!this.left.hasNext()) {
				this.subscriber.onComplete();
			}
		}

		@Override
		public void cancel() {
			// Nothing is under way between two requests.
		}

	}

}
