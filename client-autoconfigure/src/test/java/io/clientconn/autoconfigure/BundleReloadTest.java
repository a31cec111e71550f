package io.clientconn.autoconfigure;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Arrays;

import javax.net.ssl.SSLSession;

import io.clientconn.ClientConn;
import io.clientconn.autoconfigure.testclients.EchoClient;
import io.clientconn.autoconfigure.testclients.EchoServer;
import io.clientconn.rpc.ResponseInfo;
import io.clientconn.rpc.RpcOptions;
import io.grpc.TlsServerCredentials;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SSL bundles that are updated while the application runs.
 */
@ExtendWith(OutputCaptureExtension.class)
class BundleReloadTest {

	private static final String ORDERS = "grpc.client.channel.orders.";

	private X509Bundle authority;

	private EchoServer server;

	private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();

	@BeforeEach
	void startServer() throws Exception {
		this.authority = new CertificateBuilder().ecp256()
			.subject("CN=authority")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		X509Bundle loopback = new CertificateBuilder().ecp256()
			.subject("CN=orders")
			.addSanIpAddress("127.0.0.1")
			.buildIssuedBy(this.authority);
		this.server = EchoServer.start("secure",
				TlsServerCredentials.newBuilder()
					.keyManager(stream(loopback.getCertificatePEM()), stream(loopback.getPrivateKeyPEM()))
					.trustManager(stream(this.authority.getCertificatePEM()))
					.clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
					.build());
	}

	@AfterEach
	void stopServer() {
		this.server.stop();
	}

	private static InputStream stream(String text) {
		return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
	}

	private X509Bundle client() throws Exception {
		return new CertificateBuilder().ecp256().subject("CN=shop").buildIssuedBy(this.authority);
	}

	private SslBundle bundle(X509Bundle client, @Nullable SslOptions options) {
		PemSslStoreDetails keys = PemSslStoreDetails.forCertificate(client.getCertificatePEM())
			.withPrivateKey(client.getPrivateKeyPEM());
		return SslBundle.of(
				new PemSslStoreBundle(keys, PemSslStoreDetails.forCertificate(this.authority.getCertificatePEM())),
				null, options);
	}

	private ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, ClientConnAutoConfiguration.class))
			.withBean(DefaultSslBundleRegistry.class, () -> this.bundles)
			.withPropertyValues(ORDERS + "target=" + this.server.address(), ORDERS + "ssl.bundle=shop");
	}

	private static Certificate[] ours(ClientConn conn) {
		ResponseInfo info = new ResponseInfo();
		EchoClient.over(conn).say("hi", RpcOptions.NONE.capture(info).timeout(Duration.ofSeconds(20)));
		assertThat(info.peer()).isNotNull();
		SSLSession session = info.peer().sslSession();
		assertThat(session).isNotNull();
		return session.getLocalCertificates();
	}

	@Test
	@Timeout(60)
	void anUpdatedBundleIsUsedWithoutARestart(CapturedOutput output) throws Exception {
		X509Bundle first = client();
		X509Bundle second = client();
		this.bundles.registerBundle("shop", bundle(first, null));
		runner().run((context) -> {
			assertThat(context.getBean(SslBundleRegistry.class)).isSameAs(this.bundles);
			ClientConn conn = context.getBean(ClientConns.class).get("orders");
			assertThat(ours(conn)).containsExactly(first.getCertificate());
			this.bundles.updateBundle("shop", bundle(second, null));
			Certificate[] now = ours(conn);
			while (!Arrays.asList(now).contains(second.getCertificate())) {
				now = ours(conn);
			}
		});
		assertThat(output).contains("gRPC channel 'orders': the updated SSL bundle 'shop' is in use");
	}

	@Test
	void aBundleThatCannotBeUsedIsReportedAndTheOldOneStays(CapturedOutput output) throws Exception {
		X509Bundle first = client();
		this.bundles.registerBundle("shop", bundle(first, null));
		runner().run((context) -> {
			ClientConn conn = context.getBean(ClientConns.class).get("orders");
			ours(conn);
			this.bundles.updateBundle("shop", bundle(client(), SslOptions.of(null, java.util.Set.of("TLSv1.1"))));
			assertThat(ours(conn)).containsExactly(first.getCertificate());
		});
		assertThat(output).contains("the updated SSL bundle 'shop' cannot be used").contains("TLSv1.1");
	}

	@Test
	void aKeyOfAnotherCertificateIsReportedAndTheOldOneStays(CapturedOutput output) throws Exception {
		X509Bundle first = client();
		this.bundles.registerBundle("shop", bundle(first, null));
		runner().run((context) -> {
			ClientConn conn = context.getBean(ClientConns.class).get("orders");
			ours(conn);
			PemSslStoreDetails halfRotated = PemSslStoreDetails.forCertificate(client().getCertificatePEM())
				.withPrivateKey(client().getPrivateKeyPEM());
			this.bundles.updateBundle("shop", SslBundle.of(new PemSslStoreBundle(halfRotated,
					PemSslStoreDetails.forCertificate(this.authority.getCertificatePEM()))));
			assertThat(ours(conn)).containsExactly(first.getCertificate());
		});
		assertThat(output).contains("the updated SSL bundle 'shop' cannot be used")
			.contains("the private key is not that of the first certificate")
			.doesNotContain("is in use for connections");
	}

	@Test
	void aBundleThatCannotBeReadIsReportedWithoutItsWords(CapturedOutput output) throws Exception {
		X509Bundle first = client();
		this.bundles.registerBundle("shop", bundle(first, null));
		runner().run((context) -> {
			ClientConn conn = context.getBean(ClientConns.class).get("orders");
			ours(conn);
			PemSslStoreDetails broken = PemSslStoreDetails.forCertificate(first.getCertificatePEM())
				.withPrivateKey("planted-secret-key");
			this.bundles.updateBundle("shop", SslBundle.of(new PemSslStoreBundle(broken, null)));
			assertThat(ours(conn)).containsExactly(first.getCertificate());
		});
		assertThat(output).contains("the updated SSL bundle 'shop' cannot be used").doesNotContain("planted-secret");
	}

	/**
	 * A customizer is called after the bundle was read and before the channel is there.
	 */
	@Test
	@Timeout(60)
	void anUpdateWhileTheChannelIsMadeIsNotLost() throws Exception {
		X509Bundle second = client();
		this.bundles.registerBundle("shop", bundle(client(), null));
		ClientConnCustomizer meanwhile = (channel, builder) -> this.bundles.updateBundle("shop", bundle(second, null));
		runner().withBean(ClientConnCustomizer.class, () -> meanwhile)
			.run((context) -> assertThat(ours(context.getBean(ClientConns.class).get("orders")))
				.containsExactly(second.getCertificate()));
	}

	@Test
	void withoutReloadAnUpdateChangesNothing(CapturedOutput output) throws Exception {
		X509Bundle first = client();
		this.bundles.registerBundle("shop", bundle(first, null));
		runner().withPropertyValues(ORDERS + "ssl.reload=false").run((context) -> {
			ClientConn conn = context.getBean(ClientConns.class).get("orders");
			this.bundles.updateBundle("shop", bundle(client(), null));
			assertThat(ours(conn)).containsExactly(first.getCertificate());
		});
		assertThat(output).doesNotContain("the updated SSL bundle");
	}

	@Test
	void anUpdateAfterTheEndIsIgnored() throws Exception {
		this.bundles.registerBundle("shop", bundle(client(), null));
		runner().run((context) -> ours(context.getBean(ClientConns.class).get("orders")));
		this.bundles.updateBundle("shop", bundle(client(), null));
	}

}
