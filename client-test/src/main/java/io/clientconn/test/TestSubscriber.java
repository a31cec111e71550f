package io.clientconn.test;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.clientconn.concurrent.AnyThread;

/**
 * Takes down what a publisher emits; the test decides about the demand.
 *
 * @param <T> the message
 */
@AnyThread
final class TestSubscriber<T> implements Flow.Subscriber<T> {

	final List<T> seen = new CopyOnWriteArrayList<>();

	/** Everything, once the publisher has completed. */
	final CompletableFuture<List<T>> all = new CompletableFuture<>();

	private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

	private final BlockingQueue<T> unread = new LinkedBlockingQueue<>();

	@Override
	public void onSubscribe(Flow.Subscription to) {
		this.subscription.complete(to);
	}

	@Override
	public void onNext(T message) {
		this.seen.add(message);
		this.unread.add(message);
	}

	@Override
	public void onError(Throwable failure) {
		this.all.completeExceptionally(failure);
	}

	@Override
	public void onComplete() {
		this.all.complete(this.seen);
	}

	void request(long count) {
		Probe.soon(this.subscription).request(count);
	}

	void cancel() {
		Probe.soon(this.subscription).cancel();
	}

	/**
	 * Waits for the next message.
	 */
	T next() {
		try {
			T message = this.unread.poll(Probe.PATIENCE_SECONDS, TimeUnit.SECONDS);
			if (message == null) {
				throw new AssertionError("no message came");
			}
			return message;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("interrupted", ex);
		}
	}

}
