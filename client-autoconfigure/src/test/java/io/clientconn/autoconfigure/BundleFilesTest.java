package io.clientconn.autoconfigure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.function.Predicate;

import javax.net.ssl.SSLSession;

import io.clientconn.ClientConn;
import io.clientconn.autoconfigure.testclients.EchoClient;
import io.clientconn.autoconfigure.testclients.EchoServer;
import io.clientconn.rpc.ResponseInfo;
import io.clientconn.rpc.RpcOptions;
import io.grpc.TlsServerCredentials;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Certificates and keys in files, which Boot watches ({@code reload-on-update}).
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(90)
class BundleFilesTest {

	private static final String ORDERS = "grpc.client.channel.orders.";

	private static final String BUNDLE = "spring.ssl.bundle.pem.shop.";

	private static final int MOST_CALLS = 50_000;

	@TempDir
	private Path folder;

	private X509Bundle authority;

	private EchoServer server;

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

	/** At once, so that what is read is all of it. */
	private void write(String name, String text) throws IOException {
		Path whole = Files.writeString(this.folder.resolve(name + ".new"), text);
		Files.move(whole, this.folder.resolve(name), StandardCopyOption.ATOMIC_MOVE,
				StandardCopyOption.REPLACE_EXISTING);
	}

	private ApplicationContextRunner runner(X509Bundle client) throws IOException {
		write("client.pem", client.getCertificatePEM());
		write("client.key", client.getPrivateKeyPEM());
		write("authority.pem", this.authority.getCertificatePEM());
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, ClientConnAutoConfiguration.class))
			.withPropertyValues(ORDERS + "target=" + this.server.address(), ORDERS + "ssl.bundle=shop",
					BUNDLE + "keystore.certificate=file:" + this.folder.resolve("client.pem"),
					BUNDLE + "keystore.private-key=file:" + this.folder.resolve("client.key"),
					BUNDLE + "truststore.certificate=file:" + this.folder.resolve("authority.pem"),
					BUNDLE + "reload-on-update=true", "spring.ssl.bundle.watch.file.quiet-period=50ms");
	}

	private static Certificate ours(ClientConn conn) {
		ResponseInfo info = new ResponseInfo();
		EchoClient.over(conn).say("hi", RpcOptions.NONE.capture(info).timeout(Duration.ofSeconds(20)));
		assertThat(info.peer()).isNotNull();
		SSLSession session = info.peer().sslSession();
		assertThat(session).isNotNull();
		return session.getLocalCertificates()[0];
	}

	/** With an end, should nobody notice the files. */
	private static void callUntil(ClientConn conn, Predicate<Certificate> over) {
		for (int i = 0; i < MOST_CALLS; i++) {
			if (over.test(ours(conn))) {
				return;
			}
		}
		fail("nothing has changed after " + MOST_CALLS + " calls");
	}

	private static void awaitUse(ClientConn conn, X509Bundle client) {
		callUntil(conn, client.getCertificate()::equals);
	}

	@Test
	void filesThatChangeAreUsed() throws Exception {
		X509Bundle first = client();
		X509Bundle second = client();
		runner(first).run((context) -> {
			ClientConn conn = context.getBean(ClientConns.class).get("orders");
			assertThat(ours(conn)).isEqualTo(first.getCertificate());
			write("client.key", second.getPrivateKeyPEM());
			write("client.pem", second.getCertificatePEM());
			awaitUse(conn, second);
		});
	}

	/** Whoever logs it, Boot or we. */
	@Test
	void filesThatAreBrokenLeaveTheOldOnesInUseUntilTheyAreWhole(CapturedOutput output) throws Exception {
		X509Bundle first = client();
		X509Bundle second = client();
		runner(first).run((context) -> {
			ClientConn conn = context.getBean(ClientConns.class).get("orders");
			write("client.key", second.getPrivateKeyPEM());
			callUntil(conn, (used) -> {
				assertThat(used).isEqualTo(first.getCertificate());
				return output.getAll().contains("the private key is not that of the first certificate");
			});
			String pem = second.getCertificatePEM();
			write("client.pem", pem.substring(0, pem.length() / 2));
			callUntil(conn, (used) -> {
				assertThat(used).isEqualTo(first.getCertificate());
				return output.getAll().contains("it cannot be read") || output.getAll().contains("SSL reload error");
			});
			write("client.pem", pem);
			awaitUse(conn, second);
		});
		assertThat(output.getAll().contains(second.getPrivateKeyPEM().substring(40, 80))).isFalse();
	}

}
