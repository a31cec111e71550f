package io.clientconn.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.clientconn.config.Backoff;
import io.clientconn.rpc.Metadata;
import io.clientconn.transport.FlowControl;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChannelDefaults}: {@code channel.default} is the template of all.
 */
class ChannelDefaultsTest {

	/** Two different values for each property, the channel's and the template's. */
	private static final Map<String, String[]> VALUES = Map.ofEntries(
			Map.entry("target", new String[] { "dns:///own:1", "dns:///template:1" }),
			Map.entry("authority", new String[] { "own", "template" }),
			Map.entry("user-agent", new String[] { "own/1", "template/1" }),
			Map.entry("default.deadline", new String[] { "1s", "2s" }),
			Map.entry("default.deadline-scope", new String[] { "unary", "all" }),
			Map.entry("default.wait-for-ready", new String[] { "false", "true" }),
			Map.entry("default.load-balancing-policy", new String[] { "pick_first", "round_robin" }),
			Map.entry("inbound.message.max-size", new String[] { "1MB", "2MB" }),
			Map.entry("inbound.metadata.max-size", new String[] { "1KB", "2KB" }),
			Map.entry("outbound.message.max-size", new String[] { "1MB", "2MB" }),
			Map.entry("compression.request", new String[] { "identity", "gzip" }),
			Map.entry("compression.accept", new String[] { "", "gzip" }),
			Map.entry("backoff.base-delay", new String[] { "1s", "2s" }),
			Map.entry("backoff.multiplier", new String[] { "1.5", "2.5" }),
			Map.entry("backoff.jitter", new String[] { "0.1", "0.3" }),
			Map.entry("backoff.max-delay", new String[] { "10s", "20s" }),
			Map.entry("connect.min-timeout", new String[] { "1s", "2s" }),
			Map.entry("connect.fail-on-permanent-error", new String[] { "true", "false" }),
			Map.entry("idle.timeout", new String[] { "1m", "0" }),
			Map.entry("keepalive.time", new String[] { "10s", "20s" }),
			Map.entry("keepalive.timeout", new String[] { "1s", "2s" }),
			Map.entry("keepalive.without-calls", new String[] { "true", "false" }),
			Map.entry("flow-control.stream-window", new String[] { "1MB", "2MB" }),
			Map.entry("flow-control.connection-window", new String[] { "1MB", "2MB" }),
			Map.entry("flow-control.bdp", new String[] { "true", "false" }),
			Map.entry("retry.enabled", new String[] { "true", "false" }),
			Map.entry("retry.max-attempts-limit", new String[] { "2", "3" }),
			Map.entry("retry.buffer-size", new String[] { "1MB", "2MB" }),
			Map.entry("metadata.x-tenant", new String[] { "own", "template" }),
			Map.entry("ssl.enabled", new String[] { "true", "false" }),
			Map.entry("ssl.reload", new String[] { "true", "false" }),
			Map.entry("ssl.bundle", new String[] { "own", "template" }),
			Map.entry("ssl.alpn-required", new String[] { "true", "false" }),
			Map.entry("bypass-certificate-validation", new String[] { "true", "false" }),
			Map.entry("credentials.type", new String[] { "none", "bearer" }),
			Map.entry("credentials.username", new String[] { "own", "template" }),
			Map.entry("credentials.password", new String[] { "own", "template" }),
			Map.entry("credentials.token", new String[] { "own", "template" }),
			Map.entry("credentials.token-file", new String[] { "own", "template" }),
			Map.entry("credentials.registration-id", new String[] { "own", "template" }),
			Map.entry("credentials.bean", new String[] { "own", "template" }),
			Map.entry("credentials.allow-plaintext", new String[] { "true", "false" }),
			Map.entry("health.enabled", new String[] { "true", "false" }),
			Map.entry("health.service-name", new String[] { "own", "template" }),
			Map.entry("health.indicator.enabled", new String[] { "true", "false" }),
			Map.entry("health.indicator.required", new String[] { "true", "false" }),
			Map.entry("health.indicator.failure-status", new String[] { "DOWN", "UNKNOWN" }));

	@Test
	void everyPropertyIsInThisTest() {
		assertThat(VALUES.keySet()).containsExactlyInAnyOrderElementsOf(ChannelKeys.all());
	}

	@TestFactory
	Stream<DynamicTest> aChannelInheritsWhatItDoesNotSet() {
		return VALUES.keySet().stream().map((key) -> DynamicTest.dynamicTest(key, () -> {
			String value = VALUES.get(key)[1];
			ChannelProperties inForce = inForce(Map.of("default." + key, value));
			assertThat(inForce).isNotEqualTo(inForce(Map.of()))
				.isEqualTo(inForce(Map.of("orders." + key, value, "orders.metadata.x-own", "1")));
		}));
	}

	@TestFactory
	Stream<DynamicTest> aChannelsOwnValueComesFirst() {
		return VALUES.keySet().stream().map((key) -> DynamicTest.dynamicTest(key, () -> {
			ChannelProperties inForce = inForce(
					Map.of("default." + key, VALUES.get(key)[1], "orders." + key, VALUES.get(key)[0]));
			assertThat(inForce).isEqualTo(inForce(Map.of("orders." + key, VALUES.get(key)[0])));
		}));
	}

	@Test
	void headersMergeNameByName() {
		ChannelProperties inForce = inForce(Map.of("default.metadata.x-tenant", "acme", "default.metadata.x-region",
				"eu", "orders.metadata.X-Tenant", "own"));
		assertThat(inForce.metadata()).containsOnly(Map.entry("X-Tenant", "own"), Map.entry("x-region", "eu"));
	}

	@Test
	void aChannelThatNamesItsKindOfCredentialsInheritsNoSecretOfAnother() {
		Map<String, String> values = Map.of("default.credentials.type", "bearer", "default.credentials.token", "t",
				"default.credentials.allow-plaintext", "true", "orders.credentials.type", "basic",
				"orders.credentials.username", "u");
		ChannelProperties.Credentials inForce = inForce(values).credentials();
		assertThat(inForce.token()).isNull();
		assertThat(inForce.username()).isEqualTo("u");
		assertThat(inForce.allowPlaintext()).isTrue();
	}

	@Test
	void theStartersOwnDefaultsComeLast() {
		ChannelCatalog catalog = catalog(Map.of("orders.target", "orders:9090"));
		ChannelSettings settings = new ChannelSettingsReader(new MockEnvironment()).read(catalog, "dns").get("orders");
		assertThat(settings.policy()).isEqualTo("round_robin");
		assertThat(settings.calls()).isEqualTo(new ChannelSettings.Calls(null, false, null));
		assertThat(settings.limits()).isEqualTo(new ChannelSettings.Limits(null, 8 * 1024, null));
		assertThat(settings.compression()).isEqualTo(new ChannelSettings.Compression("identity", List.of("gzip")));
		assertThat(settings.backoff()).isEqualTo(Backoff.DEFAULT);
		assertThat(settings.minConnectTimeout()).hasSeconds(20);
		assertThat(settings.failOnPermanentError()).isFalse();
		assertThat(settings.idleTimeout()).hasMinutes(30);
		assertThat(settings.keepalive())
			.isEqualTo(new ChannelSettings.Keepalive(Duration.ofMinutes(5), Duration.ofSeconds(20), false));
		assertThat(settings.flowControl()).isEqualTo(FlowControl.DEFAULT);
		assertThat(settings.metadata()).isEqualTo(Metadata.EMPTY);
	}

	@Test
	void aLongestPauseAloneFillsTheRestWithDefaults() {
		assertThat(backoff("backoff.max-delay", "30s")).isEqualTo(Backoff.upTo(Duration.ofSeconds(30)))
			.isEqualTo(new Backoff(Duration.ofSeconds(1), 1.6, 0.2, Duration.ofSeconds(30)));
		assertThat(backoff("backoff.max-delay", "300ms")).isEqualTo(Backoff.upTo(Duration.ofMillis(300)));
	}

	private static Backoff backoff(String key, String value) {
		ChannelCatalog catalog = catalog(Map.of("orders.target", "orders:9090", "orders." + key, value));
		return new ChannelSettingsReader(new MockEnvironment()).read(catalog, "dns").get("orders").backoff();
	}

	@Test
	void aWindowThatIsSetKeepsItsSizeUnlessAskedToGrow() {
		assertThat(flowControl("stream-window", "1MB")).isEqualTo(FlowControl.fixed(1 << 20, 1 << 20));
		assertThat(flowControl("stream-window", "16KB")).isEqualTo(FlowControl.fixed(16 * 1024, 65_535));
		assertThat(flowControl("connection-window", "1MB")).isEqualTo(FlowControl.fixed(65_535, 1 << 20));
		assertThat(flowControl("stream-window", "1MB", "connection-window", "64KB"))
			.isEqualTo(FlowControl.fixed(1 << 20, 64 * 1024));
		assertThat(flowControl("bdp", "false")).isEqualTo(FlowControl.fixed(65_535, 65_535));
		assertThat(flowControl("bdp", "true", "stream-window", "1MB"))
			.isEqualTo(FlowControl.startingAt(1 << 20, 1 << 20));
	}

	private static FlowControl flowControl(String... keysAndValues) {
		Map<String, String> values = new LinkedHashMap<>();
		values.put("orders.target", "orders:9090");
		for (int i = 0; i < keysAndValues.length; i += 2) {
			values.put("orders.flow-control." + keysAndValues[i], keysAndValues[i + 1]);
		}
		ChannelCatalog catalog = catalog(values);
		return new ChannelSettingsReader(new MockEnvironment()).read(catalog, "dns").get("orders").flowControl();
	}

	@Test
	void theTemplateIsAChannelOnlyWithATarget() {
		assertThat(catalog(Map.of("default.user-agent", "shop/1", "orders.target", "orders:1")).names())
			.containsExactly("orders");
		assertThat(catalog(Map.of("default.target", "gateway:1", "orders.authority", "orders")).names())
			.containsExactly("default", "orders");
	}

	private static ChannelProperties inForce(Map<String, String> values) {
		Map<String, String> all = new LinkedHashMap<>(values);
		if (values.keySet().stream().noneMatch((key) -> key.startsWith("orders."))) {
			// Something has to be there for the channel to exist.
			all.put("orders.metadata.x-own", "1");
		}
		ChannelCatalog.Entry entry = catalog(all).find("orders");
		assertThat(entry).isNotNull();
		return entry.inForce();
	}

	private static ChannelCatalog catalog(Map<String, String> values) {
		Map<String, String> all = new LinkedHashMap<>();
		values.forEach((key, value) -> all.put("grpc.client.channel." + key, value));
		return new ChannelCatalog(new Binder(new MapConfigurationPropertySource(all)).bindOrCreate("grpc.client",
				GrpcClientProperties.class));
	}

}
