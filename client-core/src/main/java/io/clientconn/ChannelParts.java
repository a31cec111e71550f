package io.clientconn;

import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.clientconn.balancer.BalancerRegistry;
import io.clientconn.concurrent.AnyThread;
import io.clientconn.config.ServiceConfig;
import io.clientconn.config.ServiceConfigParser;
import io.clientconn.internal.call.CallEnvironment;
import io.clientconn.internal.call.CallEnvironment.Messages;
import io.clientconn.internal.call.TimeoutReminder;
import io.clientconn.internal.channel.ChannelControl;
import io.clientconn.internal.channel.ChannelControlSettings;
import io.clientconn.internal.channel.PolicyChoice;
import io.clientconn.internal.channel.StateWatch;
import io.clientconn.internal.http2.Http2TransportFactory;
import io.clientconn.internal.http2.TransportSettings;
import io.clientconn.internal.wire.Encodings;
import io.clientconn.internal.wire.MessageFramer;
import io.clientconn.internal.wire.MessageInflater;
import io.clientconn.observe.ChannelStatus;
import io.clientconn.observe.ChannelStatus.AddressStatus;
import io.clientconn.observe.StateListener;
import io.clientconn.observe.StateSubscription;
import io.clientconn.resolver.ResolverProvider;
import io.clientconn.resolver.ResolverRegistry;
import io.clientconn.resolver.Target;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.transport.TransportFactory;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a {@link ClientConn} is made of, and the one place where it is put together.
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

	private ChannelParts(String name, String label, Target target, Http2TransportFactory connections,
			ClientRuntime runtime, ChannelControl control, CallGate gate, Channel calls, Executor callbacks,
			boolean failsOnPermanentError) {
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

	/**
	 * Checks everything that can be checked without I/O, then wires the parts in the
	 * order in which a call meets them last: connections, control plane, calls,
	 * interceptors.
	 */
	static ClientConn wire(ClientConnBuilder builder) {
		ChannelCredentials credentials = CredentialsCheck.of(builder);
		ResolverRegistry resolvers = ResolverRegistry.withBuiltIns(builder.resolvers);
		Target target = resolvers.target(builder.target, builder.defaultScheme);
		ResolverProvider resolver = Objects.requireNonNull(resolvers.find(target.scheme()), "found by target()");
		ServiceConfig serviceConfig = serviceConfig(builder);
		BalancerRegistry balancers = balancers(builder, serviceConfig);
		Encodings encodings = encodings(builder);
		String authority = (builder.authority != null) ? builder.authority : resolver.authority(target);
		String name = (builder.name != null) ? builder.name : builder.target;
		String label = (builder.name != null) ? name + " (" + target.canonical() + ")" : target.canonical();

		ClientRuntime runtime = runtime(builder);
		try {
			Http2TransportFactory connections = http2(builder, credentials, runtime);
			TransportFactory transports = builder.transports.apply(connections);
			ChannelControl control = new ChannelControl(
					new ChannelControlSettings(target, authority, builder.authority != null, resolver, balancers,
							builder.loadBalancingPolicy, serviceConfig, builder.serviceConfigDisabled, builder.backoff,
							TimeUnit.NANOSECONDS.convert(builder.minConnectTimeout), idleNanos(builder), transports,
							runtime.scheduler(), runtime.control(), runtime.offload(), new Random(), builder.observer));
			Executor callbacks = (builder.executor != null) ? builder.executor : runtime.callbacks();
			Messages messages = new Messages(new MessageFramer(runtime.allocator()),
					new MessageInflater(runtime.allocator()), encodings);
			CallGate gate = new CallGate(new CallEnvironment(control.routes(), label, authority, messages,
					runtime.scheduler(), callbacks, runtime.callbacks(), defaults(builder), builder.callCredentials,
					new TimeoutReminder(label)));
			Channel calls = gate;
			for (int i = builder.interceptors.size() - 1; i >= 0; i--) {
				calls = builder.interceptors.get(i).around(calls);
			}
			return new ClientConn(new ChannelParts(name, label, target, connections, runtime, control, gate, calls,
					callbacks, builder.failOnPermanentConnectError));
		}
		catch (RuntimeException ex) {
			// Thrown by what the user wraps around connections or calls.
			runtime.release();
			throw ex;
		}
	}

	/**
	 * Fails now for what would otherwise fail every call later: a default policy that
	 * does not exist, or one that the default service config names, or its settings.
	 */
	private static BalancerRegistry balancers(ClientConnBuilder builder, @Nullable ServiceConfig serviceConfig) {
		BalancerRegistry balancers = BalancerRegistry.withBuiltIns(builder.balancers);
		PolicyChoice.of(ServiceConfig.EMPTY, balancers, builder.loadBalancingPolicy);
		if (serviceConfig != null) {
			PolicyChoice.of(serviceConfig, balancers, builder.loadBalancingPolicy);
		}
		return balancers;
	}

	private static Encodings encodings(ClientConnBuilder builder) {
		Encodings encodings;
		try {
			encodings = Encodings.of(builder.compressors, builder.decompressors, builder.acceptedEncodings);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("acceptedEncodings: " + ex.getMessage(), ex);
		}
		if (builder.compression != null && !encodings.requestNames().contains(builder.compression)) {
			throw new IllegalArgumentException("compression: there is no compressor for '" + builder.compression
					+ "'; known are " + encodings.requestNames());
		}
		return encodings;
	}

	private static @Nullable ServiceConfig serviceConfig(ClientConnBuilder builder) {
		if (builder.defaultServiceConfig == null) {
			return null;
		}
		ServiceConfigParser.Result result = ServiceConfigParser.parse(builder.defaultServiceConfig);
		if (result.serviceConfig() == null) {
			throw new IllegalArgumentException("defaultServiceConfig: " + result.error().description());
		}
		return result.serviceConfig();
	}

	private static ClientRuntime runtime(ClientConnBuilder builder) {
		if (builder.runtime == null) {
			return ClientRuntime.acquireShared();
		}
		if (!builder.runtime.retain()) {
			throw new IllegalStateException("the runtime for " + builder.target + " is closed");
		}
		return builder.runtime;
	}

	/**
	 * Zero for never, and for times that no clock will see the end of.
	 */
	private static long idleNanos(ClientConnBuilder builder) {
		long nanos = TimeUnit.NANOSECONDS.convert(builder.idleTimeout);
		return (nanos > Long.MAX_VALUE / 2) ? 0 : nanos;
	}

	private static Http2TransportFactory http2(ClientConnBuilder builder, ChannelCredentials credentials,
			ClientRuntime runtime) {
		return new Http2TransportFactory(runtime.eventLoops(), runtime.sockets(userTimeoutMillis(builder)),
				runtime.allocator(), runtime.scheduler(), runtime.offload(), credentials, userAgent(builder),
				new TransportSettings(builder.maxInboundMetadataSize, builder.flowControl, builder.keepalive));
	}

	/**
	 * While data is under way, keepalive PINGs wait behind it; then the kernel has to
	 * notice that nobody answers (gRFC A18).
	 */
	private static int userTimeoutMillis(ClientConnBuilder builder) {
		long nanos = builder.keepalive.isOn() ? builder.keepalive.timeoutNanos() : 0;
		return (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(nanos));
	}

	private static String userAgent(ClientConnBuilder builder) {
		String own = "clientconn-java/" + RuntimeVersion.text();
		return (builder.userAgent != null) ? builder.userAgent + " " + own : own;
	}

	private static CallEnvironment.Defaults defaults(ClientConnBuilder builder) {
		return new CallEnvironment.Defaults(builder.timeout, builder.timeoutForStreams, builder.waitForReady,
				builder.headers, builder.maxInboundMessageSize, builder.maxOutboundMessageSize, builder.compression,
				ClientConnBuilder.REPLAY_LIMIT);
	}

	Channel calls() {
		return this.calls;
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
	 * An executor of the user's may reject; then the runtime's own takes over, which does
	 * so only when it is closed and nobody listens any more.
	 */
	private void runCallback(Runnable callback) {
		try {
			this.callbacks.execute(callback);
		}
		catch (RejectedExecutionException ex) {
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

	void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		this.control.close();
		this.control.routes().calls().cutOff();
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
