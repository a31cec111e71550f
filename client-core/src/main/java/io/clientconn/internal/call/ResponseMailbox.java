package io.clientconn.internal.call;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Decompressor;
import io.clientconn.rpc.EndListener;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.ResponseListener;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has arrived of a response and was not handed over yet: headers, messages and the
 * outcome, which come in this order. Each has its place, and only messages after the
 * first need a queue.
 * <p>
 * The call serializer puts in, one run at a time takes out. Whoever looks reads the
 * places from the last to the first: what was put in earlier is then seen as well. It
 * never decides whether something may be handed over.
 *
 * @param <R> the response message
 */
@AnyThread
abstract class ResponseMailbox<R> {

	private static final VarHandle FIRST;

	static {
		try {
			FIRST = MethodHandles.lookup().findVarHandle(ResponseMailbox.class, "first", Object.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private static final Logger LOG = LoggerFactory.getLogger(ResponseMailbox.class);

	final ResponseListener<R> listener;

	private volatile @Nullable Metadata headers;

	/** Who answered; written before the headers. */
	private @Nullable PeerInfo answeredBy;

	/** A ByteBuf or {@link Compressed}. */
	private volatile @Nullable Object first;

	private volatile @Nullable Queue<Object> more;

	private volatile @Nullable CallOutcome outcome;

	/** The call serializer's own. */
	private boolean hadMessage;

	ResponseMailbox(ResponseListener<R> listener) {
		this.listener = listener;
	}

	/**
	 * Tells a listener that asked for it that nothing more will be put in but the
	 * outcome.
	 */
	final void tellEnd() {
		if (this.listener instanceof EndListener impatient) {
			try {
				impatient.onEnd();
			}
			catch (Throwable ex) {
				LOG.warn("onEnd of {} failed", impatient, ex);
			}
		}
	}

	final void putHeaders(Metadata metadata, PeerInfo peer) {
		this.answeredBy = peer;
		this.headers = metadata;
	}

	final void putMessage(ByteBuf message, @Nullable Decompressor decompressor) {
		Object event = (decompressor == null) ? message : new Compressed(message, decompressor);
		if (!this.hadMessage) {
			this.hadMessage = true;
			this.first = event;
			return;
		}
		Queue<Object> queue = this.more;
		if (queue == null) {
			queue = new ConcurrentLinkedQueue<>();
			this.more = queue;
		}
		queue.add(event);
	}

	final void putOutcome(CallOutcome end) {
		this.outcome = end;
	}

	final boolean hadMessage() {
		return this.hadMessage;
	}

	final @Nullable PeerInfo answeredBy() {
		return this.answeredBy;
	}

	/**
	 * What comes next, left where it is.
	 * @return metadata, a message or the outcome; null if nothing has arrived
	 */
	final @Nullable Object peek() {
		CallOutcome last = this.outcome;
		Queue<Object> queue = this.more;
		Object message = this.first;
		Metadata opening = this.headers;
		if (opening != null) {
			return opening;
		}
		if (message == null && queue != null) {
			message = queue.peek();
		}
		return (message != null) ? message : last;
	}

	/**
	 * Takes what {@link #peek} answered.
	 */
	final void take(Object event) {
		if (event instanceof Metadata) {
			this.headers = null;
		}
		else if (this.first == event) {
			this.first = null;
		}
		else if (isMessage(event) && this.more != null) {
			this.more.poll();
		}
	}

	/**
	 * Releases the messages that nobody takes any more. Two threads may do so at once.
	 */
	final void releaseAll() {
		release(FIRST.getAndSet(this, null));
		Queue<Object> queue = this.more;
		if (queue != null) {
			for (Object event = queue.poll(); event != null; event = queue.poll()) {
				release(event);
			}
		}
	}

	private static void release(@Nullable Object event) {
		if (event != null) {
			bytesOf(event).release();
		}
	}

	static boolean isMessage(Object event) {
		return event instanceof ByteBuf || event instanceof Compressed;
	}

	static ByteBuf bytesOf(Object message) {
		return (message instanceof Compressed compressed) ? compressed.bytes() : (ByteBuf) message;
	}

	/**
	 * A message that cannot be decoded as it is.
	 *
	 * @param bytes the message
	 * @param decompressor what it needs before it can be decoded
	 */
	record Compressed(ByteBuf bytes, Decompressor decompressor) {

	}

}
