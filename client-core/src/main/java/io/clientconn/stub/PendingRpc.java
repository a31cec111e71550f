package io.clientconn.stub;

import java.util.concurrent.CompletableFuture;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.StatusException;

import org.jspecify.annotations.Nullable;

/**
 * The server's side of an {@link RpcFuture} without a call, for fakes that answer later:
 * <pre class="code">
 * PendingRpc&lt;HelloReply&gt; pending = RpcFuture.pending();
 * // the fake returns pending.future(), and when it is time
 * pending.succeed(reply);
 * </pre>
 *
 * The first of answer, failure and cancellation counts. The caller cancels as with a real
 * call: by {@link RpcFuture#cancel} and all that {@link RpcFuture} lists, and by an
 * interrupt in {@link RpcFuture#await}. Stages that depend on the future run on the
 * thread that answers. Thread-safe.
 *
 * @param <T> the response message
 * @since 0.1.0
 */
@AnyThread
public final class PendingRpc<T> {

	private final RpcFuture<T> future = new RpcFuture<>(null);

	/** How it ended: true if the caller gave up. */
	private final CompletableFuture<Boolean> cancelled = new CompletableFuture<>();

	PendingRpc() {
		this.future.attach(new NoCall());
	}

	/**
	 * What the fake hands out.
	 * @return the future, always the same one
	 */
	public RpcFuture<T> future() {
		return this.future;
	}

	/**
	 * Answers.
	 * @param response the response
	 * @return true if the caller gets it, false if the call was over already
	 */
	public boolean succeed(T response) {
		return answered(this.future.succeed(response));
	}

	/**
	 * Fails the call.
	 * @param failure how it failed
	 * @return true if the caller gets it, false if the call was over already
	 */
	public boolean fail(StatusException failure) {
		return answered(this.future.fail(failure));
	}

	private boolean answered(boolean first) {
		if (first) {
			this.cancelled.complete(false);
		}
		return first;
	}

	/**
	 * Whether the caller gave up before there was an answer.
	 * @return true after that
	 */
	public boolean isCancelled() {
		return this.cancelled.getNow(false);
	}

	/**
	 * Has something done when the caller gives up, at once if that has happened. Nothing
	 * is done after an answer.
	 * @param action runs on the thread that cancels, or on this one
	 */
	@SuppressWarnings("FutureReturnValueIgnored") // what the action throws is its own
	public void onCancel(Runnable action) {
		this.cancelled.thenAccept((gaveUp) -> {
			if (gaveUp) {
				action.run();
			}
		});
	}

	@Override
	public String toString() {
		return "PendingRpc[" + (isCancelled() ? "cancelled" : this.future.isDone() ? "answered" : "pending") + "]";
	}

	/**
	 * Stands where the call would be, for it is the future that cancels.
	 */
	private final class NoCall implements ClientStream<Object> {

		@Override
		public void cancel(String reason, @Nullable Throwable cause) {
			PendingRpc<T> pending = PendingRpc.this;
			pending.future.fail(new StatusException(null, Outcomes.cancelled(reason, cause)));
			pending.cancelled.complete(true);
		}

		@Override
		public void send(Object message, int flags) {
			throw new UnsupportedOperationException("there is no call");
		}

		@Override
		public void halfClose() {
			throw new UnsupportedOperationException("there is no call");
		}

		@Override
		public void request(int count) {
			throw new UnsupportedOperationException("there is no call");
		}

		@Override
		public boolean isReady() {
			return false;
		}

	}

}
