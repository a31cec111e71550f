package io.clientconn.stub;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** Writes down its signals. Asks for nothing unless told to when subscribed. */
final class RecordingSubscriber implements Flow.Subscriber<String> {

	/** "subscribed", messages, "complete". */
	final List<String> signals = new CopyOnWriteArrayList<>();

	final List<Throwable> failures = new CopyOnWriteArrayList<>();

	private final Consumer<Flow.Subscription> onSubscribe;

	private volatile Flow.Subscription subscription;

	RecordingSubscriber() {
		this((subscription) -> {
		});
	}

	RecordingSubscriber(Consumer<Flow.Subscription> onSubscribe) {
		this.onSubscribe = onSubscribe;
	}

	Flow.Subscription subscription() {
		return this.subscription;
	}

	@Override
	public void onSubscribe(Flow.Subscription given) {
		this.subscription = given;
		this.signals.add("subscribed");
		this.onSubscribe.accept(given);
	}

	@Override
	public void onNext(String message) {
		this.signals.add(message);
	}

	@Override
	public void onError(Throwable failure) {
		this.failures.add(failure);
	}

	@Override
	public void onComplete() {
		this.signals.add("complete");
	}

}
