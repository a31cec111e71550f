package io.clientconn.stub;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Metadata;

import org.jspecify.annotations.Nullable;

/**
 * The call with many responses, read by one thread and, if it is bidirectional, written
 * by one thread. Keeps up to {@link #WINDOW} messages fetched ahead and asks for more
 * when half of them are read. It never reads on its own.
 *
 * @param <Q> the request message
 * @param <R> the response message
 */
final class StreamingCall<Q, R> implements BidiStreamingCall<Q, R> {

	/** Enough to hide a hop to the callback executor, few enough for large messages. */
	static final int WINDOW = 8;

	private static final int REFILL = WINDOW / 2;

	private final BlockingStream<Q, R> stream;

	private final ResponseInbox<R> inbox;

	/** Read since the last refill; the reading thread's own. */
	private int consumed;

	StreamingCall(BlockingStream<Q, R> stream) {
		this.stream = stream;
		this.inbox = stream.inbox();
	}

	@Override
	public @Nullable R read() {
		this.stream.awaitResponse(() -> !this.inbox.isEmpty() || this.inbox.isOver());
		// The outcome first: with it in hand, an empty inbox stays empty.
		CallOutcome end = this.inbox.outcome();
		R message = this.inbox.poll();
		if (message != null) {
			refill();
			return message;
		}
		if (end == null) {
			end = this.inbox.outcome();
		}
		if (end != null && !end.status().isOk()) {
			throw this.inbox.failure(end);
		}
		return null;
	}

	private void refill() {
		if (++this.consumed == REFILL) {
			this.consumed = 0;
			this.stream.request(REFILL);
		}
	}

	@Override
	public Metadata headers() {
		this.stream.awaitResponse(() -> this.inbox.headers() != null || this.inbox.isOver());
		Metadata headers = this.inbox.headers();
		if (headers != null) {
			return headers;
		}
		CallOutcome end = this.inbox.outcome();
		if (end != null && !end.status().isOk()) {
			throw this.inbox.failure(end);
		}
		return Metadata.EMPTY;
	}

	@Override
	public boolean write(Q message) {
		return this.stream.write(message, WaitingPlace.FOREVER) == WriteResult.SENT;
	}

	@Override
	public WriteResult tryWrite(Q message, Duration timeout) {
		return this.stream.write(message, TimeUnit.NANOSECONDS.convert(timeout));
	}

	@Override
	public void halfClose() {
		this.stream.halfClose();
	}

	@Override
	public void close() {
		this.stream.close();
	}

}
