package io.clientconn.grpcjava;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;

/**
 * A listener that takes down what it hears and, if a test wants, throws.
 */
final class Heard extends ClientCall.Listener<String> {

	private final CopyOnWriteArrayList<String> events = new CopyOnWriteArrayList<>();

	private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();

	private final CompletableFuture<Status> status = new CompletableFuture<>();

	private final CompletableFuture<Metadata> headers = new CompletableFuture<>();

	private final LinkedBlockingQueue<String> readies = new LinkedBlockingQueue<>();

	private volatile Metadata trailers = new Metadata();

	private volatile Consumer<String> onEvent = (event) -> {
	};

	Heard doing(Consumer<String> action) {
		this.onEvent = action;
		return this;
	}

	@Override
	public void onHeaders(Metadata received) {
		this.events.add("headers");
		this.headers.complete(received);
		this.onEvent.accept("headers");
	}

	@Override
	public void onMessage(String message) {
		this.events.add("message " + message);
		this.messages.add(message);
		this.onEvent.accept("message");
	}

	@Override
	public void onReady() {
		this.readies.add("ready");
		this.onEvent.accept("ready");
	}

	@Override
	public void onClose(Status closing, Metadata received) {
		this.events.add("close " + closing.getCode());
		this.trailers = received;
		this.onEvent.accept("close");
		this.status.complete(closing);
	}

	/** Everything but readiness, which may come anywhere. */
	List<String> events() {
		return List.copyOf(this.events);
	}

	Metadata headers() throws Exception {
		return this.headers.get(10, TimeUnit.SECONDS);
	}

	String message() throws InterruptedException {
		String message = this.messages.poll(10, TimeUnit.SECONDS);
		if (message == null) {
			throw new AssertionError("no message within 10 s");
		}
		return message;
	}

	void ready() throws InterruptedException {
		if (this.readies.poll(10, TimeUnit.SECONDS) == null) {
			throw new AssertionError("not ready within 10 s");
		}
	}

	int readies() {
		return this.readies.size();
	}

	Status status() throws Exception {
		return this.status.get(10, TimeUnit.SECONDS);
	}

	boolean isClosed() {
		return this.status.isDone();
	}

	Metadata trailers() {
		return this.trailers;
	}

}
