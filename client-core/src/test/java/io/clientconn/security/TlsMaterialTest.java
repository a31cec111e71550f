package io.clientconn.security;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.List;

import io.clientconn.testing.TestIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TlsMaterialTest {

	private static final TestIdentity AUTHORITY = TestIdentity.authority("good");

	private static final TestIdentity CLIENT = AUTHORITY.issue("client");

	@Test
	void certificatesAndKeysAreReadFromPem() {
		TlsMaterial material = TlsMaterial
			.trusting(new SequenceInputStream(AUTHORITY.certificatePem(), CLIENT.certificatePem()))
			.withIdentity(CLIENT.keyPem(), CLIENT.certificatePem());
		assertThat(material.trusted()).containsExactly(AUTHORITY.certificate(), CLIENT.certificate());
		assertThat(material.key()).isEqualTo(CLIENT.key());
		assertThat(material.chain()).containsExactly(CLIENT.certificate());
	}

	@Test
	void theKeyIsNeverShown() {
		TlsMaterial material = TlsMaterial.jvmTrust().withIdentity(CLIENT.key(), CLIENT.chain());
		assertThat(ChannelCredentials.tls(material)).hasToString("TLS, trust store of the JVM, as CN=leaf");
		assertThat(ChannelCredentials.tls(material).scheme()).isEqualTo("https");
		assertThat(ChannelCredentials.plaintext().scheme()).isEqualTo("http");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "hello", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----" })
	void whatHoldsNoCertificateIsRefused(String pem) {
		assertThatIllegalArgumentException().isThrownBy(() -> TlsMaterial.trusting(text(pem)))
			.withMessage("there is no '-----BEGIN CERTIFICATE-----' in it");
	}

	@Test
	void aDamagedCertificateIsCounted() {
		InputStream second = text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TlsMaterial.trusting(new SequenceInputStream(AUTHORITY.certificatePem(), second)))
			.withMessage("certificate 2 cannot be read");
	}

	@ParameterizedTest
	@ValueSource(strings = { "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY" })
	void aKeyOfAnotherFormIsRefusedWithTheWayToConvertIt(String label) {
		InputStream key = text("-----BEGIN " + label + "-----\nc2VjcmV0\n-----END " + label + "-----\n");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TlsMaterial.jvmTrust().withIdentity(key, CLIENT.certificatePem()))
			.withMessage("the key is a '" + label + "', but must be an unencrypted PKCS #8 'PRIVATE KEY';"
					+ " 'openssl pkcs8 -topk8 -nocrypt' converts it");
	}

	@Test
	void aDamagedKeyIsRefused() {
		InputStream key = text("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TlsMaterial.jvmTrust().withIdentity(key, CLIENT.certificatePem()))
			.withMessageContaining("or it is damaged")
			.withMessageNotContaining("c2Vj");
	}

	@Test
	void aKeyOfAnotherKindThanItsCertificateIsRefused() throws Exception {
		PrivateKey rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate();
		assertThatIllegalArgumentException().isThrownBy(() -> TlsMaterial.jvmTrust().withIdentity(rsa, CLIENT.chain()))
			.withMessage("the private key is RSA, but the first certificate of the chain is for EC");
	}

	@Test
	void theKeyOfAnotherCertificateIsRefused() throws Exception {
		KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
		keys.initialize(256);
		PrivateKey other = keys.generateKeyPair().getPrivate();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TlsMaterial.jvmTrust().withIdentity(other, CLIENT.chain()))
			.withMessageStartingWith("the private key is not that of the first certificate of the chain, ");
		assertThat(TlsMaterial.jvmTrust().withIdentity(CLIENT.key(), CLIENT.chain()).key()).isNotNull();
	}

	@Test
	void emptyListsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> TlsMaterial.trusting(List.of()))
			.withMessageContaining("or use the trust store of the JVM");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TlsMaterial.jvmTrust().withIdentity(CLIENT.key(), List.of()))
			.withMessage("the certificate of the private key is missing");
	}

	private static InputStream text(String text) {
		return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
	}

}
