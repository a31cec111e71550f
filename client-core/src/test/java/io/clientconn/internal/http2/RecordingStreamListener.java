package io.clientconn.internal.http2;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.clientconn.rpc.Metadata;
import io.clientconn.transport.StreamListener;
import io.clientconn.transport.StreamOutcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what a stream hears, and keeps the bytes of messages, not their buffers.
 */
final class RecordingStreamListener implements StreamListener {

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final LinkedBlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();

	private final CompletableFuture<StreamOutcome> outcome = new CompletableFuture<>();

	private volatile boolean awaiting = true;

	private volatile boolean ofCall = true;

	private volatile Metadata headers = Metadata.EMPTY;

	private volatile Runnable onReady = () -> {
	};

	void ofCall(boolean ofCall) {
		this.ofCall = ofCall;
	}

	@Override
	public boolean isOfCall() {
		return this.ofCall;
	}

	void awaiting(boolean awaiting) {
		this.awaiting = awaiting;
	}

	void onReady(Runnable action) {
		this.onReady = action;
	}

	/** The events so far: headers, message(n), ready, closed(CODE), pass. */
	List<String> events() {
		return List.copyOf(this.events);
	}

	List<String> takeEvents() {
		List<String> taken = List.copyOf(this.events);
		this.events.clear();
		return taken;
	}

	Metadata headers() {
		return this.headers;
	}

	byte[] nextMessage() throws InterruptedException {
		byte[] message = this.messages.poll(30, TimeUnit.SECONDS);
		if (message == null) {
			throw new AssertionError("no message; events: " + this.events);
		}
		return message;
	}

	StreamOutcome outcome() {
		return this.outcome.orTimeout(30, TimeUnit.SECONDS).join();
	}

	@Nullable StreamOutcome outcomeNow() {
		return this.outcome.getNow(null);
	}

	@Override
	public void headers(Metadata headers, @Nullable String encoding) {
		this.headers = headers;
		this.events.add((encoding == null) ? "headers" : "headers(" + encoding + ")");
	}

	@Override
	public void message(ByteBuf message, boolean compressed) {
		try {
			byte[] bytes = ByteBufUtil.getBytes(message);
			this.events.add((compressed ? "compressed(" : "message(") + bytes.length + ")");
			this.messages.add(bytes);
		}
		finally {
			message.release();
		}
	}

	@Override
	public void ready() {
		this.events.add("ready");
		this.onReady.run();
	}

	@Override
	public void closed(StreamOutcome outcome) {
		this.events.add("closed(" + outcome.status().code() + ")");
		if (!this.outcome.complete(outcome)) {
			throw new AssertionError("closed twice");
		}
	}

	@Override
	public void passEnded() {
		this.events.add("pass");
	}

	@Override
	public boolean awaitsMessage() {
		return this.awaiting;
	}

}
