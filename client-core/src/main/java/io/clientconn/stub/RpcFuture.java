package io.clientconn.stub;

import java.util.concurrent.CompletableFuture;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.StatusException;

import org.jspecify.annotations.Nullable;

/**
 * The response of a running call. A call that fails completes it with the
 * {@link StatusException} itself, not wrapped.
 * <p>
 * Whoever completes it before the server does cancels the call: {@link #cancel},
 * {@link #completeExceptionally}, {@link #complete}, {@link #orTimeout} and
 * {@link #completeOnTimeout}. Stages derived from it are plain futures; cancelling those
 * leaves the call alone. Dependent stages run on the callback executor of the call, and
 * those added without {@code Async} hold up that executor's thread. Thread-safe.
 *
 * @param <T> the response message
 * @since 0.1.0
 */
@AnyThread
public final class RpcFuture<T> extends CompletableFuture<T> {

	private volatile @Nullable ClientStream<?> stream;

	RpcFuture() {
	}

	/**
	 * A future that has its response, for fakes of an asynchronous client.
	 * @param <T> the response message
	 * @param response the response
	 * @return a completed future without a call
	 */
	public static <T> RpcFuture<T> completed(T response) {
		RpcFuture<T> future = new RpcFuture<>();
		future.succeed(response);
		return future;
	}

	/**
	 * A future that has failed, for fakes of an asynchronous client.
	 * @param <T> the response message
	 * @param failure how it failed
	 * @return a completed future without a call
	 */
	public static <T> RpcFuture<T> failed(StatusException failure) {
		RpcFuture<T> future = new RpcFuture<>();
		future.fail(failure);
		return future;
	}

	@Override
	public boolean complete(T value) {
		boolean first = super.complete(value);
		if (first) {
			cancelCall("the caller completed the future", null);
		}
		return first;
	}

	@Override
	public boolean completeExceptionally(Throwable cause) {
		boolean first = super.completeExceptionally(cause);
		if (first) {
			cancelCall("the caller completed the future", cause);
		}
		return first;
	}

	/**
	 * Cancels the call.
	 * @param mayInterruptIfRunning has no effect: no thread is interrupted
	 * @return true if the call was not over and this future is cancelled now
	 */
	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean running = !isDone();
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		if (running && cancelled) {
			cancelCall("the caller cancelled the future", null);
		}
		return cancelled;
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new CompletableFuture<>();
	}

	/**
	 * Binds the call, unless it is over or the future completed in the meantime.
	 */
	void attach(ClientStream<?> started) {
		this.stream = started;
		if (isDone()) {
			// Completed before there was a call to cancel. If the call completed it this
			// does nothing.
			cancelCall("the future was completed before the call started", null);
		}
	}

	void succeed(T response) {
		super.complete(response);
	}

	void fail(StatusException failure) {
		super.completeExceptionally(failure);
	}

	void cancelCall(String reason, @Nullable Throwable cause) {
		ClientStream<?> started = this.stream;
		if (started != null) {
			started.cancel(reason, cause);
		}
	}

}
