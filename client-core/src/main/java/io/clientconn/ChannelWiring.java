package io.clientconn;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import io.clientconn.balancer.BalancerRegistry;
import io.clientconn.config.ServiceConfig;
import io.clientconn.config.ServiceConfigParser;
import io.clientconn.internal.call.CallEnvironment;
import io.clientconn.internal.call.CallEnvironment.Messages;
import io.clientconn.internal.call.ChannelRetry;
import io.clientconn.internal.call.DirectStreams;
import io.clientconn.internal.call.TimeoutReminder;
import io.clientconn.internal.channel.ChannelControl;
import io.clientconn.internal.channel.ChannelControlSettings;
import io.clientconn.internal.channel.PolicyChoice;
import io.clientconn.internal.health.HealthChecks;
import io.clientconn.internal.http2.Http2TransportFactory;
import io.clientconn.internal.http2.ProxyRules;
import io.clientconn.internal.http2.TransportSettings;
import io.clientconn.internal.wire.Encodings;
import io.clientconn.internal.wire.MessageFramer;
import io.clientconn.internal.wire.MessageInflater;
import io.clientconn.resolver.ResolverProvider;
import io.clientconn.resolver.ResolverRegistry;
import io.clientconn.resolver.Target;
import io.clientconn.rpc.Channel;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.transport.TransportFactory;

import org.jspecify.annotations.Nullable;

/**
 * The one place where a {@link ClientConn} is put together from what its builder was
 * told. Without state.
 */
final class ChannelWiring {

	/** Of the thread that asks: there is nothing to hold for a channel. */
	private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

	private static final String OWN_USER_AGENT = "clientconn-java/" + RuntimeVersion.text();

	private ChannelWiring() {
	}

	/**
	 * Checks everything that can be checked without I/O, then wires the parts in the
	 * order in which a call meets them last: connections, control plane, calls,
	 * interceptors.
	 */
	static ClientConn wire(ClientConnBuilder builder) {
		ChannelCredentials credentials = CredentialsCheck.of(builder);
		ProxyRules proxies = (builder.proxies != null) ? builder.proxies : EnvironmentProxies.RULES;
		ResolverRegistry resolvers = ResolverRegistry.withBuiltIns(builder.resolvers,
				(name) -> proxies.proxyFor(name) != null);
		Target target = resolvers.target(builder.target, builder.defaultScheme);
		ResolverProvider resolver = Objects.requireNonNull(resolvers.find(target.scheme()), "found by target()");
		ServiceConfig serviceConfig = serviceConfig(builder);
		BalancerRegistry balancers = balancers(builder, serviceConfig);
		Encodings encodings = encodings(builder);
		String authority = (builder.authority != null) ? builder.authority : resolver.authority(target);
		String name = (builder.name != null) ? builder.name : builder.target;
		String canonical = target.canonical().equals(name) ? name : target.canonical();
		String label = (builder.name != null) ? name + " (" + canonical + ")" : canonical;

		ClientRuntime runtime = runtime(builder);
		try {
			Http2TransportFactory connections = http2(builder, credentials, proxies, runtime);
			CredentialsCheck.warn(label, credentials);
			TransportFactory transports = builder.transports.apply(connections);
			MessageFramer framer = new MessageFramer(runtime.allocator());
			ChannelControl control = new ChannelControl(
					new ChannelControlSettings(target, authority, builder.authority != null, resolver, balancers,
							builder.loadBalancingPolicy, serviceConfig, builder.serviceConfigDisabled, builder.backoff,
							TimeUnit.NANOSECONDS.convert(builder.minConnectTimeout), idleNanos(builder), transports,
							runtime.lenientScheduler(), runtime.control(), runtime.offload(), RANDOM, builder.observer,
							health(builder, framer, authority, runtime)));
			Executor callbacks = (builder.executor != null) ? builder.executor : runtime.callbacks();
			Messages messages = new Messages(framer, new MessageInflater(runtime.allocator()), encodings);
			CallGate gate = new CallGate(
					new CallEnvironment(control.routes(), label, authority, messages, runtime.scheduler(), callbacks,
							runtime.callbacks(), defaults(builder), builder.callCredentials, new TimeoutReminder(label),
							new ChannelRetry(builder.retryEnabled, builder.maxCallAttempts, RANDOM)));
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

	private static HealthChecks health(ClientConnBuilder builder, MessageFramer framer, String authority,
			ClientRuntime runtime) {
		return new HealthChecks(new DirectStreams(framer, authority, builder.headers, builder.callCredentials,
				runtime.callbacks(), runtime.scheduler()), builder.healthCheckDisabled, builder.healthCheckService);
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
			encodings = Encodings.of(builder.compressors, builder.decompressors, builder.acceptedEncodings)
				.asking(builder.moreCompressors, builder.moreDecompressors);
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
			ProxyRules proxies, ClientRuntime runtime) {
		return new Http2TransportFactory(runtime.eventLoops(), runtime.sockets(userTimeoutMillis(builder)), proxies,
				runtime.allocator(), runtime.lenientScheduler(), runtime.offload(), credentials, userAgent(builder),
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
		return (builder.userAgent != null) ? builder.userAgent + " " + OWN_USER_AGENT : OWN_USER_AGENT;
	}

	private static CallEnvironment.Defaults defaults(ClientConnBuilder builder) {
		return new CallEnvironment.Defaults(builder.timeout, builder.timeoutForStreams, builder.waitForReady,
				builder.headers, builder.maxInboundMessageSize, builder.maxOutboundMessageSize, builder.compression,
				builder.maxRetryBufferSize, builder.contentSubtype);
	}

}
