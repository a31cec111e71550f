package io.clientconn.autoconfigure.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.clientconn.autoconfigure.ChannelProperties.Indicator;
import io.clientconn.autoconfigure.ExpiringCertificate;
import io.clientconn.observe.ChannelStatus;
import io.clientconn.observe.ChannelStatus.AddressStatus;
import io.clientconn.rpc.AddressText;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.security.TlsProblem;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * What the state of a channel means for the health of the application. A channel that is
 * idle or connecting is up, because nothing has failed. The failure of one that is not
 * required is unknown, which does not turn the whole application unhealthy. Immutable.
 *
 * @param failureStatus the health of a channel that cannot connect
 * @param asked the service whose health servers are asked for, empty for the whole
 * server, or null if they are not asked
 */
record ChannelHealth(Status failureStatus, @Nullable String asked) {

	static ChannelHealth of(Indicator indicator) {
		if (Boolean.FALSE.equals(indicator.required())) {
			return new ChannelHealth(Status.UNKNOWN, null);
		}
		String failureStatus = indicator.failureStatus();
		return new ChannelHealth((failureStatus != null) ? new Status(failureStatus) : Status.OUT_OF_SERVICE, null);
	}

	ChannelHealth asking(@Nullable String service) {
		return new ChannelHealth(this.failureStatus, service);
	}

	Health of(String target, String authority, ChannelCredentials security, ChannelStatus channel,
			List<ExpiringCertificate> expiring) {
		Health.Builder health = new Health.Builder(status(channel.state())).withDetail("target", target)
			.withDetail("authority", authority)
			.withDetail("security", security.toString());
		if (this.asked != null) {
			health.withDetail("healthCheck", this.asked.isEmpty() ? "the whole server" : this.asked);
		}
		health.withDetail("state", channel.state().name()).withDetail("since", channel.since().toString());
		if (!channel.lastError().isOk()) {
			health.withDetail("lastError", channel.lastError().text());
			TlsProblem problem = TlsProblem.behind(channel.lastError());
			String sentence = (problem != null) ? security.advice().get(problem) : null;
			if (sentence != null) {
				health.withDetail("advice", sentence);
			}
		}
		if (!expiring.isEmpty()) {
			health.withDetail("expiringCertificates", expiring.stream().map(ChannelHealth::certificate).toList());
		}
		List<Map<String, Object>> addresses = channel.addresses().stream().map(ChannelHealth::address).toList();
		return health.withDetail("addresses", addresses).build();
	}

	private Status status(ConnectivityState state) {
		return switch (state) {
			case IDLE, CONNECTING, READY -> Status.UP;
			case TRANSIENT_FAILURE, SHUTDOWN -> this.failureStatus;
		};
	}

	private static Map<String, Object> certificate(ExpiringCertificate certificate) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("purpose", certificate.purpose());
		details.put("subject", certificate.subject());
		details.put("notAfter", certificate.notAfter().toString());
		details.put("expired", certificate.expired());
		return details;
	}

	private static Map<String, Object> address(AddressStatus address) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("address", AddressText.of(address.address()));
		details.put("state", address.state().name());
		details.put("since", address.since().toString());
		if (!address.lastError().isOk()) {
			details.put("lastError", address.lastError().text());
		}
		return details;
	}

}
