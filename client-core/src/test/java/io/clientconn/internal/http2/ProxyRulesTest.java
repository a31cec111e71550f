package io.clientconn.internal.http2;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ProxyRulesTest {

	private static ProxyRules rules(String... variables) {
		Map<String, String> environment = (variables.length == 2) ? Map.of(variables[0], variables[1])
				: Map.of(variables[0], variables[1], variables[2], variables[3]);
		return ProxyRules.ofEnvironment(environment::get);
	}

	private static InetSocketAddress name(String host) {
		return InetSocketAddress.createUnresolved(host, 9090);
	}

	@Test
	void anEnvironmentThatSaysNothingMeansNoProxy() {
		assertThat(ProxyRules.ofEnvironment((name) -> null).proxyFor(name("orders"))).isNull();
		assertThat(rules("HTTPS_PROXY", " ").proxyFor(name("orders"))).isNull();
		assertThat(rules("HTTP_PROXY", "p:1").proxyFor(name("orders"))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTPS_PROXY", "https_proxy" })
	void theVariableCountsInCapitalsAndWithout(String variable) {
		assertThat(rules(variable, "http://p:3128").proxyFor(name("orders"))).hasToString("p:3128");
	}

	@Test
	void capitalsComeFirst() {
		assertThat(rules("HTTPS_PROXY", "big:1", "https_proxy", "small:1").proxyFor(name("orders")))
			.hasToString("big:1");
	}

	@ParameterizedTest
	@CsvSource({ "http://p:3128, p:3128", "http://p, p:80", "p:3128, p:3128", "HTTP://p:3128/, p:3128",
			"http://[fe80::1]:1, [fe80::1]:1", "http://user:planted-secret@p:3128, p:3128" })
	void aProxyIsNamedByItsUrl(String url, String proxy) {
		assertThat(HttpProxy.parse(url)).hasToString(proxy);
	}

	@ParameterizedTest
	@CsvSource({ "user:p%40ss+1, user:p@ss+1", "user, user:", "us%C3%A9r:x:y, usér:x:y" })
	void credentialsAreThoseOfBasicAuthentication(String inUrl, String pair) {
		String expected = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
		assertThat(HttpProxy.parse("http://" + inUrl + "@p:1").authorization()).isEqualTo(expected);
		assertThat(HttpProxy.parse("http://p:1").authorization()).isNull();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "https://u:planted-secret@p:1", "socks5://u:planted-secret@p:1", "http://u:planted-secret@",
					"http://u:sec ret@p:1", "http://u:planted-secret@p:x", "http://u:planted-secret%zz@p:1" })
	void aUrlThatIsOfNoUseIsRefusedWithoutItsCredentials(String url) {
		assertThatIllegalArgumentException().isThrownBy(() -> rules("HTTPS_PROXY", url))
			.withMessageStartingWith("HTTPS_PROXY: ")
			.withMessageContaining("write http://host:port")
			.satisfies((ex) -> assertThat(ex).hasStackTraceContaining("HTTPS_PROXY"))
			.satisfies((ex) -> assertThat(ex.getMessage() + ex.getCause()).doesNotContain("sec"));
	}

	@ParameterizedTest(name = "{0} for {1}: {2}")
	@CsvSource(delimiter = '|',
			value = { "example.com | example.com | true", "example.com | a.example.com | true",
					"EXAMPLE.com | Example.COM | true", "example.com | badexample.com | false",
					".example.com | example.com | false", ".example.com | a.example.com | true",
					"*.example.com | a.example.com | true", "*.example.com | example.com | false",
					"example.com:9090 | example.com | true", "example.com:443 | example.com | false",
					"other, example.com | example.com | true", "* | anything | true", "'' | anything | false",
					"10.0.0.7 | 10.0.0.7 | true", "10.0.0.7 | 10.0.0.8 | false", "10.0.0.7:9090 | 10.0.0.7 | true",
					"10.0.0.7:1 | 10.0.0.7 | false", "10.0.0.0/8 | 10.99.1.2 | true", "10.0.0.0/8 | 11.0.0.1 | false",
					"10.0.0.0/9 | 10.128.0.1 | false", "0.0.0.0/0 | 1.2.3.4 | true", "10.0.0.0/33 | 10.0.0.1 | false",
					"10.0.0.0/8 | orders | false", "fd00::/8 | fd12::1 | true", "fd00::/8 | fe80::1 | false",
					"fd00::1 | fd00::1 | true", "[fd00::1]:9090 | fd00::1 | true", "[fd00::1]:1 | fd00::1 | false" })
	void theseHostsGoWithout(String exempt, String host, boolean without) {
		ProxyRules rules = rules("HTTPS_PROXY", "p:1", "no_proxy", exempt);
		assertThat(rules.proxyFor(name(host)) == null).isEqualTo(without);
	}

	@Test
	void anAddressThatIsLookedUpCountsAsAnAddress() throws Exception {
		ProxyRules rules = rules("HTTPS_PROXY", "p:1", "NO_PROXY", "10.0.0.0/8");
		InetAddress inside = InetAddress.getByAddress("orders", new byte[] { 10, 1, 2, 3 });
		InetAddress outside = InetAddress.getByAddress("orders", new byte[] { 11, 1, 2, 3 });
		assertThat(rules.proxyFor(new InetSocketAddress(inside, 1))).isNull();
		assertThat(rules.proxyFor(new InetSocketAddress(outside, 1))).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1" })
	void thisMachineGoesWithoutUnlessTheChannelSaysSo(String host) {
		assertThat(rules("HTTPS_PROXY", "p:1").proxyFor(name(host))).isNull();
		assertThat(ProxyRules.always(HttpProxy.parse("p:1")).proxyFor(name(host))).isNotNull();
		assertThat(ProxyRules.NONE.proxyFor(name(host))).isNull();
	}

	@Test
	void nothingShowsCredentials() {
		assertThat(rules("HTTPS_PROXY", "http://u:planted-secret@p:1", "NO_PROXY", "a,10.0.0.0/8,b:1"))
			.hasToString("proxy p:1, except for [a, 10.0.0.0/8, b:1]");
	}

}
