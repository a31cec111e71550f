package io.clientconn.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.clientconn.concurrent.AnyThread;
import org.jspecify.annotations.Nullable;

/**
 * Asks for one message at a time, when the one before it has come, and takes down what
 * the publisher does that it must not.
 */
@AnyThread
final class StrictSubscriber implements Flow.Subscriber<Object> {

	/** Where a publisher without end is left. */
	static final int MOST_MESSAGES = 1000;

	private static final Object COMPLETE = new Object();

	private final BlockingQueue<Object> signals = new LinkedBlockingQueue<>();

	private final List<String> offences = new CopyOnWriteArrayList<>();

	/** Messages asked for that have not come. */
	private final AtomicLong asked = new AtomicLong();

	private volatile Flow.@Nullable Subscription subscription;

	private volatile boolean over;

	@Override
	public void onSubscribe(Flow.Subscription to) {
		if (this.subscription != null) {
			this.offences.add("onSubscribe was called twice");
			return;
		}
		this.subscription = to;
	}

	@Override
	@SuppressWarnings("NullAway") // what a broken publisher may do
	public void onNext(Object message) {
		if (message == null) {
			this.offences.add("onNext was called with null");
			return;
		}
		if (this.asked.decrementAndGet() < 0) {
			this.offences.add("onNext was called more often than messages were asked for");
		}
		tell("onNext", message);
	}

	@Override
	public void onError(Throwable failure) {
		end("onError", new Failure(failure));
	}

	@Override
	public void onComplete() {
		end("onComplete", COMPLETE);
	}

	private void end(String signal, Object what) {
		tell(signal, what);
		this.over = true;
	}

	private void tell(String signal, Object what) {
		if (this.subscription == null) {
			this.offences.add(signal + " was called before onSubscribe");
		}
		if (this.over) {
			this.offences.add(signal + " was called after the end");
		}
		this.signals.add(what);
	}

	/**
	 * Takes messages until the publisher ends.
	 * @param patience how long to wait for each
	 * @return the messages
	 * @throws Failed if the publisher failed
	 */
	List<Object> collect(Duration patience) throws Failed {
		List<Object> messages = new ArrayList<>();
		Flow.Subscription from = this.subscription;
		while (from != null && messages.size() < MOST_MESSAGES) {
			this.asked.incrementAndGet();
			from.request(1);
			Object signal = next(patience);
			if (signal == COMPLETE) {
				return messages;
			}
			if (signal instanceof Failure failure) {
				throw new Failed(failure.thrown());
			}
			messages.add(signal);
		}
		if (from == null) {
			throw new AssertionError("the publisher did not call onSubscribe");
		}
		from.cancel();
		return messages;
	}

	private Object next(Duration patience) {
		try {
			Object signal = this.signals.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
			if (signal == null) {
				throw new AssertionError("the publisher was asked for a message and gave none, nor did it end;"
						+ " offences: " + this.offences);
			}
			return signal;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("interrupted", ex);
		}
	}

	List<String> offences() {
		return List.copyOf(this.offences);
	}

	private record Failure(Throwable thrown) {

	}

	/**
	 * The publisher failed; the cause says how.
	 */
	static final class Failed extends Exception {

		private static final long serialVersionUID = 1L;

		Failed(Throwable cause) {
			super(cause);
		}

	}

}
