package io.clientconn.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.clientconn.rpc.RetryPolicy;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ServiceConfigParserTest {

	@Test
	void anEmptyObjectSaysNothing() {
		assertThat(parse("{}")).isEqualTo(ServiceConfig.EMPTY);
	}

	@Test
	void healthIsAskedForIfAServiceIsNamedBeItWithAnEmptyName() {
		assertThat(parse("{'healthCheckConfig':{'serviceName':'shop.Orders'}}").healthCheckService())
			.isEqualTo("shop.Orders");
		assertThat(parse("{'healthCheckConfig':{'serviceName':''}}").healthCheckService()).isEmpty();
		assertThat(parse("{'healthCheckConfig':{}}").healthCheckService()).isNull();
		assertThat(parse("{'healthCheckConfig':{'serviceName':null}}").healthCheckService()).isNull();
		assertThat(parse("{'healthCheckConfig':null}").healthCheckService()).isNull();
	}

	@Test
	void policiesKeepTheirOrderAndSettings() {
		ServiceConfig config = parse(
				"{'loadBalancingConfig':[{'a':{'x':1,'y':[true,'s'],'z':1.5,'n':null}},{'b':{}}]}");

		assertThat(config.loadBalancing()).extracting(LoadBalancingPolicy::name).containsExactly("a", "b");
		assertThat(config.loadBalancing().get(0).settings())
			.isEqualTo(Map.of("x", 1L, "y", List.of(true, "s"), "z", 1.5));
	}

	@Test
	void theDeprecatedPolicyCountsOnlyWithoutAListAndFallsBackToPickFirst() {
		assertThat(parse("{'loadBalancingPolicy':'ROUND_ROBIN'}").loadBalancing()).extracting(LoadBalancingPolicy::name)
			.containsExactly("round_robin", "pick_first");
		assertThat(parse("{'loadBalancingPolicy':'a','loadBalancingConfig':[{'b':{}}]}").loadBalancing())
			.extracting(LoadBalancingPolicy::name)
			.containsExactly("b");
	}

	@Test
	void aMethodFindsItsOwnConfigThenItsServicesThenTheDefault() {
		ServiceConfig config = parse("""
				{'methodConfig':[
				  {'name':[{'service':'s','method':'m'}],'timeout':'1.5s','waitForReady':true},
				  {'name':[{'service':'s'},{'service':'t','method':''}],'maxRequestMessageBytes':10},
				  {'name':[{}],'maxResponseMessageBytes':'20'},
				  {'name':[],'timeout':'9s'},
				  {'timeout':'9s'}]}""");

		assertThat(config.method("s/m")).isEqualTo(new MethodConfig(Duration.ofMillis(1500), true, -1, -1));
		assertThat(config.method("s/other").maxRequestBytes()).isEqualTo(10);
		assertThat(config.method("t/m").maxRequestBytes()).isEqualTo(10);
		assertThat(config.method("u/m").maxResponseBytes()).isEqualTo(20);
	}

	@Test
	void whatItDoesNotKnowIsIgnored() {
		assertThat(parse("""
				{'future':[1,{}],'methodConfig':[{'name':[],'hedgingPolicy':{}}]}""")).isEqualTo(ServiceConfig.EMPTY);
	}

	@ParameterizedTest(name = "{0} is {1}")
	@CsvSource({ "0s,PT0S", "1s,PT1S", "1.5s,PT1.5S", ".1s,PT0.1S", "0.000000001s,PT0.000000001S", "1.000000000s,PT1S",
			"315576000000s,PT87660000H" })
	void durationsAreExact(String text, Duration duration) {
		MethodConfig config = parse("{'methodConfig':[{'name':[{}],'timeout':'" + text + "'}]}").method("a/b");

		assertThat(config.timeout()).isEqualTo(duration);
	}

	@ParameterizedTest(name = "{0} is {1} bytes")
	@CsvSource({ "0,0", "'''12''',12", "1e3,1000", "2147483647,2147483647", "2147483648,2147483647",
			"99999999999999999999,2147483647" })
	void sizesAreClippedToAnInt(String text, int size) {
		MethodConfig config = parse("{'methodConfig':[{'name':[{}],'maxRequestMessageBytes':" + text + "}]}")
			.method("a/b");

		assertThat(config.maxRequestBytes()).isEqualTo(size);
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
	// @formatter:off
		"[]                                            | expected a JSON object",
		"{} {}                                         | nothing after",
		"{'a':                                         | line 1, column",
		"{'a':1,'a':2}                                 | Duplicate",
		"{'loadBalancingConfig':{}}                    | loadBalancingConfig: expected a list",
		"{'loadBalancingConfig':[]}                    | loadBalancingConfig: must name at least one",
		"{'loadBalancingConfig':['a']}                 | loadBalancingConfig[0]: expected an object",
		"{'loadBalancingConfig':[{'a':{}},{}]}         | loadBalancingConfig[1]: expected exactly one field",
		"{'loadBalancingConfig':[{'a':{},'b':{}}]}     | loadBalancingConfig[0]: expected exactly one field",
		"{'loadBalancingConfig':[{'a':1}]}             | loadBalancingConfig[0].a: expected an object",
		"{'loadBalancingPolicy':1}                     | loadBalancingPolicy: expected a string",
		"{'healthCheckConfig':'shop.Orders'}           | healthCheckConfig: expected an object",
		"{'healthCheckConfig':{'serviceName':7}}       | healthCheckConfig.serviceName: expected a string",
		"{'methodConfig':1}                            | methodConfig: expected a list",
		"{'methodConfig':[null]}                       | methodConfig[0]: must not be null",
		"{'methodConfig':[{'name':[{'method':'m'}]}]}  | methodConfig[0].name[0]: method 'm' has no service",
		"{'methodConfig':[{'name':[{},{}]}]}           | methodConfig[0].name[1]: names the default a second time",
		"{'methodConfig':[{'name':[{'service':'s'}]},{'name':[{'service':'s'}]}]} | methodConfig[1].name[0]: names 's/'",
		"{'methodConfig':[{'timeout':1}]}              | methodConfig[0].timeout: expected a string",
		"{'methodConfig':[{'timeout':'1'}]}            | methodConfig[0].timeout: expected a duration",
		"{'methodConfig':[{'timeout':'-1s'}]}          | methodConfig[0].timeout: expected a duration",
		"{'methodConfig':[{'timeout':'1.s'}]}          | methodConfig[0].timeout: expected a duration",
		"{'methodConfig':[{'timeout':'.s'}]}           | methodConfig[0].timeout: expected a duration",
		"{'methodConfig':[{'timeout':'s'}]}            | methodConfig[0].timeout: expected a duration",
		"{'methodConfig':[{'timeout':'0.0000000001s'}]}| methodConfig[0].timeout: expected a duration",
		"{'methodConfig':[{'timeout':'315576000001s'}]}| methodConfig[0].timeout: ",
		"{'methodConfig':[{'waitForReady':'yes'}]}     | methodConfig[0].waitForReady: expected true or false",
		"{'methodConfig':[{'maxRequestMessageBytes':-1}]}  | methodConfig[0].maxRequestMessageBytes: expected a number",
		"{'methodConfig':[{'maxRequestMessageBytes':1.5}]} | methodConfig[0].maxRequestMessageBytes: expected a number",
		"{'methodConfig':[{'maxResponseMessageBytes':[]}]} | methodConfig[0].maxResponseMessageBytes: expected a number",
	// @formatter:on
	})
	void whatIsWrongIsNamedWithItsPlace(String json, String error) {
		ServiceConfigParser.Result result = ServiceConfigParser.parse(json.replace('\'', '"'));

		assertThat(result.serviceConfig()).isNull();
		assertThat(result.error().description()).contains(error);
	}

	@Test
	void aRetryPolicyAndItsThrottlingAreRead() {
		ServiceConfig config = parse(
				"""
						{'methodConfig':[{'name':[{}],'retryPolicy':{'maxAttempts':9,'initialBackoff':'.1s','maxBackoff':'0.05s',
						  'backoffMultiplier':0.5,'retryableStatusCodes':['UNAVAILABLE','aborted',4]}}],
						 'retryThrottling':{'maxTokens':1000,'tokenRatio':1.0019}}""");

		assertThat(config.method("a/b").retry()).isEqualTo(RetryPolicy.builder()
			.maxAttempts(9)
			.initialBackoff(Duration.ofMillis(100))
			.maxBackoff(Duration.ofMillis(50))
			.backoffMultiplier(0.5)
			.retryOn(StatusCode.UNAVAILABLE, StatusCode.ABORTED, StatusCode.DEADLINE_EXCEEDED)
			.build());
		assertThat(config.retryThrottling()).isEqualTo(new RetryThrottling(1000, 1.0019));
		assertThat(config.retryThrottling().maxThousandths()).isEqualTo(1_000_000);
		assertThat(config.retryThrottling().ratioThousandths()).isEqualTo(1001);
	}

	@Test
	void throttlingIsReadWithoutAnyMethod() {
		assertThat(parse("{'retryThrottling':{'maxTokens':10,'tokenRatio':0.1}}").retryThrottling())
			.isEqualTo(new RetryThrottling(10, 0.1));
	}

	@ParameterizedTest(name = "{0}={1}: {2}")
	@CsvSource(quoteCharacter = '`', delimiter = '|', value = {
	// @formatter:off
		"maxAttempts          |                     | must be a whole number",
		"maxAttempts          | 1                   | must be a whole number",
		"maxAttempts          | 2.5                 | must be a whole number",
		"maxAttempts          | -3                  | must be a whole number",
		"maxAttempts          | '3'                 | expected a number",
		"initialBackoff       |                     | must be a duration above zero",
		"initialBackoff       | '0s'                | must be a duration above zero",
		"initialBackoff       | '-1s'               | expected a duration",
		"initialBackoff       | 1                   | expected a string",
		"maxBackoff           |                     | must be a duration above zero",
		"maxBackoff           | '0.000s'            | must be a duration above zero",
		"backoffMultiplier    |                     | must be a number above zero",
		"backoffMultiplier    | 0                   | must be a number above zero",
		"backoffMultiplier    | -1.5                | must be a number above zero",
		"backoffMultiplier    | true                | expected a number",
		"retryableStatusCodes |                     | must name at least one code",
		"retryableStatusCodes | []                  | must name at least one code",
		"retryableStatusCodes | 'UNAVAILABLE'       | expected a list",
		"retryableStatusCodes | ['OK']              | [0]: expected a code of an error",
		"retryableStatusCodes | [14,0]              | [1]: expected a code of an error",
		"retryableStatusCodes | [17]                | [0]: expected a code of an error",
		"retryableStatusCodes | [1.5]               | [0]: expected a code of an error",
		"retryableStatusCodes | ['NO_SUCH_CODE']    | but found NO_SUCH_CODE",
	// @formatter:on
	})
	void aWrongFieldOfARetryPolicyMakesTheWholeConfigInvalid(String field, @Nullable String value, String error) {
		Map<String, String> fields = new LinkedHashMap<>(Map.of("maxAttempts", "3", "initialBackoff", "'1s'",
				"maxBackoff", "'1s'", "backoffMultiplier", "1", "retryableStatusCodes", "[14]"));
		fields.remove(field);
		if (value != null) {
			fields.put(field, value);
		}
		String policy = fields.entrySet()
			.stream()
			.map((entry) -> "'" + entry.getKey() + "':" + entry.getValue())
			.collect(Collectors.joining(","));

		assertThat(error("{'methodConfig':[{'retryPolicy':{" + policy + "}}]}"))
			.startsWith("methodConfig[0].retryPolicy." + field)
			.contains(error);
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', delimiter = '|',
			value = { "{'tokenRatio':1} | maxTokens: must be a number above zero",
					"{'maxTokens':0,'tokenRatio':1} | maxTokens: must be a number above zero",
					"{'maxTokens':1000.5,'tokenRatio':1} | maxTokens: must be at most 1000",
					"{'maxTokens':10} | tokenRatio: must be a number above zero",
					"{'maxTokens':10,'tokenRatio':-1} | tokenRatio: must be a number above zero",
					"{'maxTokens':10,'tokenRatio':'1'} | tokenRatio: expected a number" })
	void wrongThrottlingMakesTheWholeConfigInvalid(String throttling, String error) {
		assertThat(error("{'retryThrottling':" + throttling + "}"))
			.isEqualTo("retryThrottling." + error + (error.contains("expected") ? ", but found \"1\"" : ""));
	}

	@Test
	void throttlingMadeByHandIsCheckedToo() {
		for (double wrong : new double[] { 0, -1, 1001, Double.NaN }) {
			assertThatIllegalArgumentException().isThrownBy(() -> new RetryThrottling(wrong, 1))
				.withMessageContaining("maxTokens must be above 0 and at most 1000");
		}
		for (double wrong : new double[] { 0, -1, Double.NaN, Double.POSITIVE_INFINITY }) {
			assertThatIllegalArgumentException().isThrownBy(() -> new RetryThrottling(10, wrong))
				.withMessageContaining("tokenRatio must be above 0");
		}
		assertThat(new RetryThrottling(0.5, 1e9).ratioThousandths()).isEqualTo(500);
		assertThat(new RetryThrottling(10, 0.0009).ratioThousandths()).isZero();
	}

	private static String error(String json) {
		ServiceConfigParser.Result result = ServiceConfigParser.parse(json.replace('\'', '"'));
		assertThat(result.serviceConfig()).isNull();
		return String.valueOf(result.error().description());
	}

	private static ServiceConfig parse(String json) {
		ServiceConfigParser.Result result = ServiceConfigParser.parse(json.replace('\'', '"'));
		assertThat(result.error()).isEqualTo(Status.OK);
		return result.serviceConfig();
	}

}
