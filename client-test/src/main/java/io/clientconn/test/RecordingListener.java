package io.clientconn.test;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.ResponseListener;

/**
 * Takes down what a call tells its listener, in order.
 */
@AnyThread
final class RecordingListener implements ResponseListener<String> {

	final List<String> events = new CopyOnWriteArrayList<>();

	final CompletableFuture<Metadata> headers = new CompletableFuture<>();

	final CompletableFuture<Boolean> ready = new CompletableFuture<>();

	final CompletableFuture<CallOutcome> outcome = new CompletableFuture<>();

	@Override
	public void onHeaders(Metadata received, PeerInfo peer) {
		this.events.add("headers");
		this.headers.complete(received);
	}

	@Override
	public void onMessage(String message) {
		this.events.add(message);
		if (message.equals("throw")) {
			throw new IllegalStateException("thrown by the listener");
		}
	}

	@Override
	public void onReady() {
		this.ready.complete(true);
	}

	@Override
	public void onClose(CallOutcome end) {
		this.events.add("close " + end.status().code());
		this.outcome.complete(end);
	}

}
