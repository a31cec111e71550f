package io.clientconn.resolver;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TargetTest {

	private static final List<String> KNOWN = List.of("dns", "static", "passthrough");

	@ParameterizedTest(name = "{0} is {1}, authority {2}, endpoint {3}")
	@CsvSource(delimiter = '|', nullValues = "-", value = {
	// @formatter:off
		"h                         | dns         | -          | h",
		"h:1                       | dns         | -          | h:1",
		"localhost:50051           | dns         | -          | localhost:50051",
		"[::1]:1                   | dns         | -          | [::1]:1",
		"::1                       | dns         | -          | ::1",
		"1.2.3.4:5                 | dns         | -          | 1.2.3.4:5",
		"dns:h:1                   | dns         | -          | h:1",
		"dns:/h:1                  | dns         | -          | h:1",
		"dns:///h                  | dns         | -          | h",
		"DNS:///h:1                | dns         | -          | h:1",
		"dns://8.8.8.8/h:1         | dns         | 8.8.8.8    | h:1",
		"dns://[::1]:53/h:1        | dns         | [::1]:53   | h:1",
		"dns:///                   | dns         | -          | -",
		"dns:                      | dns         | -          | -",
		"dns://h:1                 | dns         | h:1        | -",
		"dns:///a.b:               | dns         | -          | a.b:",
		"dns:///h:99999            | dns         | -          | h:99999",
		"passthrough:///x          | passthrough | -          | x",
		"static:///h1:p1,h2:p2     | static      | -          | h1:p1,h2:p2",
		"static://h1:p1,h2:p2      | static      | h1:p1,h2:p2| -",
		"consul:8500               | dns         | -          | consul:8500",
		"'  h:1 '                  | dns         | -          | h:1",
	// @formatter:on
	})
	void aTargetFallsIntoItsParts(String text, String scheme, String authority, String endpoint) {
		Target target = Target.parse(text, KNOWN, "dns");

		assertThat(target.scheme()).isEqualTo(scheme);
		assertThat(target.authority()).isEqualTo((authority != null) ? authority : "");
		assertThat(target.endpoint()).isEqualTo((endpoint != null) ? endpoint : "");
	}

	@Test
	void aSchemeThatNobodyKnowsIsRefusedWithTheKnownOnes() {
		assertThatIllegalArgumentException().isThrownBy(() -> Target.parse("consul://x", KNOWN, "dns"))
			.withMessageContaining("'consul'")
			.withMessageContaining("dns, passthrough, static");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t  " })
	void aBlankTargetIsRefusedWithAnExample(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Target.parse(text, KNOWN, "dns"))
			.withMessageContaining("empty")
			.withMessageContaining("dns:///orders:9090");
	}

	@Test
	void theDefaultSchemeTakesAWholeTextWithoutKnownScheme() {
		Target target = Target.parse("h:1", KNOWN, "passthrough");

		assertThat(target.canonical()).isEqualTo("passthrough:///h:1");
		assertThat(target).hasToString("h:1");
	}

	@Test
	void aSchemeOfTheUsersIsKnownInAnyCase() {
		assertThat(Target.parse("CONSUL://dc/orders", List.of("Consul"), "dns").scheme()).isEqualTo("consul");
	}

}
