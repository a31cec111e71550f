package io.clientconn;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;
import javax.net.ssl.X509TrustManager;

import io.clientconn.rpc.ResponseInfo;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusException;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.security.TlsMaterial;
import io.clientconn.testing.TestIdentity;
import io.clientconn.testing.TestServer;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What TLS can be told besides certificates and a key, with real servers.
 */
class TlsSettingsTest {

	private static final TestIdentity AUTHORITY = TestIdentity.authority("good");

	private static final TestIdentity LOOPBACK = AUTHORITY.issue("127.0.0.1");

	private static final TlsMaterial TRUST = TlsMaterial.trusting(AUTHORITY.chain());

	private static final String AES_128 = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";

	private static final String AES_256 = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private TestServer server(TestIdentity identity, ClientAuth clients, List<String> protocols, List<String> ciphers)
			throws IOException {
		SslContextBuilder builder = GrpcSslContexts
			.configure(SslContextBuilder.forServer(identity.key(), identity.chain()), SslProvider.JDK)
			.trustManager(AUTHORITY.certificate())
			.protocols(protocols)
			.clientAuth(clients);
		if (!ciphers.isEmpty()) {
			builder.ciphers(ciphers);
		}
		return this.fixture.track(TestServer.startWithTls("secret", builder.build()));
	}

	private ClientConn connect(TestServer server, TlsMaterial material) {
		return this.fixture.track(ClientConn.builder("static:///" + server.address())
			.runtime(this.fixture.runtime())
			.credentials(ChannelCredentials.tls(material))
			.build());
	}

	private static javax.net.ssl.SSLSession session(ClientConn conn) {
		ResponseInfo info = new ResponseInfo();
		assertThat(RealServerFixture.echo(conn, "hello", RpcOptions.NONE.capture(info))).isEqualTo("hello");
		assertThat(info.peer()).isNotNull();
		assertThat(info.peer().sslSession()).isNotNull();
		return info.peer().sslSession();
	}

	private static String failure(ClientConn conn) {
		StatusException failure = catchThrowableOfType(StatusException.class,
				() -> RealServerFixture.echo(conn, "hello", RpcOptions.NONE.timeout(Duration.ofSeconds(20))));
		assertThat(failure).isNotNull();
		return failure.getMessage();
	}

	@Test
	void versionsOfTlsAreThoseOfTheMaterial() throws Exception {
		TestServer server = server(LOOPBACK, ClientAuth.NONE, TlsMaterial.PROTOCOLS, List.of());
		assertThat(session(connect(server, TRUST)).getProtocol()).isEqualTo("TLSv1.3");
		assertThat(session(connect(server, TRUST.withProtocols(List.of("TLSv1.2")))).getProtocol())
			.isEqualTo("TLSv1.2");
	}

	@Test
	void noVersionInCommonIsNamed() throws Exception {
		TestServer server = server(LOOPBACK, ClientAuth.NONE, List.of("TLSv1.2"), List.of());
		assertThat(failure(connect(server, TRUST.withProtocols(List.of("TLSv1.3")))))
			.contains("no version of TLS in common");
	}

	@Test
	void cipherSuitesAreThoseOfTheMaterial() throws Exception {
		TestServer server = server(LOOPBACK, ClientAuth.NONE, List.of("TLSv1.2"), List.of(AES_256, AES_128));
		TlsMaterial material = TRUST.withCiphers(List.of(AES_128));
		assertThat(session(connect(server, material)).getCipherSuite()).isEqualTo(AES_128);
	}

	@Test
	void noCipherSuiteInCommonIsNamed() throws Exception {
		TestServer server = server(LOOPBACK, ClientAuth.NONE, List.of("TLSv1.2"), List.of(AES_256));
		TlsMaterial material = TRUST.withCiphers(List.of(AES_128)).withProtocols(List.of("TLSv1.2"));
		assertThat(failure(connect(server, material))).contains("no cipher suite in common");
	}

	@Test
	void oldVersionsAndUnknownSuitesAreRefused() throws Exception {
		assertThatIllegalArgumentException().isThrownBy(() -> TRUST.withProtocols(List.of("TLSv1.1")))
			.withMessage("the TLS version 'TLSv1.1' is not spoken; use [TLSv1.3, TLSv1.2]");
		assertThatIllegalArgumentException().isThrownBy(() -> TRUST.withProtocols(List.of()))
			.withMessageContaining("no TLS version is left");
		assertThatIllegalArgumentException().isThrownBy(() -> TRUST.withCiphers(List.of()))
			.withMessageContaining("no cipher suite is left");
		TestServer server = server(LOOPBACK, ClientAuth.NONE, TlsMaterial.PROTOCOLS, List.of());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> connect(server, TRUST.withCiphers(List.of("TLS_WITH_LOVE"))))
			.withMessageContaining("TLS_WITH_LOVE")
			.withMessageContaining("cannot be used for TLS");
	}

	@Test
	void trustAndIdentityMayComeFromFactories() throws Exception {
		TestServer server = server(LOOPBACK, ClientAuth.REQUIRE, TlsMaterial.PROTOCOLS, List.of());
		TestIdentity client = AUTHORITY.issue("client");
		TlsMaterial trust = TlsMaterial.trusting(trustManagers(AUTHORITY));
		ClientConn conn = connect(server, trust.withIdentity(keyManagers(client)));
		assertThat(session(conn).getLocalCertificates()).containsExactly(client.certificate());
		assertThat(conn.credentials()).hasToString("TLS, own trust, with client certificate");
		assertThat(failure(connect(server, trust))).contains("for a client certificate");
		TestServer foreign = server(AUTHORITY.issue("orders.example"), ClientAuth.NONE, TlsMaterial.PROTOCOLS,
				List.of());
		assertThat(failure(connect(foreign, trust))).contains("is not for '127.0.0.1'");
	}

	@Test
	void withoutValidationAnyCertificateForAnyHostWillDoAndItIsStillTls() throws Exception {
		TestIdentity stranger = TestIdentity.authority("other").issue(Duration.ofHours(-1), "orders.example");
		TestServer server = server(stranger, ClientAuth.NONE, TlsMaterial.PROTOCOLS, List.of());
		ClientConn conn = connect(server, TRUST.bypassingCertificateValidation());
		assertThat(session(conn).getPeerCertificates()).containsExactly(stranger.certificate());
		assertThat(conn.credentials()).hasToString("TLS, certificates not checked");
	}

	/** BoringSSL would offer all suites of TLS 1.3, whatever it is told. */
	@Test
	void suitesOfTls13AreThoseOfTheMaterialToo() throws Exception {
		TestServer server = server(LOOPBACK, ClientAuth.NONE, List.of("TLSv1.3"),
				List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"));
		assertThat(session(connect(server, TRUST)).getCipherSuite()).startsWith("TLS_AES_");
		assertThat(session(connect(server, TRUST.withCiphers(List.of("TLS_AES_256_GCM_SHA384")))).getCipherSuite())
			.isEqualTo("TLS_AES_256_GCM_SHA384");
		assertThat(session(connect(server, TRUST.withCiphers(List.of("TLS_AES_128_GCM_SHA256")))).getCipherSuite())
			.isEqualTo("TLS_AES_128_GCM_SHA256");
	}

	/** They know no host names, so that somebody else has to look at these. */
	@Test
	void hostNamesAreCheckedForTrustManagersOfTheOldKindToo() throws Exception {
		TlsMaterial trust = TlsMaterial.trusting(new OldTrust(trustManagers(AUTHORITY)));
		TestServer server = server(LOOPBACK, ClientAuth.NONE, TlsMaterial.PROTOCOLS, List.of());
		assertThat(session(connect(server, trust)).getClass().getName()).doesNotContain("OpenSsl");
		TestServer foreign = server(AUTHORITY.issue("orders.example"), ClientAuth.NONE, TlsMaterial.PROTOCOLS,
				List.of());
		assertThat(failure(connect(foreign, trust))).contains("is not for '127.0.0.1'");
	}

	private static TrustManagerFactory trustManagers(TestIdentity authority) throws Exception {
		KeyStore store = store();
		store.setCertificateEntry("authority", authority.certificate());
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(store);
		return factory;
	}

	private static KeyManagerFactory keyManagers(TestIdentity identity) throws Exception {
		KeyStore store = store();
		store.setKeyEntry("client", identity.key(), new char[0], identity.chain().toArray(new Certificate[0]));
		KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		factory.init(store, new char[0]);
		return factory;
	}

	private static KeyStore store() throws GeneralSecurityException, IOException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		return store;
	}

	/**
	 * Has a trust manager as they were before Java 7.
	 */
	private static final class OldTrust extends TrustManagerFactory {

		OldTrust(TrustManagerFactory trust) {
			super(new Spi(trust), trust.getProvider(), trust.getAlgorithm());
		}

		private static final class Spi extends TrustManagerFactorySpi {

			private final X509TrustManager trust;

			Spi(TrustManagerFactory factory) {
				this.trust = (X509TrustManager) factory.getTrustManagers()[0];
			}

			@Override
			protected void engineInit(KeyStore store) {
				throw new UnsupportedOperationException("it knows whom to trust");
			}

			@Override
			protected void engineInit(ManagerFactoryParameters parameters) {
				throw new UnsupportedOperationException("it knows whom to trust");
			}

			@Override
			protected TrustManager[] engineGetTrustManagers() {
				return new TrustManager[] { new X509TrustManager() {

					@Override
					public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
						Spi.this.trust.checkClientTrusted(chain, kind);
					}

					@Override
					public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
						Spi.this.trust.checkServerTrusted(chain, kind);
					}

					@Override
					public X509Certificate[] getAcceptedIssuers() {
						return Spi.this.trust.getAcceptedIssuers();
					}

				} };
			}

		}

	}

}
