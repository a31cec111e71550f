package io.clientconn.resolver;

import java.util.List;

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
					"passthrough:///h:1 | h:1", "static:///h1:1,h2:2 | h1:1", "static://h1:1,h2:2 | h1:1" })
	void theAuthorityComesFromTheTarget(String text, String authority) {
		Target target = this.builtIns.target(text, "dns");

		assertThat(this.builtIns.find(target.scheme()).authority(target)).isEqualTo(authority);
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
		assertThat(registry.schemes()).containsExactly("dns", "passthrough", "static");
	}

	@Test
	void aDefaultSchemeThatNobodyKnowsIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.builtIns.target("h:1", "consul"))
			.withMessageContaining("consul")
			.withMessageContaining("dns");
	}

}
