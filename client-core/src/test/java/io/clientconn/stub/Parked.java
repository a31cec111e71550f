package io.clientconn.stub;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.clientconn.testing.Await;

/** A second thread of a test, and the moment in which it waits. */
final class Parked<T> {

	private final CompletableFuture<T> result = new CompletableFuture<>();

	private final Thread thread;

	private Parked(Callable<T> work) {
		this.thread = TestThreads.create(() -> {
			try {
				this.result.complete(work.call());
			}
			catch (Throwable ex) {
				this.result.completeExceptionally(ex);
			}
		});
	}

	/**
	 * Starts a thread and comes back when it is parked.
	 */
	static <T> Parked<T> in(Callable<T> work) {
		Parked<T> parked = new Parked<>(work);
		parked.thread.start();
		Await.until(parked::isParked, "the thread waits");
		return parked;
	}

	private boolean isParked() {
		if (this.result.isDone()) {
			throw new AssertionError("did not wait, but ended with " + this.result);
		}
		Thread.State state = this.thread.getState();
		return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
	}

	void interrupt() {
		this.thread.interrupt();
	}

	/**
	 * The result, or what was thrown.
	 */
	T result() throws Throwable {
		try {
			return this.result.get();
		}
		catch (ExecutionException ex) {
			throw ex.getCause();
		}
	}

}
