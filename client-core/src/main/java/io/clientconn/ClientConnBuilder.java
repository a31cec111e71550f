package io.clientconn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;

import io.clientconn.balancer.BalancerProvider;
import io.clientconn.balancer.BalancerRegistry;
import io.clientconn.observe.ChannelObserver;
import io.clientconn.resolver.ResolverProvider;
import io.clientconn.resolver.ResolverRegistry;
import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.ClientInterceptor;
import io.clientconn.rpc.Metadata;

import org.jspecify.annotations.Nullable;

/**
 * Describes a {@link ClientConn}. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class ClientConnBuilder extends MessageOptions {

	/** The least time between keepalive PINGs (gRFC A8). */
	public static final Duration LEAST_KEEPALIVE = OptionChecks.LEAST_KEEPALIVE;

	final String target;

	final List<ResolverProvider> resolvers = new ArrayList<>();

	final List<BalancerProvider> balancers = new ArrayList<>();

	final List<ClientInterceptor> interceptors = new ArrayList<>();

	@Nullable String name;

	@Nullable String authority;

	@Nullable String userAgent;

	@Nullable String defaultServiceConfig;

	boolean serviceConfigDisabled;

	String defaultScheme = ResolverRegistry.DEFAULT_SCHEME;

	String loadBalancingPolicy = BalancerRegistry.DEFAULT_POLICY;

	@Nullable Duration timeout;

	boolean timeoutForStreams;

	@Nullable Boolean waitForReady;

	Metadata headers = Metadata.EMPTY;

	@Nullable CallCredentials callCredentials;

	@Nullable Executor executor;

	@Nullable ClientRuntime runtime;

	ChannelObserver observer = ChannelObserver.NONE;

	ClientConnBuilder(String target) {
		this.target = Objects.requireNonNull(target, "target");
	}

	/**
	 * Names the connection in logs and errors. Default: the target.
	 * @param name a short name
	 * @return this
	 */
	public ClientConnBuilder name(String name) {
		this.name = Objects.requireNonNull(name, "name");
		return this;
	}

	/**
	 * The {@code :authority} of calls; wins over a server name that a resolver gives to
	 * an address. Default: what the resolver makes of the target.
	 * @param authority host, or host and port
	 * @return this
	 */
	public ClientConnBuilder authority(String authority) {
		this.authority = Objects.requireNonNull(authority, "authority");
		return this;
	}

	/**
	 * Stands in front of the runtime's own name in the {@code user-agent} header.
	 * @param userAgent for example {@code shop/1.4}
	 * @return this
	 */
	public ClientConnBuilder userAgent(String userAgent) {
		this.userAgent = Objects.requireNonNull(userAgent, "userAgent");
		return this;
	}

	/**
	 * The scheme of targets without one. Default: {@code dns}.
	 * @param scheme a scheme that has a resolver
	 * @return this
	 */
	public ClientConnBuilder defaultScheme(String scheme) {
		this.defaultScheme = Objects.requireNonNull(scheme, "scheme");
		return this;
	}

	/**
	 * Adds a resolver, in place of a built-in one of the same scheme.
	 * @param provider makes resolvers of its scheme
	 * @return this
	 */
	public ClientConnBuilder resolver(ResolverProvider provider) {
		this.resolvers.add(Objects.requireNonNull(provider, "provider"));
		return this;
	}

	/**
	 * Adds a load balancing policy, in place of a built-in one of the same name.
	 * @param provider makes balancers of its policy
	 * @return this
	 */
	public ClientConnBuilder balancer(BalancerProvider provider) {
		this.balancers.add(Objects.requireNonNull(provider, "provider"));
		return this;
	}

	/**
	 * The load balancing policy where the service config names none. Default:
	 * {@code pick_first}.
	 * @param policyName the name of a policy that exists
	 * @return this
	 */
	public ClientConnBuilder loadBalancingPolicy(String policyName) {
		this.loadBalancingPolicy = Objects.requireNonNull(policyName, "policyName");
		return this;
	}

	/**
	 * The service config until the resolver brings one.
	 * @param json a service config
	 * @return this
	 */
	public ClientConnBuilder defaultServiceConfig(String json) {
		this.defaultServiceConfig = Objects.requireNonNull(json, "json");
		return this;
	}

	/**
	 * Takes no service config from the resolver, only the default one. Default: what the
	 * resolver finds counts.
	 * @return this
	 */
	public ClientConnBuilder disableServiceConfig() {
		this.serviceConfigDisabled = true;
		return this;
	}

	/**
	 * The time for calls that set none. Default: unlimited.
	 * @param timeout the time, above zero
	 * @param streamsToo whether it counts for streaming calls too, or for unary ones only
	 * @return this
	 */
	public ClientConnBuilder defaultTimeout(Duration timeout, boolean streamsToo) {
		this.timeout = OptionChecks.positive("defaultTimeout", timeout);
		this.timeoutForStreams = streamsToo;
		return this;
	}

	/**
	 * Whether calls that do not say wait while no backend can be reached. Default: what
	 * the service config says, else false. Comes before the service config.
	 * @param waitForReady true to wait
	 * @return this
	 */
	public ClientConnBuilder waitForReady(boolean waitForReady) {
		this.waitForReady = waitForReady;
		return this;
	}

	/**
	 * Adds headers to every call.
	 * @param headers the headers
	 * @return this
	 */
	public ClientConnBuilder headers(Metadata headers) {
		this.headers = this.headers.and(headers);
		return this;
	}

	/**
	 * Adds credentials to every call, in front of those that a call brings itself.
	 * @param credentials adds headers to every attempt of a call
	 * @return this
	 */
	public ClientConnBuilder callCredentials(CallCredentials credentials) {
		Objects.requireNonNull(credentials, "credentials");
		this.callCredentials = (this.callCredentials != null) ? this.callCredentials.and(credentials) : credentials;
		return this;
	}

	/**
	 * Adds an interceptor. The one added first is the outermost.
	 * @param interceptor wraps every call
	 * @return this
	 */
	public ClientConnBuilder intercept(ClientInterceptor interceptor) {
		this.interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
		return this;
	}

	/**
	 * Where callbacks run, decoding of responses included. Default: virtual threads from
	 * JDK 21 on, otherwise a pool without a limit.
	 * @param executor the executor, which the caller shuts down after the connection is
	 * closed. One that runs tasks on the calling thread puts them on the event loop; they
	 * must not block then. One that rejects ends calls with
	 * {@link io.clientconn.rpc.StatusCode#RESOURCE_EXHAUSTED}
	 * @return this
	 */
	public ClientConnBuilder executor(Executor executor) {
		this.executor = Objects.requireNonNull(executor, "executor");
		return this;
	}

	/**
	 * The threads to use. Default: those that all connections without a runtime share.
	 * @param runtime a runtime, which the caller closes after the connection
	 * @return this
	 */
	public ClientConnBuilder runtime(ClientRuntime runtime) {
		this.runtime = Objects.requireNonNull(runtime, "runtime");
		return this;
	}

	/**
	 * Hears what happens to the connection.
	 * @param observer trusted code that does not block
	 * @return this
	 */
	public ClientConnBuilder observer(ChannelObserver observer) {
		this.observer = Objects.requireNonNull(observer, "observer");
		return this;
	}

	@Override
	ClientConnBuilder self() {
		return this;
	}

	/**
	 * Makes the connection. No I/O. Called again it makes another one.
	 * @return a connection that has to be closed
	 * @throws IllegalArgumentException if the target or an option is wrong, with the name
	 * of the option and what a right value looks like
	 * @throws IllegalStateException if neither {@link #plaintext} nor
	 * {@link #credentials} was called, or if it is plaintext and there are call
	 * credentials that require encryption
	 */
	public ClientConn build() {
		return ChannelWiring.wire(this);
	}

}
