package io.clientconn.stub;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;

import org.jspecify.annotations.Nullable;

/**
 * The response of a running call. A call that fails completes it with the
 * {@link StatusException} itself, not wrapped.
 * <p>
 * Whoever completes it before the server does cancels the call: {@link #cancel},
 * {@link #completeExceptionally}, {@link #complete}, {@link #completeAsync},
 * {@link #orTimeout}, {@link #completeOnTimeout}, {@link #obtrudeValue} and
 * {@link #obtrudeException}. Stages derived from it are plain futures; cancelling those
 * leaves the call alone. Dependent stages run on the callback executor of the call, and
 * those added without {@code Async} hold up that executor's thread. Thread-safe.
 *
 * @param <T> the response message
 * @since 0.1.0
 */
@AnyThread
public final class RpcFuture<T> extends CompletableFuture<T> {

	private static final String COMPLETED = "the caller completed the future";

	private final @Nullable String method;

	private volatile @Nullable ClientStream<?> stream;

	RpcFuture(@Nullable String method) {
		this.method = method;
	}

	/**
	 * A future that has its response, for fakes of an asynchronous client.
	 * @param <T> the response message
	 * @param response the response
	 * @return a completed future without a call
	 */
	public static <T> RpcFuture<T> completed(T response) {
		RpcFuture<T> future = new RpcFuture<>(null);
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
		RpcFuture<T> future = new RpcFuture<>(null);
		future.fail(failure);
		return future;
	}

	/**
	 * A future that a fake of an asynchronous client answers later.
	 * @param <T> the response message
	 * @return the side of the fake, with the future to hand out
	 */
	public static <T> PendingRpc<T> pending() {
		return new PendingRpc<>();
	}

	@Override
	public boolean complete(T value) {
		boolean first = super.complete(value);
		if (first) {
			cancelCall(COMPLETED, null);
		}
		return first;
	}

	@Override
	public boolean completeExceptionally(Throwable cause) {
		boolean first = super.completeExceptionally(cause);
		if (first) {
			cancelCall(COMPLETED, cause);
		}
		return first;
	}

	@Override
	public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
		Objects.requireNonNull(supplier, "supplier");
		// Not the inherited one, which completes past complete(..).
		executor.execute(() -> completeBy(supplier));
		return this;
	}

	private void completeBy(Supplier<? extends T> supplier) {
		if (isDone()) {
			return;
		}
		T value;
		try {
			value = supplier.get();
		}
		catch (Throwable ex) {
			completeExceptionally(ex);
			return;
		}
		complete(value);
	}

	@Override
	public void obtrudeValue(T value) {
		super.obtrudeValue(value);
		cancelCall(COMPLETED, null);
	}

	@Override
	public void obtrudeException(Throwable cause) {
		super.obtrudeException(cause);
		cancelCall(COMPLETED, cause);
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

	/**
	 * Waits for the response, as a blocking call does. An interrupt cancels the call.
	 * @return the response
	 * @throws StatusException if the call failed: with the stack of the waiting thread,
	 * and the exception that this future holds as a suppressed one. With
	 * {@link StatusCode#CANCELLED} if the thread was interrupted, its flag being set
	 * again, or if somebody completed the future in the server's place
	 */
	public T await() {
		try {
			return get();
		}
		catch (InterruptedException ex) {
			cancelCall(Outcomes.INTERRUPTED, ex);
			Thread.currentThread().interrupt();
			throw new StatusException(this.method, Outcomes.cancelled(Outcomes.INTERRUPTED, ex));
		}
		catch (CancellationException ex) {
			throw new StatusException(this.method, Outcomes.cancelled("the caller cancelled the future", ex));
		}
		catch (ExecutionException ex) {
			throw rethrown(ex.getCause());
		}
	}

	private StatusException rethrown(@Nullable Throwable held) {
		if (held instanceof StatusException failure) {
			StatusException here = new StatusException(failure.method(), failure.outcome());
			here.addSuppressed(failure);
			return here;
		}
		return new StatusException(this.method, Outcomes.cancelled(COMPLETED, held));
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

	/**
	 * Takes the response of the server.
	 * @return whether it came in time
	 */
	boolean succeed(T response) {
		return super.complete(response);
	}

	/**
	 * Takes the failure of the call.
	 * @return whether it came in time
	 */
	boolean fail(StatusException failure) {
		return super.completeExceptionally(failure);
	}

	void cancelCall(String reason, @Nullable Throwable cause) {
		ClientStream<?> started = this.stream;
		if (started != null) {
			started.cancel(reason, cause);
		}
	}

}
