package io.clientconn.rpc;

import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RpcOptionsTest {

	private static final Attributes.Key<String> KEY = Attributes.Key.of("key");

	private static final ResponseInfo INFO = new ResponseInfo();

	/** Each sets one option, by the name of its field. */
	private static final List<UnaryOperator<RpcOptions>> SETTINGS = List.of(
			(options) -> options.timeout(Duration.ofSeconds(1)), (options) -> options.deadline(Instant.EPOCH),
			(options) -> options.waitForReady(true), (options) -> options.header("x-tenant", "acme"),
			(options) -> options.maxInboundSize(1), (options) -> options.maxOutboundSize(1),
			(options) -> options.readyThreshold(1), (options) -> options.executor(Runnable::run),
			(options) -> options.attribute(KEY, "value"), (options) -> options.authority("example.com"),
			(options) -> options.capture(INFO), (options) -> options.compression("gzip"),
			(options) -> options.acceptedEncodings(List.of("gzip")), (options) -> options.contentSubtype("proto"),
			(options) -> options.credentials((request) -> new CompletableFuture<>()),
			(options) -> options.observer((attempt, headers) -> null), (options) -> options.retry(RetryPolicy.OFF),
			(options) -> options.idempotent(true));

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "a/b", "a;b", "\u00e9", "a\r\nb" })
	void whatIsNoContentSubtypeIsRefused(String subtype) {
		assertThatIllegalArgumentException().isThrownBy(() -> RpcOptions.NONE.contentSubtype(subtype))
			.withMessageContaining("is not a content subtype: write what stands behind application/grpc+");
		assertThat(RpcOptions.NONE.contentSubtype("Proto").contentSubtype()).isEqualTo("proto");
		assertThat(RpcOptions.NONE.contentSubtype("json").contentSubtype(null).contentSubtype()).isNull();
	}

	@Test
	void optionsThatAskForTheSameAreEqual() {
		assertThat(patient()).isEqualTo(patient()).hasSameHashCodeAs(patient());
		assertThat(RpcOptions.NONE.timeout(Duration.ofSeconds(1)))
			.isEqualTo(RpcOptions.NONE.timeout(Duration.parse("PT1S")));
	}

	@Test
	void eachOptionMakesADifferenceAndIsInTheText() {
		for (UnaryOperator<RpcOptions> setting : SETTINGS) {
			RpcOptions set = setting.apply(RpcOptions.NONE);
			assertThat(set).isNotEqualTo(RpcOptions.NONE);
			assertThat(set.toString()).matches("RpcOptions\\{[a-zA-Z]+=.+}");
		}
		assertThat(RpcOptions.NONE).hasToString("RpcOptions{}");
	}

	@Test
	void noFieldIsForgottenInComparisons() {
		RpcOptions all = RpcOptions.NONE;
		for (UnaryOperator<RpcOptions> setting : SETTINGS) {
			all = setting.apply(all);
		}
		String text = all.toString();

		assertThat(Arrays.stream(RpcOptionValues.class.getDeclaredFields())
			.filter((field) -> !Modifier.isStatic(field.getModifiers()))
			.map((field) -> field.getName() + "=")).isNotEmpty()
			.as("RpcOptionValues.values() and SETTINGS of this test")
			.allSatisfy((name) -> assertThat(text).contains(name));
	}

	@Test
	void valuesOfHeadersAreNotInTheText() {
		assertThat(RpcOptions.NONE.header("authorization", "Bearer secret").toString()).contains("authorization")
			.doesNotContain("secret");
	}

	private static RpcOptions patient() {
		return RpcOptions.NONE.timeout(Duration.ofSeconds(30))
			.waitForReady(true)
			.header("x-tenant", "acme")
			.attribute(KEY, "value")
			.authority("example.com");
	}

}
