package io.clientconn.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.clientconn.rpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

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
				{'retryThrottling':{'maxTokens':10},'future':[1,{}],
				 'methodConfig':[{'name':[],'retryPolicy':{'maxAttempts':3},'hedgingPolicy':{}}]}"""))
			.isEqualTo(ServiceConfig.EMPTY);
	}

	@ParameterizedTest(name = "{0} is {1}")
	@CsvSource({ "0s,PT0S", "1s,PT1S", "1.5s,PT1.5S", "0.000000001s,PT0.000000001S", "1.000000000s,PT1S",
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

	private static ServiceConfig parse(String json) {
		ServiceConfigParser.Result result = ServiceConfigParser.parse(json.replace('\'', '"'));
		assertThat(result.error()).isEqualTo(Status.OK);
		return result.serviceConfig();
	}

}
