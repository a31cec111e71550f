package io.clientconn.stub;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.ClientStream;

import org.jspecify.annotations.Nullable;

/**
 * Sends what a publisher emits, and asks it for one message at a time and only while the
 * call can take it. Subscribes once.
 * <p>
 * The publisher's threads bring messages, the callback executor brings readiness and the
 * end of the call; a counter makes sure that only one of them at a time speaks to the
 * subscription, as its rules demand. It never blocks and never calls a publisher that has
 * ended.
 *
 * @param <Q> the request message
 */
@AnyThread
final class RequestPump<Q> implements Flow.Subscriber<Q>, RequestFeed<Q> {

	private final Flow.Publisher<? extends Q> requests;

	/** Signals not looked at; the thread that moves it from 0 drains. */
	private final AtomicInteger signals = new AtomicInteger();

	private volatile @Nullable ClientStream<Q> stream;

	private volatile Flow.@Nullable Subscription upstream;

	/** One message is asked for and has not come. */
	private volatile boolean awaiting;

	private volatile boolean upstreamOver;

	private volatile boolean callOver;

	RequestPump(Flow.Publisher<? extends Q> requests) {
		this.requests = requests;
	}

	@Override
	public void start(ClientStream<Q> started) {
		this.stream = started;
		try {
			this.requests.subscribe(this);
		}
		catch (RuntimeException | Error ex) {
			onError(ex);
		}
	}

	@Override
	public void ready() {
		signal();
	}

	@Override
	public void callOver() {
		this.callOver = true;
		signal();
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		refuseNull(subscription, "onSubscribe");
		if (this.upstream != null) {
			subscription.cancel();
			return;
		}
		this.upstream = subscription;
		signal();
	}

	@Override
	public void onNext(Q message) {
		refuseNull(message, "onNext");
		ClientStream<Q> started = this.stream;
		if (started != null && !this.callOver) {
			try {
				started.send(message, 0);
			}
			catch (RuntimeException | Error ex) {
				started.cancel("a request could not be sent", ex);
				this.callOver = true;
			}
		}
		this.awaiting = false;
		signal();
	}

	@Override
	public void onError(Throwable failure) {
		refuseNull(failure, "onError");
		this.upstreamOver = true;
		ClientStream<Q> started = this.stream;
		if (started != null) {
			started.cancel("the publisher of the requests failed", failure);
		}
	}

	@Override
	public void onComplete() {
		this.upstreamOver = true;
		ClientStream<Q> started = this.stream;
		if (started == null) {
			return;
		}
		try {
			started.halfClose();
		}
		catch (RuntimeException | Error ex) {
			started.cancel("the end of the requests could not be sent", ex);
		}
	}

	/**
	 * Rule 2.13. The publisher gets the exception, but may drop it, and the call would
	 * wait for ever.
	 */
	private void refuseNull(@Nullable Object argument, String signal) {
		if (argument == null) {
			String broken = "the publisher of the requests called " + signal + " with null";
			NullPointerException ex = new NullPointerException(broken);
			ClientStream<Q> started = this.stream;
			if (started != null) {
				started.cancel(broken, ex);
			}
			callOver();
			throw ex;
		}
	}

	private void signal() {
		if (this.signals.getAndIncrement() != 0) {
			return;
		}
		int seen = 1;
		do {
			speak();
			seen = this.signals.addAndGet(-seen);
		}
		while (seen != 0);
	}

	private void speak() {
		Flow.Subscription subscription = this.upstream;
		ClientStream<Q> started = this.stream;
		if (subscription == null || started == null || this.upstreamOver) {
			return;
		}
		if (this.callOver) {
			this.upstreamOver = true;
			subscription.cancel();
		}
		else if (!this.awaiting) {
			try {
				this.awaiting = started.isReady();
				if (this.awaiting) {
					subscription.request(1);
				}
			}
			catch (RuntimeException | Error ex) {
				this.upstreamOver = true;
				started.cancel("no request could be asked for", ex);
				subscription.cancel();
			}
		}
	}

}
