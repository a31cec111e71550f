package io.clientconn;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.internal.channel.ChannelControl;
import io.clientconn.internal.channel.StateWatch;
import io.clientconn.internal.http2.Http2TransportFactory;
import io.clientconn.observe.ChannelStatus;
import io.clientconn.observe.ChannelStatus.AddressStatus;
import io.clientconn.observe.StateListener;
import io.clientconn.observe.StateSubscription;
import io.clientconn.resolver.Target;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.security.ChannelCredentials;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a {@link ClientConn} is made of once {@link ChannelWiring} has put it together.
 * Thread-safe.
 */
@AnyThread
final class ChannelParts {

	private static final Logger LOG = LoggerFactory.getLogger(ChannelParts.class);

	private static final long CLOSE_SECONDS = 5;

	private final String name;

	private final String label;

	private final Target target;

	private final Http2TransportFactory connections;

	private final ClientRuntime runtime;

	private final ChannelControl control;

	private final CallGate gate;

	private final Channel calls;

	private final Executor callbacks;

	private final boolean failsOnPermanentError;

	private final AtomicBoolean closed = new AtomicBoolean();

	ChannelParts(String name, String label, Target target, Http2TransportFactory connections, ClientRuntime runtime,
			ChannelControl control, CallGate gate, Channel calls, Executor callbacks, boolean failsOnPermanentError) {
		this.name = name;
		this.label = label;
		this.target = target;
		this.connections = connections;
		this.runtime = runtime;
		this.control = control;
		this.gate = gate;
		this.calls = calls;
		this.callbacks = callbacks;
		this.failsOnPermanentError = failsOnPermanentError;
	}

	Channel calls() {
		return this.calls;
	}

	Executor callbacks() {
		return this.callbacks;
	}

	String name() {
		return this.name;
	}

	String label() {
		return this.label;
	}

	Target target() {
		return this.target;
	}

	ChannelCredentials credentials() {
		return this.connections.credentials();
	}

	void renewCredentials(ChannelCredentials credentials) {
		this.connections.renew(credentials);
		this.control.renewConnections();
	}

	ChannelStatus status() {
		return this.control.connectivity().view();
	}

	void connect() {
		checkOpen();
		this.control.connect();
	}

	void awaitReady(Duration timeout) {
		checkOpen();
		ReadyWait.Outcome outcome;
		try {
			outcome = ReadyWait.on(this.control, TimeUnit.NANOSECONDS.convert(timeout), this.failsOnPermanentError);
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
		if (outcome == null) {
			throw new StatusException(Status.unavailable(notReady(timeout)));
		}
		switch (outcome.state()) {
			case SHUTDOWN -> throw new StatusException(ChannelControl.CLOSING);
			case TRANSIENT_FAILURE -> throw new StatusException(outcome.reason()
				.withDescription(this.label + ": cannot connect, and trying again will not help: "
						+ outcome.reason().description()));
			case READY, IDLE, CONNECTING -> {
			}
		}
	}

	boolean waitForStateChange(ConnectivityState from, Duration timeout) {
		if (status().state() != from) {
			return true;
		}
		CompletableFuture<ConnectivityState> changed = new CompletableFuture<>();
		StateWatch watch = this.control.connectivity().watch(from, changed::complete);
		try {
			changed.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("completed with values only", ex);
		}
		finally {
			watch.cancel();
		}
	}

	private StatusException interrupted(InterruptedException cause) {
		Thread.currentThread().interrupt();
		return new StatusException(
				Status.of(StatusCode.CANCELLED, "interrupted while waiting for " + this.label).withCause(cause));
	}

	StateSubscription watch(StateListener listener) {
		checkOpen();
		return this.control.connectivity().subscribe(Objects.requireNonNull(listener, "listener"), this::runCallback);
	}

	/**
	 * An executor of the user's may throw anything; then the runtime's own takes over. It
	 * rejects only when it is closed and nobody listens any more; if it has no thread to
	 * give, the feed runs on the thread that brings the state.
	 */
	private void runCallback(Runnable callback) {
		try {
			this.callbacks.execute(callback);
		}
		catch (Throwable ex) {
			try {
				this.runtime.callbacks().execute(callback);
			}
			catch (RejectedExecutionException closed) {
				LOG.debug("{}: too late to tell listeners of states", this.label, closed);
			}
		}
	}

	void resetConnectBackoff() {
		this.control.resetConnectBackoff();
	}

	void enterIdle() {
		this.control.enterIdle();
	}

	private String notReady(Duration timeout) {
		ChannelStatus now = status();
		String text = this.label + ": not ready after " + timeout.toMillis() + " ms, but " + now.state();
		Status error = now.lastError();
		for (AddressStatus address : now.addresses()) {
			error = error.isOk() ? address.lastError() : error;
		}
		return error.isOk() ? text : text + "; last error: " + error.description();
	}

	private void checkOpen() {
		if (this.closed.get()) {
			throw new StatusException(null, CallOutcome.local(ChannelControl.CLOSING));
		}
	}

	/**
	 * Waits for calls on threads that may wait.
	 */
	void shutdown(Duration grace) {
		this.gate.shut();
		if (!this.runtime.ownsCurrentThread()) {
			try {
				this.control.routes().calls().none().get(TimeUnit.NANOSECONDS.convert(grace), TimeUnit.NANOSECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			catch (ExecutionException | TimeoutException ex) {
				LOG.info("{}: {} calls have not finished within {} and are cut off", this.label,
						this.control.routes().calls().count(), grace);
			}
		}
		close();
	}

	/**
	 * Cuts all calls off.
	 * @return false if somebody did so before
	 */
	private boolean beginClose() {
		if (!this.closed.compareAndSet(false, true)) {
			return false;
		}
		this.control.close();
		this.control.routes().calls().cutOff();
		return true;
	}

	CompletionStage<Void> closeAsync() {
		if (beginClose()) {
			this.control.terminated().thenRun(this.runtime::release);
		}
		return this.control.terminated();
	}

	void close() {
		if (!beginClose()) {
			return;
		}
		CompletableFuture<Void> terminated = this.control.terminated().toCompletableFuture();
		if (this.runtime.ownsCurrentThread()) {
			this.control.terminated().thenRun(this.runtime::release);
			return;
		}
		try {
			terminated.get(CLOSE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			// A peer that does not let go; the event loops end with their sockets below.
		}
		this.runtime.release();
	}

}
