package io.clientconn.stub;

import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;

/** A publisher of requests that emits when the test says so. For one thread. */
final class ScriptedPublisher implements Flow.Publisher<String> {

	private Flow.@Nullable Subscriber<? super String> subscriber;

	private long demand;

	private boolean cancelled;

	@Override
	public void subscribe(Flow.Subscriber<? super String> given) {
		this.subscriber = given;
		given.onSubscribe(new Flow.Subscription() {
			@Override
			public void request(long count) {
				ScriptedPublisher.this.demand += count;
			}

			@Override
			public void cancel() {
				ScriptedPublisher.this.cancelled = true;
			}
		});
	}

	void emit(String message) {
		this.demand--;
		subscriber().onNext(message);
	}

	void complete() {
		subscriber().onComplete();
	}

	void fail(Throwable failure) {
		subscriber().onError(failure);
	}

	long demand() {
		return this.demand;
	}

	boolean cancelled() {
		return this.cancelled;
	}

	Flow.Subscriber<? super String> subscriber() {
		Flow.Subscriber<? super String> given = this.subscriber;
		if (given == null) {
			throw new AssertionError("nobody has subscribed");
		}
		return given;
	}

}
