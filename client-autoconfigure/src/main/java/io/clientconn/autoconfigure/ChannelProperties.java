package io.clientconn.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.convert.DataSizeUnit;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;
import org.springframework.util.unit.DataUnit;

/**
 * What is configured for one channel. Whatever is null here comes from the channel named
 * "default", and then from the starter's own defaults. Immutable. Boot makes it; its
 * constructor is no API and changes with every new key.
 * <p>
 * The prefix is that of the template, the one channel that always has the same name: for
 * it, tools are told every key. It is never bound by that prefix; all channels are bound
 * together, as a map.
 *
 * @param target Where to connect, as in "dns:///orders:9090",
 * "static:///10.0.0.7:9090,10.0.0.8:9090" or just "orders:9090".
 * @param authority Authority of calls, instead of the one that follows from the target.
 * @param userAgent Text in front of the runtime's own user agent.
 * @param defaults What holds for calls that do not say.
 * @param inbound Limits of what the server may send.
 * @param outbound Limits of what this side may send.
 * @param compression How messages are compressed.
 * @param backoff Pause between attempts to connect.
 * @param connect How connections are made.
 * @param idle When connections that nobody uses are given up.
 * @param keepalive How silent servers are asked for a sign of life.
 * @param flowControl How much the server may send in advance.
 * @param retry Bounds for calls that are made again.
 * @param metadata Headers sent with every call. The value of a header whose name ends in
 * "-bin" is base64.
 * @param health Health of the servers, and of the channel itself.
 * @param ssl How connections are encrypted. Without it they are not.
 * @param bypassCertificateValidation Whether every certificate of a server is accepted,
 * for whatever host. Connections stay encrypted, but nobody knows to whom.
 * @param credentials On whose behalf calls are made.
 * @since 0.1.0
 */
@ConfigurationProperties(ChannelCatalog.CHANNELS_PREFIX + "." + ChannelName.TEMPLATE)
public record ChannelProperties(@Nullable String target, @Nullable String authority, @Nullable String userAgent,
		@Name("default") @DefaultValue Defaults defaults, @DefaultValue Inbound inbound,
		@DefaultValue Outbound outbound, @DefaultValue Compression compression, @DefaultValue Backoff backoff,
		@DefaultValue Connect connect, @DefaultValue Idle idle, @DefaultValue Keepalive keepalive,
		@DefaultValue FlowControl flowControl, @DefaultValue Retry retry, @DefaultValue Map<String, String> metadata,
		@DefaultValue Health health, @DefaultValue Ssl ssl, @Nullable Boolean bypassCertificateValidation,
		@DefaultValue Credentials credentials) {

	/** Nothing is configured. */
	static final ChannelProperties NOTHING = new ChannelProperties(null, null, null,
			new Defaults(null, null, null, null), new Inbound(new Limit(null), new Limit(null)),
			new Outbound(new Limit(null)), new Compression(null, null), new Backoff(null, null, null, null),
			new Connect(null, null), new Idle(null), new Keepalive(null, null, null), new FlowControl(null, null, null),
			new Retry(null, null, null), Map.of(), new Health(null, null, new Indicator(null, null, null)),
			new Ssl(null, null, null, null), null, Credentials.NOTHING);

	public ChannelProperties {
		metadata = Map.copyOf(metadata);
	}

	/**
	 * The components without values, of which metadata may hold secrets.
	 */
	@Override
	public String toString() {
		return "ChannelProperties[target=" + this.target + ", metadata=" + this.metadata.keySet() + "]";
	}

	/**
	 * What holds for calls that do not say.
	 *
	 * @param deadline Time a call may take if it sets no deadline. A bare number counts
	 * seconds.
	 * @param deadlineScope Calls to which the deadline applies.
	 * @param waitForReady Whether calls wait while no server can be reached, instead of
	 * failing at once. If not set, the service config decides, else they fail.
	 * @param loadBalancingPolicy Name of the load balancing policy.
	 */
	public record Defaults(@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration deadline,
			@Nullable DeadlineScope deadlineScope, @Nullable Boolean waitForReady,
			@Nullable String loadBalancingPolicy) {

	}

	/**
	 * Calls to which a default deadline applies.
	 */
	public enum DeadlineScope {

		/** Unary calls. */
		UNARY,
		/** All calls, streams too. */
		ALL

	}

	/**
	 * Limits of what the server may send.
	 *
	 * @param message Limits of one message.
	 * @param metadata Limits of the headers of one response.
	 */
	public record Inbound(@DefaultValue Limit message, @DefaultValue Limit metadata) {

	}

	/**
	 * Limits of what this side may send.
	 *
	 * @param message Limits of one message.
	 */
	public record Outbound(@DefaultValue Limit message) {

	}

	/**
	 * How messages are compressed.
	 *
	 * @param request Encoding of requests, which every server of the channel must know:
	 * "gzip", "identity" for none, or that of a Compressor bean.
	 * @param accept Encodings that responses may have: "gzip", or those of Decompressor
	 * beans. An empty list accepts only what is not compressed.
	 */
	public record Compression(@Nullable String request, @Nullable List<String> accept) {

		public Compression {
			accept = (accept != null) ? List.copyOf(accept) : null;
		}

	}

	/**
	 * A limit.
	 *
	 * @param maxSize Largest size. A bare number counts bytes. For messages, -1 lifts the
	 * limit.
	 */
	public record Limit(@DataSizeUnit(DataUnit.BYTES) @Nullable DataSize maxSize) {

	}

	/**
	 * Pause between attempts to connect.
	 *
	 * @param baseDelay Pause after the first failure. A bare number counts milliseconds.
	 * @param multiplier Factor by which each pause is longer than the one before.
	 * @param jitter Share, from 0 to 1, by which a pause may vary.
	 * @param maxDelay Longest pause. A bare number counts milliseconds.
	 */
	public record Backoff(@Nullable Duration baseDelay, @Nullable Double multiplier, @Nullable Double jitter,
			@Nullable Duration maxDelay) {

	}

	/**
	 * How connections are made.
	 *
	 * @param minTimeout Time an attempt to connect may take at least. A bare number
	 * counts seconds.
	 * @param failOnPermanentError Whether waiting for the channel ends as soon as it
	 * fails for a reason that lasts, such as a certificate that is not trusted.
	 */
	public record Connect(@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration minTimeout,
			@Nullable Boolean failOnPermanentError) {

	}

	/**
	 * When connections that nobody uses are given up.
	 *
	 * @param timeout Time without a call after which the channel rests until the next
	 * one. With 0 it never does. A bare number counts seconds.
	 */
	public record Idle(@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration timeout) {

	}

	/**
	 * How silent servers are asked for a sign of life.
	 *
	 * @param time Time a server may be silent before it is asked, at least 10s; 0 for
	 * never. A bare number counts seconds.
	 * @param timeout Time it may take to answer before the connection is given up. A bare
	 * number counts seconds.
	 * @param withoutCalls Whether connections without calls are asked too.
	 */
	public record Keepalive(@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration time,
			@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration timeout, @Nullable Boolean withoutCalls) {

	}

	/**
	 * How much the server may send in advance.
	 *
	 * @param streamWindow Bytes that one call may receive before the application has read
	 * any. A bare number counts bytes.
	 * @param connectionWindow Bytes of all calls that may be in flight. A bare number
	 * counts bytes.
	 * @param bdp Whether the windows grow with the measured product of bandwidth and
	 * delay. If not set, they do unless a window is set.
	 */
	public record FlowControl(@DataSizeUnit(DataUnit.BYTES) @Nullable DataSize streamWindow,
			@DataSizeUnit(DataUnit.BYTES) @Nullable DataSize connectionWindow, @Nullable Boolean bdp) {

	}

	/**
	 * Bounds for calls that are made again.
	 *
	 * @param enabled Whether calls that failed are made again if a retry policy says so.
	 * Those that no server has seen are in any case.
	 * @param maxAttemptsLimit Largest number of attempts of a call, the first included.
	 * Policies that ask for more get as many.
	 * @param bufferSize Bytes of requests that a call keeps for another attempt. A bare
	 * number counts bytes.
	 */
	public record Retry(@Nullable Boolean enabled, @Nullable Integer maxAttemptsLimit,
			@DataSizeUnit(DataUnit.BYTES) @Nullable DataSize bufferSize) {

	}

	/**
	 * Health of the servers, and of the channel itself.
	 *
	 * @param enabled Whether servers are asked for their health, so that those that are
	 * not healthy get no calls. If not, the service config decides.
	 * @param serviceName Service whose health is asked for. If not set, it is that of the
	 * whole server.
	 * @param indicator Entry below the health component "grpcClient".
	 */
	public record Health(@Nullable Boolean enabled, @Nullable String serviceName, @DefaultValue Indicator indicator) {

		/**
		 * The service whose health is asked for, empty for the whole server, or null if
		 * nobody is asked.
		 */
		public @Nullable String askedFor() {
			if (!Boolean.TRUE.equals(this.enabled)) {
				return null;
			}
			return (this.serviceName != null) ? this.serviceName : "";
		}

	}

	/**
	 * The entry of a channel in the application's health.
	 *
	 * @param enabled Whether the channel has an entry.
	 * @param required Whether a failure of the channel counts as one of the application.
	 * If not, it is reported as unknown.
	 * @param failureStatus Status of a channel that cannot connect.
	 */
	public record Indicator(@Nullable Boolean enabled, @Nullable Boolean required, @Nullable String failureStatus) {

	}

	/**
	 * How connections are encrypted.
	 *
	 * @param enabled Whether connections use TLS. If not set, they do if there is a
	 * bundle.
	 * @param bundle Name of the SSL bundle with the trusted certificates, the client
	 * certificate and the options of TLS. Without one, what the JVM trusts counts.
	 * @param reload Whether connections are renewed when the bundle is updated.
	 * @param alpnRequired Whether servers have to choose HTTP/2 by ALPN. If not, what a
	 * server without ALPN speaks is taken for HTTP/2, and a warning is logged.
	 */
	public record Ssl(@Nullable Boolean enabled, @Nullable String bundle, @Nullable Boolean reload,
			@Nullable Boolean alpnRequired) {

	}

	/**
	 * On whose behalf calls are made.
	 *
	 * @param type Kind of credentials.
	 * @param username User of basic authentication.
	 * @param password Password of basic authentication.
	 * @param token Bearer token.
	 * @param tokenFile File with the bearer token or the JSON web token. It is read again
	 * when somebody renews it.
	 * @param registrationId Registration of Spring Security's OAuth2 client, below
	 * "spring.security.oauth2.client.registration", whose client credentials get tokens.
	 * @param bean Name of a bean of type CallCredentials. If not set, the one with the
	 * channel's name as qualifier, or else the first one without.
	 * @param allowPlaintext Whether credentials may be sent without encryption.
	 */
	public record Credentials(@Nullable CredentialsType type, @Nullable String username, @Nullable String password,
			@Nullable String token, @Nullable String tokenFile, @Nullable String registrationId, @Nullable String bean,
			@Nullable Boolean allowPlaintext) {

		static final Credentials NOTHING = new Credentials(null, null, null, null, null, null, null, null);

		/**
		 * Without what may be secret.
		 */
		@Override
		public String toString() {
			return "Credentials[type=" + this.type + "]";
		}

	}

	/**
	 * Kinds of credentials.
	 */
	public enum CredentialsType {

		/** No credentials, whatever the template has. */
		NONE,
		/** User and password. */
		BASIC,
		/** A bearer token, given or in a file. */
		BEARER,
		/** A JSON web token in a file, kept until shortly before it expires. */
		JWT,
		/** Tokens that client credentials get from a token server. */
		OAUTH2,
		/** A bean of the application. */
		BEAN

	}

}
