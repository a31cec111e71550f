package io.clientconn.internal.http2;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.clientconn.rpc.Status;
import io.clientconn.transport.TransportListener;

/**
 * Writes down the life of a connection.
 */
final class RecordingTransportListener implements TransportListener {

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final AtomicInteger answers = new AtomicInteger();

	private final CompletableFuture<Void> ready = new CompletableFuture<>();

	private final CompletableFuture<Status> draining = new CompletableFuture<>();

	private final CompletableFuture<Status> closed = new CompletableFuture<>();

	/** How often it was told that a call got an answer. */
	int answers() {
		return this.answers.get();
	}

	List<String> events() {
		return List.copyOf(this.events);
	}

	void awaitReady() {
		this.ready.orTimeout(30, TimeUnit.SECONDS).join();
	}

	Status draining() {
		return this.draining.orTimeout(30, TimeUnit.SECONDS).join();
	}

	Status closedStatus() {
		return this.closed.orTimeout(30, TimeUnit.SECONDS).join();
	}

	@Override
	public void ready() {
		this.events.add("ready");
		this.ready.complete(null);
	}

	@Override
	public void answered() {
		this.answers.incrementAndGet();
	}

	@Override
	public void draining(Status reason) {
		this.events.add("draining");
		this.draining.complete(reason);
	}

	@Override
	public void closed(Status reason) {
		this.events.add("closed");
		this.ready.completeExceptionally(new AssertionError(reason.toString()));
		this.closed.complete(reason);
	}

}
