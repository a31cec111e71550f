package io.clientconn.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import io.clientconn.autoconfigure.ChannelProperties.Backoff;
import io.clientconn.autoconfigure.ChannelProperties.Compression;
import io.clientconn.autoconfigure.ChannelProperties.Connect;
import io.clientconn.autoconfigure.ChannelProperties.Credentials;
import io.clientconn.autoconfigure.ChannelProperties.Defaults;
import io.clientconn.autoconfigure.ChannelProperties.FlowControl;
import io.clientconn.autoconfigure.ChannelProperties.Health;
import io.clientconn.autoconfigure.ChannelProperties.Idle;
import io.clientconn.autoconfigure.ChannelProperties.Inbound;
import io.clientconn.autoconfigure.ChannelProperties.Indicator;
import io.clientconn.autoconfigure.ChannelProperties.Keepalive;
import io.clientconn.autoconfigure.ChannelProperties.Limit;
import io.clientconn.autoconfigure.ChannelProperties.Outbound;
import io.clientconn.autoconfigure.ChannelProperties.Retry;
import io.clientconn.autoconfigure.ChannelProperties.Ssl;
import org.jspecify.annotations.Nullable;

/**
 * Inheritance between channels: a template supplies every value that a channel leaves
 * unset, and maps merge key by key. Stateless.
 */
final class ChannelDefaults {

	private ChannelDefaults() {
	}

	/**
	 * What is in force for a channel.
	 */
	static ChannelProperties resolve(ChannelProperties channel, ChannelProperties template) {
		return new ChannelProperties(first(channel.target(), template.target()),
				first(channel.authority(), template.authority()), first(channel.userAgent(), template.userAgent()),
				defaults(channel.defaults(), template.defaults()), inbound(channel.inbound(), template.inbound()),
				new Outbound(limit(channel.outbound().message(), template.outbound().message())),
				compression(channel.compression(), template.compression()),
				backoff(channel.backoff(), template.backoff()),
				new Connect(first(channel.connect().minTimeout(), template.connect().minTimeout()),
						first(channel.connect().failOnPermanentError(), template.connect().failOnPermanentError())),
				new Idle(first(channel.idle().timeout(), template.idle().timeout())),
				keepalive(channel.keepalive(), template.keepalive()),
				flowControl(channel.flowControl(), template.flowControl()), retry(channel.retry(), template.retry()),
				metadata(channel.metadata(), template.metadata()), health(channel.health(), template.health()),
				ssl(channel.ssl(), template.ssl()),
				first(channel.bypassCertificateValidation(), template.bypassCertificateValidation()),
				credentials(channel.credentials(), template.credentials()));
	}

	static ChannelProperties withTarget(ChannelProperties channel, String target) {
		return new ChannelProperties(target, channel.authority(), channel.userAgent(), channel.defaults(),
				channel.inbound(), channel.outbound(), channel.compression(), channel.backoff(), channel.connect(),
				channel.idle(), channel.keepalive(), channel.flowControl(), channel.retry(), channel.metadata(),
				channel.health(), channel.ssl(), channel.bypassCertificateValidation(), channel.credentials());
	}

	static ChannelProperties withMetadata(ChannelProperties channel, Map<String, String> metadata) {
		return new ChannelProperties(channel.target(), channel.authority(), channel.userAgent(), channel.defaults(),
				channel.inbound(), channel.outbound(), channel.compression(), channel.backoff(), channel.connect(),
				channel.idle(), channel.keepalive(), channel.flowControl(), channel.retry(), metadata, channel.health(),
				channel.ssl(), channel.bypassCertificateValidation(), channel.credentials());
	}

	private static Defaults defaults(Defaults own, Defaults template) {
		return new Defaults(first(own.deadline(), template.deadline()),
				first(own.deadlineScope(), template.deadlineScope()),
				first(own.waitForReady(), template.waitForReady()),
				first(own.loadBalancingPolicy(), template.loadBalancingPolicy()));
	}

	private static Inbound inbound(Inbound own, Inbound template) {
		return new Inbound(limit(own.message(), template.message()), limit(own.metadata(), template.metadata()));
	}

	private static Limit limit(Limit own, Limit template) {
		return new Limit(first(own.maxSize(), template.maxSize()));
	}

	private static Compression compression(Compression own, Compression template) {
		return new Compression(first(own.request(), template.request()), first(own.accept(), template.accept()));
	}

	private static Backoff backoff(Backoff own, Backoff template) {
		return new Backoff(first(own.baseDelay(), template.baseDelay()), first(own.multiplier(), template.multiplier()),
				first(own.jitter(), template.jitter()), first(own.maxDelay(), template.maxDelay()));
	}

	private static Keepalive keepalive(Keepalive own, Keepalive template) {
		return new Keepalive(first(own.time(), template.time()), first(own.timeout(), template.timeout()),
				first(own.withoutCalls(), template.withoutCalls()));
	}

	private static FlowControl flowControl(FlowControl own, FlowControl template) {
		return new FlowControl(first(own.streamWindow(), template.streamWindow()),
				first(own.connectionWindow(), template.connectionWindow()), first(own.bdp(), template.bdp()));
	}

	private static Retry retry(Retry own, Retry template) {
		return new Retry(first(own.enabled(), template.enabled()),
				first(own.maxAttemptsLimit(), template.maxAttemptsLimit()),
				first(own.bufferSize(), template.bufferSize()));
	}

	private static Health health(Health own, Health template) {
		Indicator indicator = own.indicator();
		Indicator fallback = template.indicator();
		return new Health(first(own.enabled(), template.enabled()), first(own.serviceName(), template.serviceName()),
				new Indicator(first(indicator.enabled(), fallback.enabled()),
						first(indicator.required(), fallback.required()),
						first(indicator.failureStatus(), fallback.failureStatus())));
	}

	private static Ssl ssl(Ssl own, Ssl template) {
		return new Ssl(first(own.enabled(), template.enabled()), first(own.bundle(), template.bundle()),
				first(own.reload(), template.reload()), first(own.alpnRequired(), template.alpnRequired()));
	}

	/**
	 * A channel that says which kind it wants wants nothing of the template's, whose user
	 * or token would be for another one.
	 */
	private static Credentials credentials(Credentials own, Credentials template) {
		Boolean allowPlaintext = first(own.allowPlaintext(), template.allowPlaintext());
		Credentials rest = (own.type() != null) ? Credentials.NOTHING : template;
		return new Credentials(first(own.type(), rest.type()), first(own.username(), rest.username()),
				first(own.password(), rest.password()), first(own.token(), rest.token()),
				first(own.tokenFile(), rest.tokenFile()), first(own.registrationId(), rest.registrationId()),
				first(own.bean(), rest.bean()), allowPlaintext);
	}

	/**
	 * A header of the channel takes the place of the template's, whatever the case.
	 */
	private static Map<String, String> metadata(Map<String, String> own, Map<String, String> template) {
		Map<String, String> merged = new LinkedHashMap<>(own);
		template.forEach((name, value) -> {
			if (own.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
				merged.put(name, value);
			}
		});
		return merged;
	}

	private static <T> @Nullable T first(@Nullable T own, @Nullable T template) {
		return (own != null) ? own : template;
	}

}
