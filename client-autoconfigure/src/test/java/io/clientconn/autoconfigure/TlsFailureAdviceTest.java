package io.clientconn.autoconfigure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import io.clientconn.ClientConn;
import io.clientconn.autoconfigure.health.ClientConnHealthAutoConfiguration;
import io.clientconn.autoconfigure.testclients.EchoClient;
import io.clientconn.autoconfigure.testclients.EchoServer;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusException;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettySslContextServerCredentials;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * For each way in which TLS goes wrong, with a real server: the sentence of the failed
 * call, and the property that the call and the health of the channel tell to look at.
 */
@ExtendWith(OutputCaptureExtension.class)
class TlsFailureAdviceTest {

	private static final String ORDERS = "grpc.client.channel.orders.";

	private static final String BUNDLE = "spring.ssl.bundle.pem.shop.";

	private static final String SEE_BUNDLE = "see the bundle of '" + ORDERS + "ssl.bundle': ";

	private static X509Bundle authority;

	private static X509Bundle other;

	private static X509Bundle loopback;

	private final List<EchoServer> servers = new ArrayList<>();

	@BeforeAll
	static void certificates() throws Exception {
		authority = authority("CN=authority");
		other = authority("CN=other");
		loopback = new CertificateBuilder().ecp256()
			.subject("CN=orders")
			.addSanIpAddress("127.0.0.1")
			.buildIssuedBy(authority);
	}

	private static X509Bundle authority(String name) throws Exception {
		return new CertificateBuilder().ecp256().subject(name).setIsCertificateAuthority(true).buildSelfSigned();
	}

	@AfterEach
	void stopServers() {
		this.servers.forEach(EchoServer::stop);
	}

	private static InputStream stream(String text) {
		return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
	}

	private static ServerCredentials showing(X509Bundle certificate, ClientAuth clients) throws Exception {
		return TlsServerCredentials.newBuilder()
			.keyManager(stream(certificate.getCertificatePEM()), stream(certificate.getPrivateKeyPEM()))
			.trustManager(stream(authority.getCertificatePEM()))
			.clientAuth(clients)
			.build();
	}

	private static ServerCredentials speaking(String protocol, String... ciphers) throws Exception {
		SslContextBuilder builder = GrpcSslContexts
			.configure(SslContextBuilder.forServer(loopback.getKeyPair().getPrivate(), loopback.getCertificate()),
					SslProvider.JDK)
			.protocols(protocol);
		if (ciphers.length > 0) {
			builder.ciphers(List.of(ciphers));
		}
		return NettySslContextServerCredentials.create(builder.build());
	}

	private EchoServer server(ServerCredentials credentials) throws Exception {
		EchoServer server = EchoServer.start("orders", credentials);
		this.servers.add(server);
		return server;
	}

	private static String[] trusting() {
		return new String[] { ORDERS + "ssl.bundle=shop",
				BUNDLE + "truststore.certificate=" + authority.getCertificatePEM() };
	}

	private static String[] trustingAnd(String... more) {
		List<String> all = new ArrayList<>(List.of(trusting()));
		all.addAll(List.of(more));
		return all.toArray(String[]::new);
	}

	private static void check(EchoServer server, String[] properties, String sentence, String advice) {
		check(server.address(), properties, sentence, advice);
	}

	private static void check(String server, String[] properties, String sentence, String advice) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, ClientConnAutoConfiguration.class,
					ClientConnHealthAutoConfiguration.class))
			.withPropertyValues(ORDERS + "target=" + server)
			.withPropertyValues(properties)
			.run((context) -> {
				ClientConn conn = context.getBean(ClientConns.class).get("orders");
				EchoClient client = EchoClient.over(conn);
				StatusException failure = catchThrowableOfType(StatusException.class,
						() -> client.say("hi", RpcOptions.NONE.timeout(Duration.ofSeconds(20))));
				assertThat(failure).isNotNull();
				assertThat(failure.getMessage()).contains(sentence).contains(server);
				assertThat(failure.description()).endsWith(" " + advice);
				awaitFailure(conn);
				HealthIndicator indicator = (HealthIndicator) context.getBean(CompositeHealthContributor.class)
					.getContributor("orders");
				assertThat(indicator).isNotNull();
				Map<String, Object> details = indicator.health().getDetails();
				assertThat(details.get("lastError")).asString().contains(sentence);
				assertThat(details.get("advice")).isEqualTo(advice);
			});
	}

	/** A call may end before its channel shows why; the state then stays. */
	private static void awaitFailure(ClientConn conn) {
		ConnectivityState state = conn.getState();
		while (state != ConnectivityState.TRANSIENT_FAILURE) {
			assertThat(conn.waitForStateChange(state, Duration.ofSeconds(20))).isTrue();
			state = conn.getState();
		}
	}

	@Test
	void theServersCertificateIsOfAnotherAuthority() throws Exception {
		X509Bundle stranger = new CertificateBuilder().ecp256()
			.subject("CN=orders")
			.addSanIpAddress("127.0.0.1")
			.buildIssuedBy(other);
		check(server(showing(stranger, ClientAuth.NONE)), trusting(), "the server's certificate is not trusted",
				SEE_BUNDLE + "the trust store");
	}

	@Test
	void theServersCertificateHasExpired() throws Exception {
		X509Bundle old = new CertificateBuilder().ecp256()
			.subject("CN=orders")
			.notBefore(Instant.now().minus(Duration.ofDays(2)))
			.notAfter(Instant.now().minus(Duration.ofDays(1)))
			.addSanIpAddress("127.0.0.1")
			.buildIssuedBy(authority);
		check(server(showing(old, ClientAuth.NONE)), trusting(), "the server's certificate has expired",
				"have the server's certificate renewed, or see whether '" + ORDERS + "target' is the right server");
	}

	@Test
	void theServersCertificateIsForAnotherHost() throws Exception {
		check(server(showing(loopback, ClientAuth.NONE)), trustingAnd(ORDERS + "authority=stock.example"),
				"the server's certificate is not for 'stock.example'",
				"see '" + ORDERS + "authority': it has to be a name that the server has a certificate for");
	}

	@Test
	void noVersionIsShared() throws Exception {
		check(server(speaking("TLSv1.2")), trustingAnd(BUNDLE + "options.enabled-protocols=TLSv1.3"),
				"no version of TLS in common", SEE_BUNDLE + "'options.enabled-protocols'");
	}

	@Test
	void noCipherIsShared() throws Exception {
		check(server(speaking("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")),
				trustingAnd(BUNDLE + "options.enabled-protocols=TLSv1.2",
						BUNDLE + "options.ciphers=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
				"no cipher suite in common", SEE_BUNDLE + "'options.ciphers', and whether it has a client certificate");
	}

	@Test
	void theServerWantsAClientCertificateAndThereIsNone() throws Exception {
		check(server(showing(loopback, ClientAuth.REQUIRE)), trusting(), "the server asks for a client certificate",
				SEE_BUNDLE + "the key store, which is missing");
	}

	@Test
	void theServerDoesNotAcceptTheClientCertificate() throws Exception {
		X509Bundle stranger = new CertificateBuilder().ecp256().subject("CN=shop").buildIssuedBy(other);
		check(server(showing(loopback, ClientAuth.REQUIRE)),
				trustingAnd(BUNDLE + "keystore.certificate=" + stranger.getCertificatePEM(),
						BUNDLE + "keystore.private-key=" + stranger.getPrivateKeyPEM()),
				"the server does not accept the client certificate", SEE_BUNDLE + "the key store");
	}

	@Test
	void theServerSpeaksPlaintext() throws Exception {
		EchoServer open = EchoServer.start("open");
		this.servers.add(open);
		check(open, trusting(), "the server answered in plaintext, with HTTP/2",
				"see '" + ORDERS + "ssl.enabled' and '" + ORDERS + "ssl.bundle': the server expects no TLS");
	}

	@Test
	void theServerSpeaksNoHttp2() throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		store.setKeyEntry("server", loopback.getKeyPair().getPrivate(), new char[0],
				new Certificate[] { loopback.getCertificate() });
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(store, new char[0]);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), null, null);
		ExecutorService thread = Executors.newCachedThreadPool();
		try (ServerSocket web = context.getServerSocketFactory()
			.createServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			thread.execute(() -> {
				while (!web.isClosed()) {
					try (Socket accepted = web.accept()) {
						accepted.getInputStream().readAllBytes();
					}
					catch (IOException ex) {
						// The client hangs up, or the test is over.
					}
				}
			});
			check("127.0.0.1:" + web.getLocalPort(), trusting(), "the server does not speak HTTP/2",
					"see whether '" + ORDERS + "target' is a gRPC server, without a proxy that speaks HTTP/1 only; for"
							+ " one that cannot do ALPN, see '" + ORDERS + "ssl.alpn-required'");
		}
		finally {
			thread.shutdownNow();
		}
	}

	@Test
	void alpnIsRequiredUnlessTheChannelSaysNo(CapturedOutput output) throws Exception {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, ClientConnAutoConfiguration.class))
			.withPropertyValues(ORDERS + "target=" + server(showing(loopback, ClientAuth.NONE)).address())
			.withPropertyValues(trusting());
		runner.run((context) -> assertThat(context.getBean(ClientConns.class).get("orders").credentials())
			.hasToString("TLS, own trust"));
		assertThat(output).doesNotContain("does not require ALPN");
		runner.withPropertyValues(ORDERS + "ssl.alpn-required=false").run((context) -> {
			ClientConn conn = context.getBean(ClientConns.class).get("orders");
			assertThat(EchoClient.over(conn).say("hi")).isEqualTo("orders: hi");
			assertThat(conn.credentials()).hasToString("TLS, own trust, ALPN not required");
		});
		assertThat(output.getAll().split("orders .* does not require ALPN", -1)).hasSize(2);
	}

	@Test
	void theServerExpectsTls() throws Exception {
		check(server(showing(loopback, ClientAuth.NONE)), new String[0], "does it expect TLS?",
				"see whether the server expects TLS: '" + ORDERS + "ssl.bundle' or '" + ORDERS + "ssl.enabled'");
	}

}
