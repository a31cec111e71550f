package io.clientconn.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.clientconn.ClientConnBuilder;
import io.clientconn.config.Backoff;
import io.clientconn.rpc.Metadata;
import io.clientconn.security.TlsMaterial;
import io.clientconn.transport.FlowControl;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one channel after inheritance and checks: nothing is open, nothing can
 * be wrong by itself. Immutable.
 *
 * @param name the name as configured
 * @param target where to connect
 * @param authority the authority of calls, or null for the target's
 * @param userAgent text in front of the runtime's user agent, or null
 * @param defaultScheme the scheme of a target that names none
 * @param policy the load balancing policy
 * @param calls what holds for calls that do not say
 * @param limits the largest sizes
 * @param compression how messages are compressed
 * @param backoff the pauses between attempts to connect
 * @param minConnectTimeout how long an attempt may take at least
 * @param failOnPermanentError whether waiting for it ends with a failure that lasts
 * @param idleTimeout how long the channel is without calls before it rests; zero for ever
 * @param keepalive how silent servers are asked for a sign of life
 * @param flowControl how much the server may send in advance
 * @param retry bounds for calls that are made again
 * @param metadata headers of every call
 * @param security how connections are encrypted, and on whose behalf calls are made
 * @param healthService the service whose health servers are asked for, or null if it is
 * left to the service config
 */
record ChannelSettings(String name, String target, @Nullable String authority, @Nullable String userAgent,
		String defaultScheme, String policy, Calls calls, Limits limits, Compression compression, Backoff backoff,
		Duration minConnectTimeout, boolean failOnPermanentError, Duration idleTimeout, Keepalive keepalive,
		FlowControl flowControl, Retry retry, Metadata metadata, Security security, @Nullable String healthService) {

	/** What leaves messages as they are. */
	static final String IDENTITY = "identity";

	/**
	 * Describes a connection with these settings.
	 */
	void applyTo(ClientConnBuilder builder) {
		builder.name(this.name)
			.defaultScheme(this.defaultScheme)
			.loadBalancingPolicy(this.policy)
			.maxInboundMetadataSize(this.limits.inboundMetadata)
			.acceptedEncodings(this.compression.accept.toArray(String[]::new))
			.backoff(this.backoff)
			.minConnectTimeout(this.minConnectTimeout)
			.failOnPermanentConnectError(this.failOnPermanentError)
			.idleTimeout(this.idleTimeout)
			.flowControl(this.flowControl)
			.maxCallAttempts(this.retry.maxAttempts)
			.maxRetryBufferSize(this.retry.bufferSize)
			.headers(this.metadata);
		if (!this.retry.enabled) {
			builder.disableRetry();
		}
		if (!this.keepalive.time.isZero()) {
			builder.keepalive(this.keepalive.time, this.keepalive.timeout, this.keepalive.withoutCalls);
		}
		if (!this.compression.request.equals(IDENTITY)) {
			builder.compression(this.compression.request);
		}
		if (this.authority != null) {
			builder.authority(this.authority);
		}
		if (this.userAgent != null) {
			builder.userAgent(this.userAgent);
		}
		if (this.calls.deadline != null) {
			builder.defaultTimeout(this.calls.deadline, this.calls.deadlineForStreams);
		}
		applyWhatOutweighsTheServiceConfig(builder);
	}

	private void applyWhatOutweighsTheServiceConfig(ClientConnBuilder builder) {
		if (this.calls.waitForReady != null) {
			builder.waitForReady(this.calls.waitForReady);
		}
		if (this.limits.inboundMessage != null) {
			builder.maxInboundMessageSize(this.limits.inboundMessage);
		}
		if (this.limits.outboundMessage != null) {
			builder.maxOutboundMessageSize(this.limits.outboundMessage);
		}
		if (this.healthService != null) {
			builder.healthCheck(this.healthService);
		}
	}

	/**
	 * What holds for calls that do not say.
	 *
	 * @param deadline the time a call may take, or null for any
	 * @param deadlineForStreams whether that is for streams too
	 * @param waitForReady whether calls wait for a server, or null if it is not set
	 */
	record Calls(@Nullable Duration deadline, boolean deadlineForStreams, @Nullable Boolean waitForReady) {

	}

	/**
	 * How silent servers are asked for a sign of life.
	 *
	 * @param time how long a server may be silent; zero for any time
	 * @param timeout how long it may take to answer
	 * @param withoutCalls whether connections without calls are asked too
	 */
	record Keepalive(Duration time, Duration timeout, boolean withoutCalls) {

	}

	/**
	 * Bounds for calls that are made again.
	 *
	 * @param enabled whether policies count
	 * @param maxAttempts the largest number of attempts of a call
	 * @param bufferSize how many bytes of requests a call keeps
	 */
	record Retry(boolean enabled, int maxAttempts, int bufferSize) {

	}

	/**
	 * How connections are encrypted, and on whose behalf calls are made.
	 *
	 * @param tls whether connections use TLS
	 * @param bundle the SSL bundle, or null for what the JVM trusts
	 * @param reloaded whether connections are renewed when the bundle is updated
	 * @param bypassed whether certificates are not checked
	 * @param alpnRequired whether servers have to choose HTTP/2 by ALPN
	 * @param credentials whose type is never null
	 * @param plaintextAllowed whether credentials may be sent without encryption
	 */
	record Security(boolean tls, @Nullable String bundle, boolean reloaded, boolean bypassed, boolean alpnRequired,
			ChannelProperties.Credentials credentials, boolean plaintextAllowed) {

		/**
		 * What is given up by properties, whatever the bundle has.
		 */
		TlsMaterial loosen(TlsMaterial material) {
			TlsMaterial loose = this.bypassed ? material.bypassingCertificateValidation() : material;
			return this.alpnRequired ? loose : loose.allowingMissingAlpn();
		}

	}

	/**
	 * How messages are compressed.
	 *
	 * @param request the encoding of requests
	 * @param accept those that responses may have
	 */
	record Compression(String request, List<String> accept) {

	}

	/**
	 * The largest sizes in bytes.
	 *
	 * @param inboundMessage of a response message, or null if it is not set
	 * @param inboundMetadata of the headers of a response
	 * @param outboundMessage of a request message, or null if it is not set
	 */
	record Limits(@Nullable Integer inboundMessage, int inboundMetadata, @Nullable Integer outboundMessage) {

	}

}
