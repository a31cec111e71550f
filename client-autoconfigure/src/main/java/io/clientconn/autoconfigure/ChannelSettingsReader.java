package io.clientconn.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.clientconn.autoconfigure.ChannelProperties.DeadlineScope;
import io.clientconn.config.Backoff;
import io.clientconn.rpc.Metadata;
import io.clientconn.transport.FlowControl;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/**
 * Checks the configured channels and gives every setting its value: the channel's, the
 * template's or the starter's own. The starter's defaults stand here and nowhere else.
 * Stateless.
 */
final class ChannelSettingsReader {

	private static final String POLICY = "round_robin";

	private static final String PICK_FIRST = "pick_first";

	private static final DataSize INBOUND_METADATA = DataSize.ofKilobytes(8);

	private static final List<String> ACCEPTED_ENCODINGS = List.of("gzip");

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

	private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(30);

	private static final Duration KEEPALIVE_TIME = Duration.ofMinutes(5);

	private static final Duration KEEPALIVE_TIMEOUT = Duration.ofSeconds(20);

	private static final int MOST_ATTEMPTS = 5;

	private static final DataSize RETRY_BUFFER = DataSize.ofKilobytes(256);

	private final PropertyFailures failures;

	ChannelSettingsReader(Environment environment) {
		this.failures = new PropertyFailures(environment);
	}

	/**
	 * The settings of all channels by canonical name.
	 */
	Map<String, ChannelSettings> read(ChannelCatalog catalog, String defaultScheme) {
		check(catalog.template());
		catalog.channels().forEach(this::check);
		Map<String, ChannelSettings> settings = new TreeMap<>();
		catalog.channels()
			.forEach((entry) -> settings.put(ChannelName.canonical(entry.name()), settings(entry, defaultScheme)));
		return settings;
	}

	/**
	 * The settings for a target that no channel has: those that every channel inherits.
	 */
	ChannelSettings ofTarget(ChannelCatalog catalog, String target, String defaultScheme) {
		return settings(catalog.ofTarget(target), defaultScheme);
	}

	private void check(ChannelCatalog.Entry entry) {
		if (entry.name().indexOf('/') >= 0 || ChannelName.canonical(entry.name()).isEmpty()) {
			throw this.failures.missing(ChannelCatalog.CHANNELS + "<name>",
					"'" + entry.name() + "' cannot be the name of a channel",
					"Use letters, digits and dashes, as in '" + ChannelCatalog.CHANNELS + "orders.target'.");
		}
		new ChannelChecks(this.failures, entry.prefix()).check(entry.own());
	}

	private ChannelSettings settings(ChannelCatalog.Entry entry, String defaultScheme) {
		ChannelProperties values = entry.inForce();
		String target = values.target();
		if (target == null) {
			throw this.failures.missing(entry.prefix() + "target",
					"channel '" + entry.name() + "' is configured, but not where it connects to",
					"Set '" + entry.prefix() + "target', for example to 'dns:///" + entry.name() + ":9090'.");
		}
		return new ChannelSettings(entry.name(), target.strip(), values.authority(), values.userAgent(), defaultScheme,
				or(values.defaults().loadBalancingPolicy(), POLICY), calls(values), limits(values), compression(values),
				backoff(entry), or(values.connect().minTimeout(), CONNECT_TIMEOUT),
				or(values.connect().failOnPermanentError(), false), or(values.idle().timeout(), IDLE_TIMEOUT),
				keepalive(values.keepalive()), flowControl(values.flowControl()), retry(values.retry()),
				metadata(values), new SecurityChecks(this.failures, entry.prefix()).read(values), healthService(entry));
	}

	/**
	 * What can only be an oversight stops the start: a service that nobody is asked for,
	 * and health that the policy does not heed.
	 */
	private @Nullable String healthService(ChannelCatalog.Entry entry) {
		ChannelProperties.Health health = entry.inForce().health();
		String service = health.serviceName();
		if (service != null && !service.isEmpty() && health.enabled() == null) {
			throw this.failures.refuse(entry.prefix() + "health.service-name", service,
					"servers are asked for no health, as 'health.enabled' is not set",
					"Set '" + entry.prefix() + "health.enabled' to true, or to false if it is meant to be off.");
		}
		String policy = entry.inForce().defaults().loadBalancingPolicy();
		if (health.askedFor() != null && PICK_FIRST.equals(policy)) {
			throw this.failures.refuse(entry.prefix() + "health.enabled", true,
					"the load balancing policy pick_first does not heed the health of servers",
					"Set '" + entry.prefix() + "default.load-balancing-policy' to round_robin, or '" + entry.prefix()
							+ "health.enabled' to false.");
		}
		return health.askedFor();
	}

	private static ChannelSettings.Calls calls(ChannelProperties values) {
		return new ChannelSettings.Calls(values.defaults().deadline(),
				values.defaults().deadlineScope() == DeadlineScope.ALL, values.defaults().waitForReady());
	}

	private static ChannelSettings.Limits limits(ChannelProperties values) {
		DataSize inbound = values.inbound().message().maxSize();
		DataSize outbound = values.outbound().message().maxSize();
		return new ChannelSettings.Limits((inbound != null) ? (Integer) bytes(inbound) : null,
				bytes(or(values.inbound().metadata().maxSize(), INBOUND_METADATA)),
				(outbound != null) ? (Integer) bytes(outbound) : null);
	}

	private static ChannelSettings.Keepalive keepalive(ChannelProperties.Keepalive values) {
		return new ChannelSettings.Keepalive(or(values.time(), KEEPALIVE_TIME), or(values.timeout(), KEEPALIVE_TIMEOUT),
				or(values.withoutCalls(), false));
	}

	/**
	 * A stream cannot use more than the connection has, so the window of the connection
	 * follows that of a stream.
	 */
	private static FlowControl flowControl(ChannelProperties.FlowControl values) {
		DataSize stream = values.streamWindow();
		DataSize connection = values.connectionWindow();
		int streamWindow = (stream != null) ? bytes(stream) : FlowControl.HTTP2_WINDOW;
		int connectionWindow = (connection != null) ? bytes(connection)
				: Math.max(FlowControl.HTTP2_WINDOW, streamWindow);
		return new FlowControl(streamWindow, connectionWindow, or(values.bdp(), stream == null && connection == null));
	}

	private static ChannelSettings.Retry retry(ChannelProperties.Retry values) {
		return new ChannelSettings.Retry(or(values.enabled(), true), or(values.maxAttemptsLimit(), MOST_ATTEMPTS),
				bytes(or(values.bufferSize(), RETRY_BUFFER)));
	}

	private static ChannelSettings.Compression compression(ChannelProperties values) {
		return new ChannelSettings.Compression(or(values.compression().request(), ChannelSettings.IDENTITY),
				or(values.compression().accept(), ACCEPTED_ENCODINGS));
	}

	private static int bytes(DataSize size) {
		return size.isNegative() ? Integer.MAX_VALUE : (int) size.toBytes();
	}

	private Backoff backoff(ChannelCatalog.Entry entry) {
		ChannelProperties.Backoff configured = entry.inForce().backoff();
		Backoff defaults = Backoff.DEFAULT;
		Duration max = or(configured.maxDelay(), defaults.max());
		Duration base = or(configured.baseDelay(), Backoff.upTo(max).base());
		if (max.compareTo(base) < 0) {
			throw this.failures.refuse(entry.prefix() + "backoff.max-delay", max,
					"it must not be below the base delay, which is " + base,
					"Raise 'backoff.max-delay' or lower 'backoff.base-delay' of channel '" + entry.name() + "'.");
		}
		return new Backoff(base, or(configured.multiplier(), defaults.multiplier()),
				or(configured.jitter(), defaults.jitter()), max);
	}

	private static Metadata metadata(ChannelProperties values) {
		Metadata.Builder metadata = Metadata.builder();
		new TreeMap<>(values.metadata()).forEach(metadata::add);
		return metadata.build();
	}

	private static <T> T or(@Nullable T value, T fallback) {
		return (value != null) ? value : fallback;
	}

}
