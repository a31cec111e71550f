package io.clientconn.security;

import io.clientconn.rpc.CallCredentials;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BasicCredentialsTest {

	private final CredentialFixture fixture = new CredentialFixture();

	@Test
	void userAndPasswordStandInTheHeader() {
		CallCredentials credentials = BasicCredentials.of("Aladdin", "open sesame");
		assertThat(this.fixture.authorization(credentials)).isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
		assertThat(credentials.requiresPrivacy()).isTrue();
		assertThat(credentials).hasToString("basic authentication as 'Aladdin'");
	}

	/** The example of RFC 7617 section 2.1. */
	@Test
	void bothAreSentInUtf8() {
		assertThat(this.fixture.authorization(BasicCredentials.of("test", "123\u00a3")))
			.isEqualTo("Basic dGVzdDoxMjPCow==");
	}

	@Test
	void aPasswordMayHaveColonsAndAUserMayNot() {
		assertThat(this.fixture.authorization(BasicCredentials.of("a", "b:c"))).isEqualTo("Basic YTpiOmM=");
		assertThatIllegalArgumentException().isThrownBy(() -> BasicCredentials.of("a:b", "c"))
			.withMessageContaining("colon");
		assertThatIllegalArgumentException().isThrownBy(() -> BasicCredentials.of("a", "planted-secret\n"))
			.withMessage("user name or password have a control character");
	}

}
