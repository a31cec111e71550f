package io.clientconn.stub;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.StatusException;

import org.jspecify.annotations.Nullable;

/**
 * The hand-over from the callbacks of a streaming call to the threads that block on it:
 * filled by the callback executor, emptied by one reading thread, watched by one writing
 * thread. It never starts, feeds or cancels the call.
 *
 * @param <R> the response message
 */
@AnyThread
final class ResponseInbox<R> implements ResponseListener<R> {

	private final String method;

	/** Bounded by the credit that the reader gave. */
	private final Queue<R> messages = new ConcurrentLinkedQueue<>();

	private final AtomicReference<@Nullable CallOutcome> outcome = new AtomicReference<>();

	private final WaitingPlace reading = new WaitingPlace();

	private final WaitingPlace writing = new WaitingPlace();

	private volatile @Nullable Metadata headers;

	/** The caller closed the call: unread messages are void. */
	private volatile boolean abandoned;

	/** What cut a call short that had ended well with messages unread. */
	private volatile @Nullable CallOutcome cut;

	ResponseInbox(String method) {
		this.method = method;
	}

	@Override
	public void onHeaders(Metadata received, PeerInfo peer) {
		this.headers = received;
		this.reading.wake();
	}

	@Override
	public void onMessage(R message) {
		this.messages.add(message);
		this.reading.wake();
	}

	@Override
	public void onReady() {
		this.writing.wake();
	}

	@Override
	public void onClose(CallOutcome end) {
		this.outcome.compareAndSet(null, end);
		this.reading.wake();
		this.writing.wake();
	}

	/**
	 * Ends the call for those who block on it, unless it has ended. Unread messages are
	 * dropped; if that makes a difference to a good end, this is the end too.
	 */
	void abandon(CallOutcome end) {
		if (this.outcome.compareAndSet(null, end)) {
			this.abandoned = true;
		}
		else if (!this.messages.isEmpty() && isGood(this.outcome.get())) {
			// Before the messages go, or a reader could take the rest for the whole.
			this.cut = end;
		}
		this.messages.clear();
		this.reading.wake();
		this.writing.wake();
	}

	/**
	 * Takes the next message without waiting.
	 * @return the message, or null if there is none now
	 */
	@Nullable R poll() {
		return this.abandoned ? null : this.messages.poll();
	}

	boolean isEmpty() {
		return this.abandoned || this.messages.isEmpty();
	}

	boolean isOver() {
		return this.outcome.get() != null;
	}

	/**
	 * How the call ended for its caller.
	 * @return the end, or null while it goes on
	 */
	@Nullable CallOutcome outcome() {
		CallOutcome cutShort = this.cut;
		return (cutShort != null) ? cutShort : this.outcome.get();
	}

	private static boolean isGood(@Nullable CallOutcome end) {
		return end != null && end.status().isOk();
	}

	@Nullable Metadata headers() {
		return this.headers;
	}

	void awaitResponse(BooleanSupplier condition) throws InterruptedException {
		this.reading.await(condition, WaitingPlace.FOREVER);
	}

	boolean awaitWritable(BooleanSupplier condition, long nanos) throws InterruptedException {
		return this.writing.await(condition, nanos);
	}

	/**
	 * Makes the exception of an end, with the stack of the calling thread.
	 */
	StatusException failure(CallOutcome end) {
		return new StatusException(this.method, end);
	}

	String method() {
		return this.method;
	}

	@Override
	public String toString() {
		return "ResponseInbox[" + this.method + ", outcome=" + this.outcome.get() + "]";
	}

}
