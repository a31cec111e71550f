package io.clientconn.stub;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

import io.clientconn.concurrent.Serializer;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;

import org.jspecify.annotations.Nullable;

/**
 * One call of a {@link ScriptedChannel}. The test plays the server: it answers, becomes
 * ready and ends the call from any thread. As in the runtime, messages wait for credit,
 * the status waits for the messages before it, a cancel does not, and every callback is
 * posted to the call's executor.
 */
final class ScriptedCall implements ClientStream<String> {

	private static final PeerInfo PEER = new PeerInfo(InetSocketAddress.createUnresolved("server", 1),
			InetSocketAddress.createUnresolved("client", 2), null);

	final RpcOptions options;

	/** What the client did, in order: messages, "halfClose", "cancel". */
	final List<String> sent = new ArrayList<>();

	final CompletableFuture<String> cancelled = new CompletableFuture<>();

	final CompletableFuture<Void> halfClosed = new CompletableFuture<>();

	private final ResponseListener<String> listener;

	private final Executor callbacks;

	private final Serializer owner = new Serializer(Runnable::run, (ex) -> {
		throw new AssertionError(ex);
	});

	private final Queue<String> undelivered = new ArrayDeque<>();

	private volatile boolean ready;

	private volatile boolean over;

	private final AtomicLong requested = new AtomicLong();

	private long credit;

	private @Nullable CallOutcome end;

	ScriptedCall(RpcOptions options, ResponseListener<String> listener, Executor callbacks) {
		this.options = options;
		this.listener = listener;
		this.callbacks = callbacks;
	}

	@Override
	public void send(String message, int flags) {
		this.owner.execute(() -> this.sent
			.add(message + ((flags == LAST) ? "!" : "") + ((flags == UNCOMPRESSED) ? " as it is" : "")));
	}

	@Override
	public void halfClose() {
		this.owner.execute(() -> this.sent.add("halfClose"));
		this.halfClosed.complete(null);
	}

	@Override
	public void request(int count) {
		if (count < 1) {
			throw new IllegalArgumentException("count " + count);
		}
		this.owner.execute(() -> {
			this.requested.addAndGet(count);
			this.credit += count;
			deliver();
		});
	}

	@Override
	public void cancel(String reason, @Nullable Throwable cause) {
		this.owner.execute(() -> {
			if (!this.over) {
				this.undelivered.clear();
				this.end = CallOutcome.local(Status.of(StatusCode.CANCELLED, reason).withCause(cause));
				deliver();
				this.cancelled.complete(reason);
			}
		});
	}

	@Override
	public boolean isReady() {
		return this.ready && !this.over;
	}

	long requested() {
		return this.requested.get();
	}

	ScriptedCall headers(Metadata headers) {
		post(() -> this.listener.onHeaders(headers, PEER));
		return this;
	}

	ScriptedCall answer(String... messages) {
		this.owner.execute(() -> {
			this.undelivered.addAll(List.of(messages));
			deliver();
		});
		return this;
	}

	ScriptedCall ready(boolean now) {
		this.ready = now;
		if (now) {
			post(this.listener::onReady);
		}
		return this;
	}

	ScriptedCall end(StatusCode code) {
		return end(new CallOutcome(Status.of(code, "as scripted"), Metadata.EMPTY, PEER, CallOutcome.Origin.SERVER,
				CallOutcome.NO_HTTP2_ERROR, List.of()));
	}

	ScriptedCall end(CallOutcome outcome) {
		this.owner.execute(() -> {
			this.end = outcome;
			deliver();
		});
		return this;
	}

	private void deliver() {
		while (!this.over && this.credit > 0 && !this.undelivered.isEmpty()) {
			this.credit--;
			String message = this.undelivered.remove();
			post(() -> this.listener.onMessage(message));
		}
		CallOutcome outcome = this.end;
		if (!this.over && outcome != null && this.undelivered.isEmpty()) {
			this.over = true;
			post(() -> this.listener.onClose(outcome));
		}
	}

	private void post(Runnable callback) {
		this.callbacks.execute(callback);
	}

}
