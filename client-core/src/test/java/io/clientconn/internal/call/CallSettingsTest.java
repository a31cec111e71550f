package io.clientconn.internal.call;

import java.time.Duration;
import java.util.List;

import io.clientconn.config.MethodConfig;
import io.clientconn.internal.call.CallEnvironment.Defaults;
import io.clientconn.internal.wire.Encodings;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.MethodDescriptor.Kind;
import io.clientconn.rpc.RetryPolicy;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.testing.ManualScheduler;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whose word counts: the call's, the channel's or the service config's.
 */
class CallSettingsTest {

	private static final int NOT_SET = -1;

	@ParameterizedTest(name = "call {0}, channel {1}, service config {2}: {3}")
	@CsvSource(nullValues = "-",
			value = { "-, -, -, false", "-, -, true, true", "-, -, false, false", "-, true, -, true",
					"-, true, false, true", "-, false, true, false", "true, false, false, true",
					"false, true, true, false", "true, -, -, true", "false, -, true, false" })
	void waitingForReadyIsTheCallsThenTheChannelsThenTheServiceConfigsChoice(@Nullable Boolean call,
			@Nullable Boolean channel, @Nullable Boolean serviceConfig, boolean waits) {
		Defaults defaults = new Defaults(null, false, channel, Metadata.EMPTY, NOT_SET, NOT_SET, null, 0);

		assertThat(CallSettings.waitForReady(defaults, new MethodConfig(null, serviceConfig, NOT_SET, NOT_SET),
				RpcOptions.NONE.waitForReady(call)))
			.isEqualTo(waits);
	}

	@ParameterizedTest(name = "call {0}, channel {1}, service config {2}: {3}")
	@CsvSource({ "-1, -1, -1, 4194304", "-1, -1, 5000000, 5000000", "-1, -1, 10, 10", "-1, 20, 10, 10",
			"-1, 10, 20, 10", "-1, 5000000, -1, 5000000", "30, 20, -1, 30", "10, 20, -1, 10", "30, 20, 25, 25",
			"10, 20, 25, 10", "0, -1, 25, 0", "-1, -1, 0, 0" })
	void theLimitForResponsesIsTheApplicationsOrTheServiceConfigsIfThatIsStricter(int call, int channel,
			int serviceConfig, int limit) {
		Defaults defaults = new Defaults(null, false, null, Metadata.EMPTY, channel, NOT_SET, null, 0);
		RpcOptions options = (call < 0) ? RpcOptions.NONE : RpcOptions.NONE.maxInboundSize(call);

		assertThat(CallSettings.maxInboundSize(defaults, new MethodConfig(null, null, NOT_SET, serviceConfig), options))
			.isEqualTo(limit);
	}

	@ParameterizedTest(name = "call {0}, channel {1}, service config {2}: {3}")
	@CsvSource({ "-1, -1, -1, 2147483647", "-1, -1, 10, 10", "-1, 20, 10, 10", "30, 20, -1, 30", "30, 20, 40, 30" })
	void theLimitForRequestsTooButWithoutAnyThereIsNone(int call, int channel, int serviceConfig, int limit) {
		Defaults defaults = new Defaults(null, false, null, Metadata.EMPTY, NOT_SET, channel, null, 0);
		RpcOptions options = (call < 0) ? RpcOptions.NONE : RpcOptions.NONE.maxOutboundSize(call);

		assertThat(
				CallSettings.maxOutboundSize(defaults, new MethodConfig(null, null, serviceConfig, NOT_SET), options))
			.isEqualTo(limit);
	}

	@Test
	void theRetryPolicyIsTheCallsThenTheServiceConfigsThenThatOfIdempotentCalls() {
		RetryPolicy ofCall = RetryPolicy.builder().retryOn(StatusCode.ABORTED).build();
		RetryPolicy ofConfig = RetryPolicy.builder().retryOn(StatusCode.INTERNAL).build();
		MethodConfig config = new MethodConfig(null, null, NOT_SET, NOT_SET, ofConfig);
		RpcOptions own = RpcOptions.NONE.retry(ofCall);
		RpcOptions idempotent = RpcOptions.NONE.idempotent(true);

		assertThat(CallSettings.retryPolicy(MethodConfig.NONE, RpcOptions.NONE)).isNull();
		assertThat(CallSettings.retryPolicy(config, RpcOptions.NONE)).isSameAs(ofConfig);
		assertThat(CallSettings.retryPolicy(config, own.idempotent(true))).isSameAs(ofCall);
		assertThat(CallSettings.retryPolicy(MethodConfig.NONE, own)).isSameAs(ofCall);
		assertThat(CallSettings.retryPolicy(config, idempotent)).isSameAs(ofConfig);
		assertThat(CallSettings.retryPolicy(MethodConfig.NONE, idempotent)).isSameAs(RetryPolicy.IDEMPOTENT);
		assertThat(CallSettings.retryPolicy(config, idempotent.retry(RetryPolicy.OFF))).isNull();
	}

	@Test
	void theTimeoutOfTheChannelIsForCallsThatSetNone() {
		assertThat(timeout(Kind.UNARY, false, RpcOptions.NONE)).isEqualTo(5_000_000_000L);
		assertThat(timeout(Kind.SERVER_STREAMING, false, RpcOptions.NONE)).isEqualTo(CallSettings.NO_TIMEOUT);
		assertThat(timeout(Kind.SERVER_STREAMING, true, RpcOptions.NONE)).isEqualTo(5_000_000_000L);
		assertThat(timeout(Kind.UNARY, true, RpcOptions.NONE.timeout(Duration.ofSeconds(9)))).isEqualTo(9_000_000_000L);
	}

	@Test
	void headersOfTheChannelComeBeforeThoseOfTheCallAndOfTheBalancer() {
		Defaults defaults = new Defaults(null, false, null, Metadata.of("k", "channel"), NOT_SET, NOT_SET, null, 0);

		Metadata headers = CallSettings.headers(defaults, RpcOptions.NONE.header("k", "call"),
				Metadata.of("k", "balancer"));

		assertThat(headers.getAll("k")).containsExactly("channel", "call", "balancer");
	}

	private static long timeout(Kind kind, boolean streamsToo, RpcOptions options) {
		Defaults defaults = new Defaults(Duration.ofSeconds(5), streamsToo, null, Metadata.EMPTY, NOT_SET, NOT_SET,
				null, 0);
		MethodDescriptor<String, String> method = CallFixture.method(kind);
		return CallSettings.timeoutNanos(defaults, method, options, new ManualScheduler());
	}

	@Test
	void aCallAcceptsWhatTheChannelAcceptsOrPartOfIt() {
		Encodings known = Encodings.of(List.of(), List.of(), null);
		RpcOptions twice = RpcOptions.NONE.acceptedEncodings(List.of("identity", "gzip", "gzip"));
		RpcOptions none = RpcOptions.NONE.acceptedEncodings(List.of());

		assertThat(CallSettings.acceptEncoding(known, RpcOptions.NONE)).isEqualTo("gzip");
		assertThat(CallSettings.acceptEncoding(known, twice)).isEqualTo("gzip");
		assertThat(CallSettings.acceptEncoding(known, none)).isNull();
		assertThat(CallSettings.decompressor(known, RpcOptions.NONE, "gzip")).isNotNull();
		assertThat(CallSettings.decompressor(known, none, "gzip")).isNull();
		assertThat(CallSettings.responseNames(known, twice)).containsExactly("gzip", "identity");
		assertThat(CallSettings.responseNames(known, none)).containsExactly("identity");
		assertThat(CallSettings.refusal(known, List.of("gzip", "identity"))).isNull();
		assertThat(CallSettings.refusal(known, List.of("gzip", "br"))).isNotNull();
	}

	@Test
	void theContentSubtypeIsTheCallsThenTheChannels() {
		Defaults channel = new Defaults(null, false, null, Metadata.EMPTY, NOT_SET, NOT_SET, null, 0, "proto");

		assertThat(CallSettings.contentSubtype(channel, RpcOptions.NONE)).isEqualTo("proto");
		assertThat(CallSettings.contentSubtype(channel, RpcOptions.NONE.contentSubtype("json"))).isEqualTo("json");
		assertThat(CallSettings.contentSubtype(new Defaults(null, false, null, Metadata.EMPTY, 0, 0, null, 0),
				RpcOptions.NONE))
			.isNull();
	}

}
