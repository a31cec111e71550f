package io.clientconn.stub;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.StatusException;

import org.jspecify.annotations.Nullable;

/**
 * One subscriber and its call. Demand becomes credit of the call one to one, and a
 * cancelled subscription cancels the call.
 * <p>
 * The subscriber hears the serial callbacks of the call and nothing else, so its signals
 * never overlap. An illegal demand, which may come from any thread, cancels the call and
 * is reported when the callbacks come to its end.
 *
 * @param <R> the response message
 * @see <a href="https://github.com/reactive-streams/reactive-streams-jvm#specification">
 * Reactive Streams, the rules named in this file</a>
 */
@AnyThread
final class ResponseSubscription<R> implements Flow.Subscription, ResponseListener<R> {

	/** A demand from here on counts as unbounded: it is renewed as messages arrive. */
	private static final int UNBOUNDED = 1 << 30;

	private final String method;

	private final Flow.Subscriber<? super R> subscriber;

	private final RequestFeed<?> feed;

	/** Demand that the call has not been told. */
	private final AtomicLong demand = new AtomicLong();

	private volatile @Nullable ClientStream<?> stream;

	private volatile boolean cancelled;

	private volatile boolean unbounded;

	/** What to report in place of the outcome of the call. */
	private volatile @Nullable Throwable failure;

	/** How the call ended; waits here if it ends before its stream is known. */
	private volatile @Nullable CallOutcome outcome;

	/** Moved by whoever tells the subscriber of the end. */
	private final AtomicBoolean over = new AtomicBoolean();

	/** Messages since credit was renewed; the callbacks' own. */
	private int delivered;

	ResponseSubscription(String method, Flow.Subscriber<? super R> subscriber, RequestFeed<?> feed) {
		this.method = method;
		this.subscriber = subscriber;
		this.feed = feed;
	}

	/**
	 * Greets the subscriber.
	 * @return true if the call is still wanted
	 */
	boolean begin() {
		this.subscriber.onSubscribe(this);
		if (this.failure != null) {
			finish(Outcomes.cancelled("the demand was illegal", this.failure));
		}
		return isWanted();
	}

	/**
	 * Binds the call and hands on what was asked of the subscription so far.
	 */
	void attach(ClientStream<?> started) {
		this.stream = started;
		handOn();
		CallOutcome early = this.outcome;
		if (early != null) {
			finish(early);
		}
	}

	/**
	 * Cancels the call; its end will report the failure.
	 */
	void fail(Throwable why) {
		this.failure = why;
		handOn();
	}

	@Override
	public void request(long count) {
		if (count <= 0) {
			// Rule 3.9.
			fail(new IllegalArgumentException("the demand of a subscription must be at least 1, but is " + count));
			return;
		}
		if (count >= UNBOUNDED) {
			this.unbounded = true;
		}
		this.demand.accumulateAndGet(count, ResponseSubscription::add);
		handOn();
	}

	@Override
	public void cancel() {
		this.cancelled = true;
		handOn();
	}

	private boolean isWanted() {
		return !this.cancelled && this.failure == null;
	}

	/**
	 * Tells the call, once there is one, what the subscription was told.
	 */
	private void handOn() {
		ClientStream<?> started = this.stream;
		if (started == null) {
			return;
		}
		if (!isWanted()) {
			started.cancel("the subscriber cancelled the subscription", this.failure);
			return;
		}
		long count = this.demand.getAndSet(0);
		if (count > 0) {
			try {
				started.request((int) Math.min(count, Integer.MAX_VALUE));
			}
			catch (RuntimeException | Error ex) {
				// Rule 3.16: a demand returns normally.
				fail(new StatusException(this.method, Outcomes.brokenBy(ex)));
			}
		}
	}

	private static long add(long left, long right) {
		return (left + right < 0) ? Long.MAX_VALUE : left + right;
	}

	@Override
	public void onMessage(R message) {
		if (this.over.get() || !isWanted()) {
			return;
		}
		if (this.unbounded && ++this.delivered == UNBOUNDED) {
			this.delivered = 0;
			request(UNBOUNDED);
		}
		try {
			this.subscriber.onNext(message);
		}
		catch (RuntimeException | Error ex) {
			// Rule 2.13: a subscriber that throws has cancelled.
			cancel();
			throw ex;
		}
	}

	@Override
	public void onReady() {
		this.feed.ready();
	}

	@Override
	public void onClose(CallOutcome end) {
		this.outcome = end;
		if (this.stream != null) {
			finish(end);
		}
	}

	/**
	 * Tells the subscriber of the end, once. That of a call which nobody holds is told by
	 * whoever knows why.
	 */
	void finish(CallOutcome end) {
		if (!this.over.compareAndSet(false, true)) {
			return;
		}
		this.feed.callOver();
		if (this.cancelled) {
			return;
		}
		Throwable reported = this.failure;
		if (reported != null) {
			this.subscriber.onError(reported);
		}
		else if (end.status().isOk()) {
			this.subscriber.onComplete();
		}
		else {
			this.subscriber.onError(new StatusException(this.method, end));
		}
	}

}
