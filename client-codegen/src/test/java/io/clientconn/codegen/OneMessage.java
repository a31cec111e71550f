package io.clientconn.codegen;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

import com.google.protobuf.Message;

/**
 * A publisher of one message, on the thread that asks for it.
 *
 * @param message the message
 */
record OneMessage(Message message) implements Flow.Publisher<Message> {

	@Override
	public void subscribe(Flow.Subscriber<? super Message> subscriber) {
		subscriber.onSubscribe(new Flow.Subscription() {
			private boolean done;

			@Override
			public void request(long count) {
				if (!this.done) {
					this.done = true;
					subscriber.onNext(OneMessage.this.message);
					subscriber.onComplete();
				}
			}

			@Override
			public void cancel() {
				this.done = true;
			}
		});
	}

	/**
	 * Waits for the first message of a publisher.
	 */
	static Message first(Flow.Publisher<Object> publisher) {
		CompletableFuture<Message> first = new CompletableFuture<>();
		publisher.subscribe(new Flow.Subscriber<>() {
			@Override
			public void onSubscribe(Flow.Subscription subscription) {
				subscription.request(Long.MAX_VALUE);
			}

			@Override
			public void onNext(Object message) {
				first.complete((Message) message);
			}

			@Override
			public void onError(Throwable failure) {
				first.completeExceptionally(failure);
			}

			@Override
			public void onComplete() {
				first.completeExceptionally(new AssertionError("no message"));
			}
		});
		return first.join();
	}

}
