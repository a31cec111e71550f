package io.clientconn.stub;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;

import org.jspecify.annotations.Nullable;

/**
 * The call with many responses, read by one thread and, if it is bidirectional, written
 * by one thread. Keeps up to {@link #WINDOW} messages fetched ahead and asks for more
 * when half of them are read. It never reads on its own, and while one of its methods
 * runs it does not count as lost.
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

	/** One for all readers, so that what one has looked at is not lost to the next. */
	private final MessageIterator<R> messages = new MessageIterator<>(this::readNext);

	/** Read since the last refill; the reading thread's own. */
	private int consumed;

	private final UnclosedStreams.Watch watch;

	StreamingCall(BlockingStream<Q, R> stream) {
		this.stream = stream;
		this.inbox = stream.inbox();
		this.watch = UnclosedStreams.watch(this, stream);
	}

	@Override
	public @Nullable R read() {
		return this.messages.take();
	}

	@Override
	public Iterator<R> iterator() {
		return this.messages;
	}

	private @Nullable R readNext() {
		try {
			return next();
		}
		finally {
			Reference.reachabilityFence(this);
		}
	}

	private @Nullable R next() {
		this.stream.awaitResponse(() -> !this.inbox.isEmpty() || this.inbox.isOver());
		// The outcome first: with it in hand, an empty inbox stays empty.
		CallOutcome end = this.inbox.outcome();
		R message = this.inbox.poll();
		if (message != null) {
			refill();
			return message;
		}
		if (end == null || end.status().isOk()) {
			// Again: somebody may have closed the call meanwhile.
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
		try {
			return awaitHeaders();
		}
		finally {
			Reference.reachabilityFence(this);
		}
	}

	private Metadata awaitHeaders() {
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
		return write(message, 0, WaitingPlace.FOREVER) == WriteResult.SENT;
	}

	@Override
	public boolean writeUncompressed(Q message) {
		return write(message, ClientStream.UNCOMPRESSED, WaitingPlace.FOREVER) == WriteResult.SENT;
	}

	@Override
	public WriteResult tryWrite(Q message, Duration timeout) {
		return write(message, 0, TimeUnit.NANOSECONDS.convert(timeout));
	}

	private WriteResult write(Q message, int flags, long nanos) {
		try {
			return this.stream.write(message, flags, nanos);
		}
		finally {
			Reference.reachabilityFence(this);
		}
	}

	@Override
	public void halfClose() {
		this.stream.halfClose();
	}

	@Override
	public void close() {
		this.stream.close();
		this.watch.end();
	}

}
