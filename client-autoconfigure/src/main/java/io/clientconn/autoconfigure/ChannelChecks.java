package io.clientconn.autoconfigure;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;

import io.clientconn.ClientConnBuilder;
import io.clientconn.autoconfigure.ChannelProperties.Backoff;
import io.clientconn.autoconfigure.ChannelProperties.Keepalive;
import io.clientconn.rpc.Metadata;
import io.clientconn.transport.FlowControl;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * What can be wrong with the values of one entry, looked at before inheritance, so that
 * the failure names the key where the value stands. Stateless.
 */
final class ChannelChecks {

	private static final Set<String> RESERVED = Set.of("user-agent", "content-type", "te", "host", "connection");

	private static final Duration LONGEST = Duration.ofDays(366);

	private final PropertyFailures failures;

	private final String prefix;

	ChannelChecks(PropertyFailures failures, String prefix) {
		this.failures = failures;
		this.prefix = prefix;
	}

	void check(ChannelProperties entry) {
		text("target", entry.target(), "Write for example 'dns:///orders:9090'.");
		text("authority", entry.authority(), "Write a host, or host:port, or leave it out.");
		text("user-agent", entry.userAgent(), "Write for example 'shop/1.4', or leave it out.");
		text("default.load-balancing-policy", entry.defaults().loadBalancingPolicy(),
				"Write for example 'round_robin'.");
		aboveZero("default.deadline", entry.defaults().deadline(), "5s");
		size("inbound.message.max-size", entry.inbound().message().maxSize(), -1);
		size("inbound.metadata.max-size", entry.inbound().metadata().maxSize(), 0);
		size("outbound.message.max-size", entry.outbound().message().maxSize(), -1);
		text("compression.request", entry.compression().request(), "Write for example 'gzip', or leave it out.");
		backoff(entry.backoff());
		aboveZero("connect.min-timeout", entry.connect().minTimeout(), "20s");
		idle(entry.idle().timeout());
		keepalive(entry.keepalive());
		window("flow-control.stream-window", entry.flowControl().streamWindow(), FlowControl.LEAST_STREAM_WINDOW);
		window("flow-control.connection-window", entry.flowControl().connectionWindow(), FlowControl.HTTP2_WINDOW);
		attempts(entry.retry().maxAttemptsLimit());
		size("retry.buffer-size", entry.retry().bufferSize(), 0);
		entry.metadata().forEach(this::header);
		serviceName(entry.health().serviceName());
		text("ssl.bundle", entry.ssl().bundle(), "Write the name of a bundle below 'spring.ssl.bundle'.");
		text("credentials.bean", entry.credentials().bean(), "Write the name of a bean, or leave it out.");
	}

	private void backoff(Backoff backoff) {
		aboveZero("backoff.base-delay", backoff.baseDelay(), "1s");
		aboveZero("backoff.max-delay", backoff.maxDelay(), "120s");
		Double multiplier = backoff.multiplier();
		if (multiplier != null && !(multiplier >= 1 && multiplier < Double.POSITIVE_INFINITY)) {
			throw this.failures.refuse(this.prefix + "backoff.multiplier", multiplier, "it must be at least 1",
					"Set it to 1 for even pauses or to more for growing ones, for example 1.6.");
		}
		Double jitter = backoff.jitter();
		if (jitter != null && !(jitter >= 0 && jitter <= 1)) {
			throw this.failures.refuse(this.prefix + "backoff.jitter", jitter, "it must be between 0 and 1",
					"Set it to 0 for exact pauses or, for example, to 0.2 for pauses that vary by a fifth.");
		}
	}

	void gracePeriod(Duration gracePeriod) {
		if (gracePeriod.isNegative()) {
			throw this.failures.refuse(this.prefix + "shutdown.grace-period", gracePeriod, "it must not be negative",
					"Set it to a time such as 30s, or to 0 to cut calls off at once.");
		}
	}

	private void idle(@Nullable Duration timeout) {
		if (timeout != null && timeout.isNegative()) {
			throw this.failures.refuse(this.prefix + "idle.timeout", timeout, "it must not be negative",
					"Set it to a time such as 30m, or to 0 to keep connections for ever.");
		}
	}

	private void keepalive(Keepalive keepalive) {
		Duration time = keepalive.time();
		if (time == null || !time.isZero()) {
			aboveZero("keepalive.time", time, "5m");
		}
		if (time != null && !time.isZero() && time.compareTo(ClientConnBuilder.LEAST_KEEPALIVE) < 0) {
			throw this.failures.refuse(this.prefix + "keepalive.time", time, "it must be at least 10 seconds",
					"Set it to a time such as 5m, or to 0 to switch keepalive off.");
		}
		aboveZero("keepalive.timeout", keepalive.timeout(), "20s");
	}

	private void attempts(@Nullable Integer most) {
		if (most != null && most < 2) {
			throw this.failures.refuse(this.prefix + "retry.max-attempts-limit", most,
					"it counts the first attempt and must be at least 2",
					"Set it to a number such as 5, or set '" + this.prefix + "retry.enabled' to false.");
		}
	}

	private void window(String key, @Nullable DataSize value, int least) {
		if (value != null && (value.toBytes() < least || value.toBytes() > Integer.MAX_VALUE)) {
			throw this.failures.refuse(this.prefix + key, value,
					"it must be from " + least + " to " + Integer.MAX_VALUE + " bytes",
					"Set it to a size such as 1MB, or leave it out.");
		}
	}

	/** Empty stands for the whole server. */
	private void serviceName(@Nullable String service) {
		if (service != null && !service.isEmpty()) {
			text("health.service-name", service, "Write for example 'shop.v1.Orders', or leave it out.");
		}
	}

	private void text(String key, @Nullable String value, String fix) {
		if (value == null) {
			return;
		}
		if (value.isBlank()) {
			throw this.failures.refuse(this.prefix + key, value, "it is blank", fix);
		}
		if (value.chars().anyMatch((c) -> c < 0x20 || c > 0x7e)) {
			throw this.failures.refuse(this.prefix + key, value, "it contains a character that is not printable ASCII",
					fix);
		}
	}

	private void aboveZero(String key, @Nullable Duration value, String example) {
		if (value != null && (value.isZero() || value.isNegative())) {
			throw this.failures.refuse(this.prefix + key, value, "it must be above zero",
					"Set it to a time such as " + example + ", or leave it out.");
		}
		if (value != null && value.compareTo(LONGEST) > 0) {
			throw this.failures.refuse(this.prefix + key, value, "it is longer than a year",
					"Set it to a time such as " + example + ", or leave it out.");
		}
	}

	private void size(String key, @Nullable DataSize value, int least) {
		if (value != null && (value.toBytes() < least || value.toBytes() > Integer.MAX_VALUE)) {
			String unlimited = (least < 0) ? ", or to -1 for no limit" : "";
			throw this.failures.refuse(this.prefix + key, value, "it must be from 0 to " + Integer.MAX_VALUE + " bytes",
					"Set it to a size such as 4MB" + unlimited + ".");
		}
	}

	private void header(String name, String value) {
		String property = this.prefix + "metadata." + name;
		String key = name.toLowerCase(Locale.ROOT);
		if (key.startsWith(":") || key.startsWith("grpc-") || RESERVED.contains(key)) {
			String fix = key.equals("user-agent") ? "Use '" + this.prefix + "user-agent' instead."
					: "Remove it, or choose another name.";
			throw this.failures.refuseSecret(property, "the header '" + name + "' belongs to gRPC itself", fix);
		}
		try {
			Metadata.of(name, value);
		}
		catch (IllegalArgumentException ex) {
			throw this.failures.refuseSecret(property, String.valueOf(ex.getMessage()),
					"Names take letters, digits, '-', '_' and '.'; values take printable ASCII, or base64 if the name"
							+ " ends in '-bin'.");
		}
	}

}
