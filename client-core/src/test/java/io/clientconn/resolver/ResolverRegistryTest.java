package io.clientconn.resolver;

import java.util.List;

import io.clientconn.testing.FakeResolverHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ResolverRegistryTest {

	private final ResolverRegistry builtIns = ResolverRegistry.withBuiltIns(List.of());

	@ParameterizedTest
	@ValueSource(strings = { "h", "h:1", "localhost:50051", "[::1]:1", "[::1]", "::1", "1.2.3.4:5", "dns:h:1", ":80",
			"dns:///h", "DNS:///h:1", "passthrough:///x", "passthrough:///x:1", "static:///h1:1,h2:2",
			"static://h1:1,h2:2", "static:///10.0.0.7:9090, 10.0.0.8:9090", "static:h1" })
	void aRightTargetIsTaken(String text) {
		assertThat(this.builtIns.target(text, "dns").text()).isEqualTo(text);
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', value = {
	// @formatter:off
		"dns:///                 | the host is missing",
		"dns:///a.b:             | empty port",
		"a.b:                    | empty port",
		"dns:///h:65536          | not 1 to 65535",
		"h:0                     | not 1 to 65535",
		"h:-1                    | not 1 to 65535",
		"h:http                  | not 1 to 65535",
		"dns:///h1 h2:1          | not a host name",
		"dns:///a/b              | not a host name",
		"dns:///h1:1,h2:2        | not an IPv6 address",
		"[::1                    | no closing",
		"[::1]x                  | between ']' and the port",
		"[1.2.3.4]:1             | not an IPv6 address",
		"1:2:3                   | not an IPv6 address",
		"dns://8.8.8.8/h:1       | not supported yet",
		"dns://h:1               | write dns:///h:1",
		"passthrough:///         | the host is missing",
		"passthrough://h:1       | nothing belongs",
		"static:///              | the host is missing",
		"static:///h1:1,,h2:2    | the host is missing",
		"static:///h1:p1         | not 1 to 65535",
		"static://a:1/b:2        | nothing belongs",
		"unix:                   | the path of the socket is missing",
		"unix:///                | the path of the socket is missing",
		"unix://run/x.sock       | nothing belongs",
		"unix-abstract:          | the name of the socket is missing",
		"unix-abstract://a/b     | nothing belongs",
	// @formatter:on
	})
	void aWrongTargetIsRefusedWithTheReasonAndARightOne(String text, String reason) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.builtIns.target(text, "dns"))
			.withMessageContaining("target '" + text + "'")
			.withMessageContaining(reason)
			.withMessageContaining("write ");
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|',
			value = { "dns:///orders:9090 | orders:9090", "orders | orders", ":80 | localhost:80", "[::1]:1 | [::1]:1",
					"passthrough:///h:1 | h:1", "static:///h1:1,h2:2 | h1:1", "static://h1:1,h2:2 | h1:1",
					"unix:///run/a.sock | localhost", "unix-abstract:a | localhost" })
	void theAuthorityComesFromTheTarget(String text, String authority) {
		Target target = this.builtIns.target(text, "dns");

		assertThat(this.builtIns.find(target.scheme()).authority(target)).isEqualTo(authority);
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|',
			value = { "unix:///run/a.sock | unix:/run/a.sock", "unix:/run/a.sock | unix:/run/a.sock",
					"unix:a.sock | unix:a.sock", "UNIX:dir/a.sock | unix:dir/a.sock",
					"unix-abstract:name | unix-abstract:name", "unix-abstract:///n/m | unix-abstract:/n/m" })
	void aUnixSocketIsNamedByItsPathOrItsName(String text, String address) {
		Target target = this.builtIns.target(text, "dns");
		FakeResolverHost host = new FakeResolverHost();
		host.run(this.builtIns.find(target.scheme()).create(target, host)::start);
		assertThat(host.lastAddresses()).containsExactly("[" + address + "]");
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', value = { "unix:///run/a.sock | unix:///run/a.sock",
			"unix:/run/a.sock | unix:///run/a.sock", "unix:a.sock | unix:a.sock", "UNIX:dir/a.sock | unix:dir/a.sock" })
	void aRelativePathStaysRelativeInTexts(String text, String canonical) {
		assertThat(this.builtIns.target(text, "dns").canonical()).isEqualTo(canonical);
		assertThat(this.builtIns.target("a.sock", "unix").canonical()).isEqualTo("unix:a.sock");
	}

	@Test
	void namesThatAProxyLooksUpStayAsTheyAre() {
		ResolverRegistry registry = ResolverRegistry.withBuiltIns(List.of(),
				(name) -> name.getHostString().endsWith(".far"));
		for (String text : List.of("dns:///orders.far:9090", "static:///orders.far:9090,10.0.0.7:9090")) {
			Target target = registry.target(text, "dns");
			FakeResolverHost host = new FakeResolverHost();
			host.run(registry.find(target.scheme()).create(target, host)::start);
			assertThat(host.lastAddresses()).startsWith("[orders.far:9090]");
		}
	}

	@Test
	void aProviderOfTheUsersReplacesTheBuiltInOne() {
		ResolverProvider own = new ResolverProvider() {
			@Override
			public String scheme() {
				return "DNS";
			}

			@Override
			public Resolver create(Target target, ResolverHost host) {
				return new StaticResolver(List.of(), host);
			}
		};

		ResolverRegistry registry = ResolverRegistry.withBuiltIns(List.of(own));

		assertThat(registry.find("dns")).isSameAs(own);
		assertThat(registry.schemes()).containsExactly("dns", "passthrough", "static", "unix", "unix-abstract");
	}

	@Test
	void aDefaultSchemeThatNobodyKnowsIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.builtIns.target("h:1", "consul"))
			.withMessageContaining("consul")
			.withMessageContaining("dns");
	}

}
