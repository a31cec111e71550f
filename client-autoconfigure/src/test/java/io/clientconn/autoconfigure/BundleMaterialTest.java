package io.clientconn.autoconfigure;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.Set;

import javax.net.ssl.KeyManagerFactory;

import io.clientconn.ClientConn;
import io.clientconn.autoconfigure.testclients.EchoClient;
import io.clientconn.autoconfigure.testclients.EchoServer;
import io.clientconn.security.TlsMaterial;
import io.grpc.TlsServerCredentials;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What is taken from SSL bundles of all kinds.
 */
@ExtendWith(OutputCaptureExtension.class)
class BundleMaterialTest {

	private static final String ORDERS = "grpc.client.channel.orders.";

	private static final String BUNDLE = "spring.ssl.bundle.pem.shop.";

	private static X509Bundle authority;

	private static X509Bundle client;

	private static X509Bundle other;

	@BeforeAll
	static void certificates() throws Exception {
		authority = new CertificateBuilder().ecp256()
			.subject("CN=authority")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		client = new CertificateBuilder().ecp256().subject("CN=shop").buildIssuedBy(authority);
		other = new CertificateBuilder().ecp256().subject("CN=other").buildIssuedBy(authority);
	}

	private static InputStream stream(String text) {
		return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
	}

	private static SslStoreBundle trustOnly() {
		return new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(authority.getCertificatePEM()));
	}

	private static SslStoreBundle stores(X509Bundle certificate, X509Bundle key) {
		return new PemSslStoreBundle(
				PemSslStoreDetails.forCertificate(certificate.getCertificatePEM())
					.withPrivateKey(key.getPrivateKeyPEM()),
				PemSslStoreDetails.forCertificate(authority.getCertificatePEM()));
	}

	private static TlsMaterial speaking(String protocol, @Nullable Set<String> enabled) {
		return BundleMaterial.of(SslBundle.of(trustOnly(), null, SslOptions.of(null, enabled), protocol));
	}

	private static ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, ClientConnAutoConfiguration.class))
			.withPropertyValues(ORDERS + "target=orders:1", ORDERS + "ssl.bundle=shop",
					BUNDLE + "truststore.certificate=" + authority.getCertificatePEM());
	}

	/** As those of SPIFFE and of Vault are. */
	@Test
	void managersWithoutStoresHaveTheirClientCertificateToo() throws Exception {
		X509Bundle loopback = new CertificateBuilder().ecp256()
			.subject("CN=orders")
			.addSanIpAddress("127.0.0.1")
			.buildIssuedBy(authority);
		EchoServer server = EchoServer.start("secure",
				TlsServerCredentials.newBuilder()
					.keyManager(stream(loopback.getCertificatePEM()), stream(loopback.getPrivateKeyPEM()))
					.trustManager(stream(authority.getCertificatePEM()))
					.clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
					.build());
		SslManagerBundle managers = SslManagerBundle.from(stores(client, client), SslBundleKey.NONE);
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("shop", SslBundle.of(null, null, null, null,
				SslManagerBundle.of(managers.getKeyManagerFactory(), managers.getTrustManagerFactory())));
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, ClientConnAutoConfiguration.class))
			.withBean(DefaultSslBundleRegistry.class, () -> bundles)
			.withPropertyValues(ORDERS + "target=" + server.address(), ORDERS + "ssl.bundle=shop")
			.run((context) -> {
				ClientConn conn = context.getBean(ClientConns.class).get("orders");
				assertThat(EchoClient.over(conn).say("hi")).isEqualTo("secure: hi");
			});
		server.stop();
	}

	@Test
	void managersOfTheJdkWithoutAnyKeyAreNoIdentity() throws Exception {
		assertThat(BundleMaterial.of(SslBundle.of(SslStoreBundle.NONE)).hasIdentity()).isFalse();
		assertThat(BundleMaterial.of(SslBundle.of(trustOnly())).hasIdentity()).isFalse();
		assertThat(BundleMaterial.of(SslBundle.systemDefault()).hasIdentity()).isFalse();
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		KeyStore store = client.toKeyStore(new char[0]);
		keys.init(store, new char[0]);
		SslManagerBundle managers = SslManagerBundle.of(keys,
				SslManagerBundle.from(trustOnly(), SslBundleKey.NONE).getTrustManagerFactory());
		assertThat(BundleMaterial.of(SslBundle.of(trustOnly(), null, null, null, managers)).hasIdentity()).isTrue();
	}

	@Test
	void theProtocolOfTheBundleIsTheHighestThatIsSpoken() {
		assertThat(speaking("TLS", null).protocols()).isEqualTo(TlsMaterial.PROTOCOLS);
		assertThat(speaking("TLSv1.3", null).protocols()).isEqualTo(TlsMaterial.PROTOCOLS);
		assertThat(speaking("TLSv1.2", null).protocols()).containsExactly("TLSv1.2");
		assertThat(speaking("TLSv1.2", Set.of("TLSv1.3")).protocols()).containsExactly("TLSv1.3");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.1", "SSL", "DTLS" })
	void aProtocolThatIsNotSpokenStopsTheStart(String protocol) {
		assertThatThrownBy(() -> speaking(protocol, null)).hasMessageContaining("'" + protocol + "'");
		runner().withPropertyValues(BUNDLE + "protocol=" + protocol).run((context) -> {
			FailureAnalysis analysis = BadValueTest.analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("'" + ORDERS + "ssl.bundle'").contains("'" + protocol + "'");
		});
	}

	@Test
	void aKeyOfAnotherCertificateStopsTheStart() {
		runner()
			.withPropertyValues(BUNDLE + "keystore.certificate=" + client.getCertificatePEM(),
					BUNDLE + "keystore.private-key=" + other.getPrivateKeyPEM())
			.run((context) -> assertThat(BadValueTest.analysis(context.getStartupFailure()).getDescription())
				.contains("'" + ORDERS + "ssl.bundle'")
				.contains("the private key is not that of the first certificate of the chain, CN=shop"));
	}

	@Test
	void onlyTheKeyThatIsChosenHasToFit() throws Exception {
		char[] password = "p".toCharArray();
		KeyStore keys = KeyStore.getInstance("PKCS12");
		keys.load(null, null);
		keys.setKeyEntry("good", client.getKeyPair().getPrivate(), password, client.getCertificatePath());
		keys.setKeyEntry("bad", other.getKeyPair().getPrivate(), password, client.getCertificatePath());
		SslStoreBundle stores = SslStoreBundle.of(keys, "p", null);
		assertThat(BundleMaterial.of(SslBundle.of(stores, SslBundleKey.of("p", "good"))).hasIdentity()).isTrue();
		for (SslBundleKey key : new SslBundleKey[] { SslBundleKey.of("p", "bad"), SslBundleKey.of("p"),
				SslBundleKey.NONE }) {
			assertThatThrownBy(() -> BundleMaterial.of(SslBundle.of(stores, key)))
				.hasMessageContaining("the private key is not that");
		}
	}

	/** A key without the lines around it is taken for a location by Boot, and quoted. */
	@Test
	void whatCannotBeReadIsNotRepeated(CapturedOutput output) {
		runner()
			.withPropertyValues(BUNDLE + "keystore.certificate=" + client.getCertificatePEM(),
					BUNDLE + "keystore.private-key=planted-secret-key")
			.run((context) -> {
				FailureAnalysis analysis = BadValueTest.analysis(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("'" + ORDERS + "ssl.bundle'")
					.contains("cannot be read (IllegalStateException");
				assertThat(analysis.getDescription() + analysis.getAction()).doesNotContain("planted-secret");
			});
		assertThat(output).doesNotContain("planted-secret");
	}

}
