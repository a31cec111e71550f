package io.clientconn.rpc;

import java.time.Duration;
import java.util.List;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.concurrent.Scheduler;

import org.jspecify.annotations.Nullable;

/**
 * Takes down what a call tells besides its messages. Handed to one call by
 * {@link RpcOptions#capture}, filled while the call goes on, and complete when its result
 * is there: when a blocking call returns or throws, when a future completes, after the
 * last message of a stream.
 * <p>
 * It holds one call. If the options are used again it forgets the earlier call when the
 * next one starts, so concurrent calls need one each. What an interceptor answers without
 * asking the channel is not seen. Any thread may read it at any time. It never changes
 * the call.
 *
 * @since 0.1.0
 */
@AnyThread
public final class ResponseInfo {

	private volatile @Nullable Recording<?> latest;

	/**
	 * Makes an empty one.
	 */
	public ResponseInfo() {
	}

	/**
	 * Starts to take down a call. For implementations of {@link Channel}, which call it
	 * once per call, when the call starts.
	 * @param <R> the response message
	 * @param listener who hears the response
	 * @param scheduler the clock of the channel
	 * @return what has to hear the response in place of the listener
	 */
	public <R> ResponseListener<R> recording(ResponseListener<R> listener, Scheduler scheduler) {
		Recording<R> begun = new Recording<>(listener, scheduler);
		this.latest = begun;
		return begun;
	}

	/**
	 * Whether the call has ended.
	 * @return false before that, and if no call has started
	 */
	public boolean isOver() {
		return outcome() != null;
	}

	/**
	 * How the call ended.
	 * @return the status, or null before the end
	 */
	public @Nullable Status status() {
		CallOutcome end = outcome();
		return (end != null) ? end.status() : null;
	}

	/**
	 * The server's headers.
	 * @return its custom headers; empty before they came and if there were none
	 */
	public Metadata headers() {
		Recording<?> call = this.latest;
		return (call != null) ? call.headers : Metadata.EMPTY;
	}

	/**
	 * The server's trailers.
	 * @return its custom trailers; empty before the end and if there were none
	 */
	public Metadata trailers() {
		CallOutcome end = outcome();
		return (end != null) ? end.trailers() : Metadata.EMPTY;
	}

	/**
	 * Who served the call.
	 * @return the peer, or null before headers or the end came and if the call never
	 * reached a connection
	 */
	public @Nullable PeerInfo peer() {
		CallOutcome end = outcome();
		if (end != null && end.peer() != null) {
			return end.peer();
		}
		Recording<?> call = this.latest;
		return (call != null) ? call.peer : null;
	}

	/**
	 * The attempts that failed before the last one. A call that succeeded may have some.
	 * @return the attempts in order; none before the end
	 */
	public List<CallOutcome.FailedAttempt> attempts() {
		CallOutcome end = outcome();
		return (end != null) ? end.failedAttempts() : List.of();
	}

	/**
	 * How long things took, counted from the start of the call to when the callback
	 * executor got to them.
	 * @return the times known so far
	 */
	public Timings timings() {
		Recording<?> call = this.latest;
		return (call != null) ? new Timings(call.toHeaders, call.toFirstMessage, call.total)
				: new Timings(null, null, null);
	}

	private @Nullable CallOutcome outcome() {
		Recording<?> call = this.latest;
		return (call != null) ? call.outcome : null;
	}

	@Override
	public String toString() {
		return "ResponseInfo[status=" + status() + ", peer=" + peer() + ", " + timings() + "]";
	}

	/**
	 * Times from the start of a call.
	 *
	 * @param toHeaders until the headers came, or null if they have not
	 * @param toFirstMessage until the first message came, or null if none has
	 * @param total until the end, or null before it
	 */
	public record Timings(@Nullable Duration toHeaders, @Nullable Duration toFirstMessage, @Nullable Duration total) {

	}

	/**
	 * One call; written by its serial callbacks.
	 */
	@AnyThread
	private static final class Recording<R> implements ResponseListener<R> {

		private final ResponseListener<R> next;

		private final Scheduler scheduler;

		private final long startNanos;

		private volatile Metadata headers = Metadata.EMPTY;

		private volatile @Nullable PeerInfo peer;

		private volatile @Nullable Duration toHeaders;

		private volatile @Nullable Duration toFirstMessage;

		private volatile @Nullable Duration total;

		/** Written last, so that everything is there for whoever sees it. */
		private volatile @Nullable CallOutcome outcome;

		Recording(ResponseListener<R> next, Scheduler scheduler) {
			this.next = next;
			this.scheduler = scheduler;
			this.startNanos = scheduler.nanoTime();
		}

		private Duration elapsed() {
			return Duration.ofNanos(this.scheduler.nanoTime() - this.startNanos);
		}

		@Override
		public void onHeaders(Metadata received, PeerInfo from) {
			this.toHeaders = elapsed();
			this.headers = received;
			this.peer = from;
			this.next.onHeaders(received, from);
		}

		@Override
		public void onMessage(R message) {
			if (this.toFirstMessage == null) {
				this.toFirstMessage = elapsed();
			}
			this.next.onMessage(message);
		}

		@Override
		public void onReady() {
			this.next.onReady();
		}

		@Override
		public void onClose(CallOutcome end) {
			this.total = elapsed();
			this.outcome = end;
			this.next.onClose(end);
		}

	}

}
