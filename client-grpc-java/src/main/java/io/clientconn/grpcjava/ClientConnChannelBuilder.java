package io.clientconn.grpcjava;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import io.clientconn.ClientConn;
import io.clientconn.ClientConnBuilder;

import io.grpc.CallCredentials;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.InternalConfiguratorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;

import org.jspecify.annotations.Nullable;

/**
 * Builds channels of grpc-java that run on ClientConn. The options mean what
 * {@link ManagedChannelBuilder} says; those that belong to parts of grpc-java which are
 * not here either do nothing or are refused, as each method says. What only ClientConn
 * has is reached with {@link #configure}.
 * <p>
 * Connections use TLS unless {@link #usePlaintext} is called or other credentials are
 * given. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class ClientConnChannelBuilder extends RetryOptions {

	private static final long IDLE_OFF_DAYS = 30;

	private static final long KEEPALIVE_OFF_DAYS = 1000;

	private final String target;

	private final ClientConnBuilder conn;

	private final Function<ClientConnBuilder, ClientConn> maker;

	private final List<ClientInterceptor> interceptors = new ArrayList<>();

	private final @Nullable CredentialsTranslation credentials;

	/** Null if nothing is said about it. */
	private @Nullable Boolean plaintext;

	/** Whether the credentials were handed on. */
	private boolean secured;

	private @Nullable Executor executor;

	private @Nullable String userAgent;

	/** Null for what the builder of the connection says. */
	private @Nullable CompressorRegistry compressors;

	/** Null for what the builder of the connection says. */
	private @Nullable DecompressorRegistry decompressors;

	private @Nullable Duration keepAliveTime;

	private Duration keepAliveTimeout = Duration.ofSeconds(20);

	private boolean keepAliveWithoutCalls;

	private ClientConnChannelBuilder(String target, @Nullable CredentialsTranslation credentials) {
		this(target, ClientConn.builder(target), ClientConnBuilder::build, credentials);
		this.compressors = CompressorRegistry.getDefaultInstance();
		this.decompressors = DecompressorRegistry.getDefaultInstance();
	}

	private ClientConnChannelBuilder(String target, ClientConnBuilder conn,
			Function<ClientConnBuilder, ClientConn> maker, @Nullable CredentialsTranslation credentials) {
		this.target = target;
		this.conn = conn;
		this.maker = maker;
		this.credentials = credentials;
	}

	/**
	 * A channel to a target, with TLS unless {@link #usePlaintext} is called.
	 * @param target as in {@code dns:///orders:9090} or {@code orders:9090}
	 * @return a builder
	 */
	public static ClientConnChannelBuilder forTarget(String target) {
		return configured(new ClientConnChannelBuilder(Objects.requireNonNull(target, "target"), null));
	}

	/**
	 * A channel to a target.
	 * @param target as in {@code dns:///orders:9090} or {@code orders:9090}
	 * @param credentials how connections are secured, and what calls are authorized by
	 * @return a builder
	 * @throws IllegalArgumentException if there are no credentials like these here
	 */
	public static ClientConnChannelBuilder forTarget(String target, ChannelCredentials credentials) {
		return configured(new ClientConnChannelBuilder(Objects.requireNonNull(target, "target"),
				CredentialsTranslation.of(Objects.requireNonNull(credentials, "credentials"))));
	}

	/**
	 * A channel to one host, with TLS unless {@link #usePlaintext} is called.
	 * @param name a host name or an address
	 * @param port its port
	 * @return a builder
	 */
	public static ClientConnChannelBuilder forAddress(String name, int port) {
		return forTarget(authority(name, port));
	}

	/**
	 * A channel to one host.
	 * @param name a host name or an address
	 * @param port its port
	 * @param credentials how connections are secured, and what calls are authorized by
	 * @return a builder
	 * @throws IllegalArgumentException if there are no credentials like these here
	 */
	public static ClientConnChannelBuilder forAddress(String name, int port, ChannelCredentials credentials) {
		return forTarget(authority(name, port), credentials);
	}

	/**
	 * A channel over a connection that is described already: what is not set here stays
	 * as it was set there, credentials and encodings of messages too.
	 * @param target what interceptors are told that ask for the target of their channel
	 * @param conn describes the connection; not to be built by anybody else
	 * @param maker builds the connection once everything is set; the channel closes it
	 * @return a builder
	 */
	public static ClientConnChannelBuilder forConn(String target, ClientConnBuilder conn,
			Function<ClientConnBuilder, ClientConn> maker) {
		return configured(new ClientConnChannelBuilder(Objects.requireNonNull(target, "target"), conn, maker, null));
	}

	private static String authority(String name, int port) {
		return (name.indexOf(':') >= 0 && !name.startsWith("[")) ? "[" + name + "]:" + port : name + ":" + port;
	}

	private static ClientConnChannelBuilder configured(ClientConnChannelBuilder builder) {
		InternalConfiguratorRegistry.configureChannelBuilder(builder);
		return builder;
	}

	/**
	 * Sets options of ClientConn that grpc-java has no name for.
	 * @param options changes the builder of the connection; of credentials given there
	 * and {@link #usePlaintext} or {@link #useTransportSecurity} the last one counts
	 * @return this
	 */
	public ClientConnChannelBuilder configure(Consumer<ClientConnBuilder> options) {
		options.accept(this.conn);
		return this;
	}

	@Override
	ClientConnChannelBuilder self() {
		return this;
	}

	@Override
	public ClientConnChannelBuilder directExecutor() {
		return executor(Runnable::run);
	}

	/**
	 * Where callbacks of calls without an executor of their own run.
	 * @param executor the executor, or null for the default
	 */
	@Override
	public ClientConnChannelBuilder executor(@Nullable Executor executor) {
		this.executor = executor;
		return this;
	}

	@Override
	public ClientConnChannelBuilder intercept(List<ClientInterceptor> interceptors) {
		this.interceptors.addAll(interceptors);
		return this;
	}

	@Override
	public ClientConnChannelBuilder intercept(ClientInterceptor... interceptors) {
		return intercept(List.of(interceptors));
	}

	@Override
	protected ClientConnChannelBuilder interceptWithTarget(InterceptorFactory factory) {
		ClientInterceptor interceptor = factory.newInterceptor(this.target);
		return (interceptor != null) ? intercept(interceptor) : this;
	}

	/**
	 * Stands in front of the runtime's own name.
	 * @param userAgent for example {@code shop/1.4}, or null for nothing
	 */
	@Override
	public ClientConnChannelBuilder userAgent(@Nullable String userAgent) {
		this.userAgent = userAgent;
		return this;
	}

	@Override
	public ClientConnChannelBuilder overrideAuthority(String authority) {
		this.conn.authority(authority);
		return this;
	}

	@Override
	public ClientConnChannelBuilder usePlaintext() {
		return security(true);
	}

	@Override
	public ClientConnChannelBuilder useTransportSecurity() {
		return security(false);
	}

	private ClientConnChannelBuilder security(boolean none) {
		if (this.credentials != null) {
			throw new IllegalStateException("Cannot change security when using ChannelCredentials");
		}
		this.plaintext = none;
		return this;
	}

	@Override
	public ClientConnChannelBuilder defaultLoadBalancingPolicy(String policy) {
		this.conn.loadBalancingPolicy(policy);
		return this;
	}

	@Override
	public ClientConnChannelBuilder decompressorRegistry(DecompressorRegistry registry) {
		this.decompressors = (registry != null) ? registry : DecompressorRegistry.getDefaultInstance();
		return this;
	}

	@Override
	public ClientConnChannelBuilder compressorRegistry(CompressorRegistry registry) {
		this.compressors = (registry != null) ? registry : CompressorRegistry.getDefaultInstance();
		return this;
	}

	/**
	 * The time without calls after which connections are closed. At least a second
	 * counts; 30 days or more stand for never.
	 */
	@Override
	public ClientConnChannelBuilder idleTimeout(long value, TimeUnit unit) {
		if (value <= 0) {
			throw new IllegalArgumentException("idle timeout is " + value + ", but must be positive");
		}
		boolean off = unit.toDays(value) >= IDLE_OFF_DAYS;
		this.conn.idleTimeout(
				off ? Duration.ZERO : Duration.ofNanos(Math.max(unit.toNanos(value), TimeUnit.SECONDS.toNanos(1))));
		return this;
	}

	@Override
	public ClientConnChannelBuilder maxInboundMessageSize(int bytes) {
		this.conn.maxInboundMessageSize(bytes);
		return this;
	}

	@Override
	public ClientConnChannelBuilder maxInboundMetadataSize(int bytes) {
		this.conn.maxInboundMetadataSize(bytes);
		return this;
	}

	/**
	 * How long a connection may be silent before the server is asked for a sign of life.
	 * At least ten seconds count; a thousand days or more stand for never.
	 */
	@Override
	public ClientConnChannelBuilder keepAliveTime(long keepAliveTime, TimeUnit timeUnit) {
		if (keepAliveTime <= 0) {
			throw new IllegalArgumentException("keepalive time is " + keepAliveTime + ", but must be positive");
		}
		boolean off = timeUnit.toDays(keepAliveTime) >= KEEPALIVE_OFF_DAYS;
		Duration least = ClientConnBuilder.LEAST_KEEPALIVE;
		Duration asked = Duration.ofNanos(timeUnit.toNanos(keepAliveTime));
		this.keepAliveTime = off ? null : (asked.compareTo(least) < 0) ? least : asked;
		return this;
	}

	@Override
	public ClientConnChannelBuilder keepAliveTimeout(long keepAliveTimeout, TimeUnit timeUnit) {
		if (keepAliveTimeout <= 0) {
			throw new IllegalArgumentException("keepalive timeout is " + keepAliveTimeout + ", but must be positive");
		}
		this.keepAliveTimeout = Duration.ofNanos(Math.max(timeUnit.toNanos(keepAliveTimeout), 10_000_000));
		return this;
	}

	@Override
	public ClientConnChannelBuilder keepAliveWithoutCalls(boolean enable) {
		this.keepAliveWithoutCalls = enable;
		return this;
	}

	/**
	 * The service config where the resolver brings none. Numbers may be of any type.
	 */
	@Override
	public ClientConnChannelBuilder defaultServiceConfig(Map<String, ?> serviceConfig) {
		if (serviceConfig != null) {
			this.conn.defaultServiceConfig(JsonText.of(serviceConfig));
		}
		return this;
	}

	@Override
	public ClientConnChannelBuilder disableServiceConfigLookUp() {
		this.conn.disableServiceConfig();
		return this;
	}

	/**
	 * Makes the channel. No I/O.
	 * @throws IllegalArgumentException if the target or an option is wrong, with the name
	 * of the option and what a right value looks like
	 * @throws IllegalStateException if credentials from {@link #configure} contradict
	 * what else is said of security
	 */
	@Override
	public ManagedChannel build() {
		secure();
		applyRetries(this.conn);
		if (this.executor != null) {
			this.conn.executor(this.executor);
		}
		if (this.userAgent != null) {
			this.conn.userAgent(this.userAgent);
		}
		if (this.keepAliveTime != null) {
			this.conn.keepalive(this.keepAliveTime, this.keepAliveTimeout, this.keepAliveWithoutCalls);
		}
		if (this.decompressors != null) {
			CompressionTranslation.apply(this.conn, this.decompressors);
		}
		if (this.compressors != null) {
			this.conn.moreCompressors(CompressionTranslation.asked(this.compressors));
		}
		CallCredentials ofCalls = (this.credentials != null) ? this.credentials.calls() : null;
		return new BridgeChannel(this.maker.apply(this.conn), true,
				new BridgeChannel.Settings(this.compressors, ofCalls), this.interceptors);
	}

	private void secure() {
		if (this.secured) {
			return; // build() may be called again
		}
		this.secured = true;
		boolean plain = Boolean.TRUE.equals(this.plaintext);
		if (!this.conn.hasCredentials()) {
			this.conn.credentials((this.credentials != null) ? this.credentials.connections()
					: plain ? io.clientconn.security.ChannelCredentials.plaintext()
							: io.clientconn.security.ChannelCredentials.tls());
		}
		else if (this.credentials != null) {
			throw contradiction("the ChannelCredentials it was made with");
		}
		else if (this.plaintext != null && plain != this.conn.isPlaintext()) {
			throw contradiction(plain ? "usePlaintext()" : "useTransportSecurity()");
		}
	}

	private IllegalStateException contradiction(String said) {
		return new IllegalStateException("Cannot change security: the channel to " + this.target + " has " + said
				+ " and other credentials from configure(..). Leave one out");
	}

}
