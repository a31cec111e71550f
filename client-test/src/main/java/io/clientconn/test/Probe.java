package io.clientconn.test;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;

/**
 * A handler that does nothing by itself: the test plays the service and waits for what
 * the client does. For one call.
 */
@AnyThread
final class Probe implements CallHandler<String, String>, RequestListener<String> {

	/** Enough for a busy machine; nothing takes that long if all is well. */
	static final long PATIENCE_SECONDS = 20;

	final List<String> requests = new CopyOnWriteArrayList<>();

	final CompletableFuture<ServedCall<String>> started = new CompletableFuture<>();

	final CompletableFuture<Boolean> halfClosed = new CompletableFuture<>();

	final CompletableFuture<Boolean> cancelled = new CompletableFuture<>();

	/** Completed when the client has stopped to keep up, if the probe floods it. */
	final CompletableFuture<Integer> heldBack = new CompletableFuture<>();

	/** Whether to answer with the number of requests when they have all come. */
	volatile boolean counting;

	private final String flood;

	private int flooded;

	Probe() {
		this("");
	}

	/**
	 * A probe that sends one message again and again while the client keeps up.
	 * @param flood the message, or empty to send nothing
	 */
	Probe(String flood) {
		this.flood = flood;
	}

	@Override
	public RequestListener<String> start(ServedCall<String> call) {
		this.started.complete(call);
		return this;
	}

	@Override
	public void onMessage(String message) {
		this.requests.add(message);
		onReady();
	}

	@Override
	public void onReady() {
		if (this.flood.isEmpty()) {
			return;
		}
		ServedCall<String> call = call();
		while (call.isReady()) {
			call.send(this.flood);
			this.flooded++;
		}
		this.heldBack.complete(this.flooded);
	}

	@Override
	public void onHalfClose() {
		this.halfClosed.complete(true);
		if (this.counting) {
			call().send("read " + this.requests.size());
			call().close(Status.OK, Metadata.EMPTY);
		}
	}

	@Override
	public void onCancel() {
		this.cancelled.complete(true);
	}

	ServedCall<String> call() {
		return soon(this.started);
	}

	/**
	 * Waits for what should happen at once.
	 */
	static <T> T soon(CompletableFuture<T> event) {
		try {
			return event.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("interrupted", ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new AssertionError("it did not happen", ex);
		}
	}

}
