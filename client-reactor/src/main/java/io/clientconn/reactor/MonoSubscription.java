package io.clientconn.reactor;

import java.util.concurrent.atomic.AtomicReference;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.stub.RpcFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * One subscriber and its call with a single response. Demand comes from the subscriber's
 * threads and the response from the callback executor; who moves the state to
 * {@link State#OVER} signals the end, so signals never overlap and none follows a
 * cancellation.
 *
 * @param <R> the response message
 */
@AnyThread
final class MonoSubscription<R> implements Subscription {

	private final CoreSubscriber<? super R> subscriber;

	private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

	/** Written before the state becomes {@link State#ANSWERED}. */
	private volatile @Nullable R response;

	private volatile @Nullable RpcFuture<R> future;

	MonoSubscription(CoreSubscriber<? super R> subscriber) {
		this.subscriber = subscriber;
	}

	boolean isOver() {
		return isEnd(this.state.get());
	}

	/**
	 * Binds the call, unless it is not wanted any more.
	 */
	@SuppressWarnings("FutureReturnValueIgnored") // nothing comes after the signals
	void attach(RpcFuture<R> started) {
		this.future = started;
		if (isOver()) {
			started.cancel(true);
			return;
		}
		started.whenComplete(this::end);
	}

	/**
	 * What a subscriber throws, against its rules, would be lost in the future.
	 */
	private void end(@Nullable R message, @Nullable Throwable failure) {
		try {
			if (failure != null) {
				fail(failure);
			}
			else if (message != null) {
				answer(message);
			}
		}
		catch (RuntimeException | Error ex) {
			Operators.onErrorDropped(ex, this.subscriber.currentContext());
		}
	}

	@Override
	public void request(long count) {
		if (count <= 0) {
			// Rule 3.9 of Reactive Streams.
			fail(new IllegalArgumentException("the demand of a subscription must be at least 1, but is " + count));
			cancelCall();
		}
		else if (!this.state.compareAndSet(State.WAITING, State.DEMANDED)
				&& this.state.compareAndSet(State.ANSWERED, State.OVER)) {
			emit(this.response);
		}
	}

	private void answer(R message) {
		this.response = message;
		if (!this.state.compareAndSet(State.WAITING, State.ANSWERED)
				&& this.state.compareAndSet(State.DEMANDED, State.OVER)) {
			emit(message);
		}
	}

	private void emit(@Nullable R message) {
		if (message != null) {
			this.subscriber.onNext(message);
		}
		if (this.state.get() != State.CANCELLED) {
			this.subscriber.onComplete();
		}
	}

	/**
	 * Ends the subscription with a failure, if it goes on.
	 */
	void fail(Throwable failure) {
		if (!isEnd(this.state.getAndUpdate((before) -> isEnd(before) ? before : State.OVER))) {
			this.subscriber.onError(failure);
		}
	}

	@Override
	public void cancel() {
		if (!isEnd(this.state.getAndSet(State.CANCELLED))) {
			cancelCall();
		}
	}

	private void cancelCall() {
		RpcFuture<R> started = this.future;
		if (started != null) {
			started.cancel(true);
		}
	}

	private static boolean isEnd(@Nullable State state) {
		return state == State.OVER || state == State.CANCELLED;
	}

	/** What is known of the two sides. */
	private enum State {

		/** Neither demand nor response. */
		WAITING,

		/** Demand, but no response. */
		DEMANDED,

		/** A response, but no demand. */
		ANSWERED,

		/** The end is signalled, or about to be. */
		OVER,

		/** Nobody wants the end. */
		CANCELLED

	}

}
