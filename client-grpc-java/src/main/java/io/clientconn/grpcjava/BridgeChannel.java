package io.clientconn.grpcjava;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.clientconn.ClientConn;
import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.MessageSource;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusException;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.CompressorRegistry;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

import org.jspecify.annotations.Nullable;

/**
 * A channel of grpc-java over a {@link ClientConn}: its calls, and an end of its own. It
 * closes the connection only if it made it.
 * <p>
 * The set of live calls and the way to the end are shared by all threads.
 */
@AnyThread
final class BridgeChannel extends ManagedChannel {

	private final ClientConn conn;

	private final boolean owner;

	private final Settings settings;

	private final BridgeMethods methods = new BridgeMethods();

	/** The bare channel with interceptors in front. */
	private final Channel calls;

	private final Set<BridgeCall<?, ?>> live = ConcurrentHashMap.newKeySet();

	/** Who waits for another state; the end of the channel is one. */
	private final Set<StateChange> waiting = ConcurrentHashMap.newKeySet();

	private volatile @Nullable Status shutdown;

	private final AtomicBoolean finishing = new AtomicBoolean();

	private final CompletableFuture<Void> terminated = new CompletableFuture<>();

	BridgeChannel(ClientConn conn, boolean owner, Settings settings, List<ClientInterceptor> interceptors) {
		this.conn = conn;
		this.owner = owner;
		this.settings = settings;
		this.calls = ClientInterceptors.intercept(new BareChannel(), interceptors);
	}

	/**
	 * What a channel adds to its connection.
	 *
	 * @param compressors how requests may be compressed, or null for what the connection
	 * knows
	 * @param credentials what every call is authorized by, or null
	 */
	record Settings(@Nullable CompressorRegistry compressors, @Nullable CallCredentials credentials) {

	}

	@Override
	public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions callOptions) {
		return this.calls.newCall(method, callOptions);
	}

	@Override
	public String authority() {
		return this.calls.authority();
	}

	@Override
	public ManagedChannel shutdown() {
		end(Status.UNAVAILABLE.withDescription("Channel shutdown invoked"));
		return this;
	}

	@Override
	public ManagedChannel shutdownNow() {
		Status reason = Status.UNAVAILABLE.withDescription("Channel shutdownNow invoked");
		end(reason);
		this.live.forEach((call) -> call.abort(reason));
		return this;
	}

	private void end(Status reason) {
		if (this.shutdown == null) {
			this.shutdown = reason;
		}
		this.waiting.forEach(StateChange::shutDown);
		finishIfIdle();
	}

	/**
	 * Does not wait: whoever waits for the end may hold the thread that it would need.
	 */
	@SuppressWarnings("FutureReturnValueIgnored") // told by terminated
	private void finishIfIdle() {
		if (this.shutdown == null || !this.live.isEmpty() || !this.finishing.compareAndSet(false, true)) {
			return;
		}
		if (!this.owner) {
			this.terminated.complete(null);
			return;
		}
		this.conn.closeAsync().whenComplete((nothing, failure) -> this.terminated.complete(null));
	}

	@Override
	public boolean isShutdown() {
		return this.shutdown != null;
	}

	@Override
	public boolean isTerminated() {
		return this.terminated.isDone();
	}

	@Override
	public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
		try {
			this.terminated.get(timeout, unit);
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("completed with values only", ex);
		}
	}

	@Override
	public ConnectivityState getState(boolean requestConnection) {
		if (isShutdown()) {
			return ConnectivityState.SHUTDOWN;
		}
		ConnectivityState state = Translation.state(this.conn.getState());
		if (requestConnection && state == ConnectivityState.IDLE) {
			try {
				this.conn.connect();
			}
			catch (StatusException ex) {
				return ConnectivityState.SHUTDOWN;
			}
		}
		return state;
	}

	@Override
	public void notifyWhenStateChanged(ConnectivityState source, Runnable callback) {
		StateChange change = new StateChange(source, callback, executor(), this.waiting);
		if (isShutdown()) {
			change.shutDown();
			return;
		}
		change.await(this.conn);
		if (isShutdown()) {
			change.shutDown();
		}
	}

	@Override
	public void resetConnectBackoff() {
		this.conn.resetConnectBackoff();
	}

	/**
	 * With calls under way there is a new connection at once, not with the next call.
	 */
	@Override
	public void enterIdle() {
		this.conn.enterIdle();
	}

	// For calls

	/**
	 * Takes a call in, unless the channel is shut down.
	 */
	boolean admit(BridgeCall<?, ?> call) {
		this.live.add(call);
		if (this.shutdown == null) {
			return true;
		}
		left(call);
		return false;
	}

	void left(BridgeCall<?, ?> call) {
		this.live.remove(call);
		if (this.shutdown != null) {
			finishIfIdle();
		}
	}

	Status shutdownStatus() {
		Status reason = this.shutdown;
		return (reason != null) ? reason : Status.UNAVAILABLE;
	}

	ClientStream<OutboundMessage> open(MethodDescriptor<?, ?> method, RpcOptions options,
			ResponseListener<MessageSource.Detached> listener) {
		return this.conn.newStream(this.methods.of(method), options, listener);
	}

	boolean canCompress(String compressor) {
		CompressorRegistry known = this.settings.compressors;
		return known == null || known.lookupCompressor(compressor) != null;
	}

	@Nullable CallCredentials credentials() {
		return this.settings.credentials;
	}

	Executor executor() {
		return this.conn.callbackExecutor();
	}

	@Override
	public String toString() {
		return "ManagedChannel over " + this.conn;
	}

	/**
	 * Without interceptors.
	 */
	private final class BareChannel extends Channel {

		@Override
		public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions callOptions) {
			return new BridgeCall<>(BridgeChannel.this, method, callOptions);
		}

		@Override
		public String authority() {
			return BridgeChannel.this.conn.authority();
		}

	}

}
