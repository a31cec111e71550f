package io.clientconn;

import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

import io.clientconn.config.Backoff;
import io.clientconn.config.BackoffPolicy;
import io.clientconn.internal.http2.HttpProxy;
import io.clientconn.internal.http2.KeepaliveSettings;
import io.clientconn.internal.http2.ProxyRules;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.transport.FlowControl;
import io.clientconn.transport.TransportFactory;

import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link ClientConnBuilder} that are about connections rather than
 * calls. Not thread-safe.
 */
abstract sealed class ConnectionOptions permits RetryOptions {

	@Nullable ChannelCredentials credentials;

	int maxInboundMetadataSize = 8 * 1024;

	BackoffPolicy backoff = Backoff.DEFAULT;

	Duration minConnectTimeout = Duration.ofSeconds(20);

	Duration idleTimeout = Duration.ofMinutes(30);

	boolean failOnPermanentConnectError;

	UnaryOperator<TransportFactory> transports = UnaryOperator.identity();

	KeepaliveSettings keepalive = KeepaliveSettings.OFF;

	FlowControl flowControl = FlowControl.DEFAULT;

	@Nullable ProxyRules proxies;

	@Nullable String healthCheckService;

	boolean healthCheckDisabled;

	ConnectionOptions() {
	}

	abstract ClientConnBuilder self();

	/**
	 * Connects without encryption. Either this or {@link #credentials} must be called.
	 * @return this
	 */
	public ClientConnBuilder plaintext() {
		return credentials(ChannelCredentials.plaintext());
	}

	/**
	 * Says how connections are secured.
	 * @param credentials the credentials
	 * @return this
	 * @throws IllegalStateException if others were given before
	 */
	public ClientConnBuilder credentials(ChannelCredentials credentials) {
		Objects.requireNonNull(credentials, "credentials");
		if (this.credentials != null && this.credentials != credentials) {
			throw new IllegalStateException("credentials are set twice: first " + this.credentials + ", then "
					+ credentials + "; call either plaintext() or credentials(), once");
		}
		this.credentials = credentials;
		return self();
	}

	/**
	 * Whether {@link #plaintext} or {@link #credentials} was called.
	 * @return true if it is said how connections are secured
	 */
	public boolean hasCredentials() {
		return this.credentials != null;
	}

	/**
	 * Whether {@link #plaintext} was called.
	 * @return true if connections are not encrypted
	 */
	public boolean isPlaintext() {
		return this.credentials != null && this.credentials.tlsMaterial() == null;
	}

	/**
	 * The largest header list of a response, told to the server. Default: 8 KiB.
	 * @param bytes the limit in bytes by the count of RFC 9113 section 6.5.2
	 * @return this
	 */
	public ClientConnBuilder maxInboundMetadataSize(int bytes) {
		this.maxInboundMetadataSize = OptionChecks.notNegative("maxInboundMetadataSize", bytes);
		return self();
	}

	/**
	 * The pause between attempts to connect. Default: {@link Backoff#DEFAULT}; to change
	 * the longest pause only, see {@link Backoff#upTo}.
	 * @param backoff a {@link Backoff}, or a rule of one's own
	 * @return this
	 */
	public ClientConnBuilder backoff(BackoffPolicy backoff) {
		this.backoff = Objects.requireNonNull(backoff, "backoff");
		return self();
	}

	/**
	 * How long an attempt to connect may take at least. Default: 20 s.
	 * @param timeout the time, above zero
	 * @return this
	 */
	public ClientConnBuilder minConnectTimeout(Duration timeout) {
		this.minConnectTimeout = OptionChecks.positive("minConnectTimeout", timeout);
		return self();
	}

	/**
	 * How long the channel keeps its connections without a call. After that it is
	 * {@link io.clientconn.rpc.ConnectivityState#IDLE}, as a new channel is, in whatever
	 * state it was; the next call or {@link ClientConn#connect} looks the name up and
	 * connects anew. Default: 30 minutes.
	 * @param timeout the time since the last call ended; zero for never
	 * @return this
	 */
	public ClientConnBuilder idleTimeout(Duration timeout) {
		this.idleTimeout = OptionChecks.zeroForNever("idleTimeout", timeout);
		return self();
	}

	/**
	 * Whether {@link ClientConn#awaitReady} gives up as soon as the channel fails for a
	 * reason that lasts, see {@link io.clientconn.transport.PermanentConnectException}:
	 * with TLS a certificate that is not trusted, has expired or is for another name, a
	 * client certificate that is missing or refused, a server without HTTP/2. Calls and
	 * the channel itself go on as ever. Default: false.
	 * @param fail true to give up
	 * @return this
	 */
	public ClientConnBuilder failOnPermanentConnectError(boolean fail) {
		this.failOnPermanentConnectError = fail;
		return self();
	}

	/**
	 * Takes part in how connections are made: wraps the channel's own way to connect, in
	 * order to go elsewhere, to refuse or to look on, or makes all connections itself.
	 * What is added last is asked first.
	 * @param around gets what there is and returns what to use
	 * @return this
	 */
	public ClientConnBuilder transport(UnaryOperator<TransportFactory> around) {
		Objects.requireNonNull(around, "around");
		UnaryOperator<TransportFactory> inner = this.transports;
		this.transports = (factory) -> Objects.requireNonNull(around.apply(inner.apply(factory)),
				"transport: the operator returned null");
		return self();
	}

	/**
	 * Connects through an HTTP proxy by CONNECT, whatever the environment says. Names of
	 * {@code dns} and {@code static} targets are then left to the proxy to look up. The
	 * connect timeout covers the proxy too. Default: what {@code HTTPS_PROXY} and
	 * {@code NO_PROXY} say, in capitals or not, as for grpc-go; this machine goes without
	 * a proxy then, and a value that cannot be used is logged and ignored.
	 * @param url {@code http://host:port}, or with {@code user:password@} in front of the
	 * host for basic authentication, percent-encoded
	 * @return this
	 * @throws IllegalArgumentException if it is no such URL
	 */
	public ClientConnBuilder proxy(String url) {
		try {
			this.proxies = ProxyRules.always(HttpProxy.parse(url));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("proxy: " + ex.getMessage(), ex);
		}
		return self();
	}

	/**
	 * Connects without a proxy, whatever the environment says.
	 * @return this
	 */
	public ClientConnBuilder noProxy() {
		this.proxies = ProxyRules.NONE;
		return self();
	}

	/**
	 * Asks servers that have been silent for a sign of life, and gives up connections
	 * that do not answer. Default: off. Servers refuse clients that ask more often than
	 * they allow, by default every 5 minutes; a channel that is told so doubles the time.
	 * @param time how long a server may be silent before it is asked; at least 10 s
	 * @param timeout how long it may take to answer, above zero; 20 s is usual
	 * @param withoutCalls whether connections without calls are asked too
	 * @return this
	 */
	public ClientConnBuilder keepalive(Duration time, Duration timeout, boolean withoutCalls) {
		this.keepalive = OptionChecks.keepalive(time, timeout, withoutCalls);
		return self();
	}

	/**
	 * Asks each server for the health of a service, by {@code grpc.health.v1.Health} as
	 * long as it is connected, and keeps calls away from servers that say they are not
	 * healthy (gRFC A17). Default: what {@code healthCheckConfig} of the service config
	 * says, else nobody is asked. Policies that spread calls heed it, such as
	 * {@code round_robin}; {@code pick_first} does not. A server without that service
	 * counts as healthy. Of this and {@link #disableHealthCheck} the last one counts.
	 * @param service the service, or an empty text for the server as a whole
	 * @return this
	 */
	public ClientConnBuilder healthCheck(String service) {
		this.healthCheckService = Objects.requireNonNull(service, "service");
		this.healthCheckDisabled = false;
		return self();
	}

	/**
	 * Asks no server for its health, whatever the service config says.
	 * @return this
	 */
	public ClientConnBuilder disableHealthCheck() {
		this.healthCheckService = null;
		this.healthCheckDisabled = true;
		return self();
	}

	/**
	 * How much servers may send in advance. Default: {@link FlowControl#DEFAULT}, windows
	 * that grow as they are needed.
	 * @param flowControl the windows
	 * @return this
	 */
	public ClientConnBuilder flowControl(FlowControl flowControl) {
		this.flowControl = Objects.requireNonNull(flowControl, "flowControl");
		return self();
	}

}
