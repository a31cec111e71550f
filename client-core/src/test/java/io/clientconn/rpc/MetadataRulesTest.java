package io.clientconn.rpc;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What could become another header, or none, is refused where it is given.
 */
class MetadataRulesTest {

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "a\r\nb", "a:b", ":path", "a\u0000", "\u00e4", "a/b", "a=b" })
	void aNameThatIsNoHeaderIsRefused(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> Metadata.builder().add(name, "v"))
			.withMessageContaining("name");
	}

	@ParameterizedTest
	@ValueSource(strings = { "secret\r\ninjected: 1", "secret\n", "secret\u0000", "secret\u007f", "secret\u00e9",
			"secret\t" })
	void aValueThatIsNoTextIsRefusedAndNotShown(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> Metadata.builder().add("token", value))
			.withMessageContaining("'token' has a character at position 6")
			.withMessageNotContaining("secret");
	}

	@Test
	void aBinaryValueThatIsNoBase64IsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Metadata.builder().add("k-bin", "a"))
			.withMessageContaining("k-bin");
	}

	@Test
	void namesAreInLowerCaseAndValuesKeepTheirOrder() {
		Metadata metadata = Metadata.builder().add("K", "1").add("other", "x").add("k", "2").add("k", "1").build();
		assertThat(metadata.getAll("K")).containsExactly("1", "2", "1");
		assertThat(metadata.names()).containsExactly("k", "other");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\u010d\u010ab", "a\r", "a\n", "a\u0000", "a\ud83d\ude00" })
	void whatCannotHaveComeFromTheWireIsRefusedAsReceived(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Metadata.builder().addReceived("token", text))
			.withMessageContaining("position 1 of the value of 'token'");
		assertThatIllegalArgumentException().isThrownBy(() -> Metadata.builder().addReceived(text, "v"))
			.withMessageContaining("position 1 of a name");
	}

	@Test
	void whatCanHaveComeFromTheWireIsTakenAsItIs() {
		Metadata received = Metadata.builder().addReceived("k", " \t\u0001\u00e9\u00ff ").build();
		assertThat(received.get("k")).isEqualTo(" \t\u0001\u00e9\u00ff ");
	}

}
