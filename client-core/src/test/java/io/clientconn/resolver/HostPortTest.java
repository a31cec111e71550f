package io.clientconn.resolver;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class HostPortTest {

	@ParameterizedTest
	@ValueSource(strings = { "0.0.0.0", "1.2.3.4", "10.20.30.40", "127.0.0.1", "255.255.255.255", "192.168.249.100" })
	void fourNumbersAreAnAddress(String host) {
		assertThat(HostPort.parse(host + ":80").literal()).isNotNull()
			.satisfies((address) -> assertThat(address.getHostAddress()).isEqualTo(host));
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.2.3", "1.2.3.4.5", "1.2.3.4.", ".1.2.3.4", "1..3.4", "256.1.1.1", "1.2.3.999",
			"1.2.3.1000", "01.2.3.4", "1.2.3.00", "1.2.3.a", "1.2.3.-4", "1.2.3.+4", "1.2.3.\u0664", "1", "orders" })
	void whatOnlyLooksLikeAnAddressIsAName(String host) {
		assertThat(HostPort.parse(host + ":80").literal()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a b", "a\tb", "a\nb", "a\u000bb", "a\fb", "a\rb", "a/b", "a?b", "a#b", "a@b", "a,b",
			"a[b", "a]b" })
	void someCharactersStandInNoName(String host) {
		assertThatIllegalArgumentException().isThrownBy(() -> HostPort.parse(host + ":80"))
			.withMessageContaining("is not a host name");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "65536", "100000", "-1", "+1", "1a", "\u0661" })
	void aPortIsANumberOfItsRange(String port) {
		assertThatIllegalArgumentException().isThrownBy(() -> HostPort.parse("orders:" + port))
			.withMessageContaining("which is not 1 to 65535");
	}

}
