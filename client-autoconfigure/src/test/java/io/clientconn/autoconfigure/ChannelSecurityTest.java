package io.clientconn.autoconfigure;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.clientconn.ClientConn;
import io.clientconn.autoconfigure.health.ClientConnHealthAutoConfiguration;
import io.clientconn.autoconfigure.testclients.EchoClient;
import io.clientconn.autoconfigure.testclients.EchoServer;
import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.Metadata;
import io.clientconn.security.ChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * TLS from SSL bundles and credentials from properties, with real servers.
 */
@ExtendWith(OutputCaptureExtension.class)
class ChannelSecurityTest {

	private static final String ORDERS = "grpc.client.channel.orders.";

	private static final String BUNDLE = "spring.ssl.bundle.pem.shop.";

	private static X509Bundle authority;

	private static X509Bundle loopback;

	private static X509Bundle client;

	private final List<EchoServer> servers = new ArrayList<>();

	private ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, ClientConnAutoConfiguration.class))
		.withPropertyValues(ORDERS + "target=orders:1");

	@BeforeAll
	static void certificates() throws Exception {
		authority = new CertificateBuilder().ecp256()
			.subject("CN=authority")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		loopback = new CertificateBuilder().ecp256()
			.subject("CN=orders")
			.addSanIpAddress("127.0.0.1")
			.buildIssuedBy(authority);
		client = new CertificateBuilder().ecp256().subject("CN=shop").buildIssuedBy(authority);
	}

	@AfterEach
	void stopServers() {
		this.servers.forEach(EchoServer::stop);
	}

	private static InputStream stream(String text) {
		return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
	}

	private static TlsServerCredentials.Builder tls() throws Exception {
		return TlsServerCredentials.newBuilder()
			.keyManager(stream(loopback.getCertificatePEM()), stream(loopback.getPrivateKeyPEM()))
			.trustManager(stream(authority.getCertificatePEM()));
	}

	private EchoServer secure(TlsServerCredentials.ClientAuth clients) throws Exception {
		EchoServer server = EchoServer.start("secure", tls().clientAuth(clients).build());
		this.servers.add(server);
		this.runner = this.runner.withPropertyValues(ORDERS + "target=" + server.address());
		return server;
	}

	private EchoServer open() throws Exception {
		EchoServer server = EchoServer.start("open");
		this.servers.add(server);
		this.runner = this.runner.withPropertyValues(ORDERS + "target=" + server.address());
		return server;
	}

	private ApplicationContextRunner trusting() {
		return this.runner.withPropertyValues(ORDERS + "ssl.bundle=shop",
				BUNDLE + "truststore.certificate=" + authority.getCertificatePEM());
	}

	private ApplicationContextRunner identified() {
		return trusting().withPropertyValues(BUNDLE + "keystore.certificate=" + client.getCertificatePEM(),
				BUNDLE + "keystore.private-key=" + client.getPrivateKeyPEM());
	}

	private static ClientConn conn(org.springframework.context.ApplicationContext context) {
		return context.getBean(ClientConns.class).get("orders");
	}

	private static String say(org.springframework.context.ApplicationContext context) {
		return EchoClient.over(conn(context)).say("hi");
	}

	private static FailureAnalysis analysis(Throwable failure) {
		return BadValueTest.analysis(failure);
	}

	@Test
	void trustComesFromTheBundle() throws Exception {
		secure(TlsServerCredentials.ClientAuth.NONE);
		trusting().run((context) -> assertThat(say(context)).isEqualTo("secure: hi"));
		this.runner.withPropertyValues(ORDERS + "ssl.enabled=true")
			.run((context) -> assertThatThrownBy(() -> say(context))
				.hasMessageContaining("the server's certificate is not trusted"));
	}

	@Test
	void theClientCertificateComesFromTheBundle() throws Exception {
		secure(TlsServerCredentials.ClientAuth.REQUIRE);
		identified().run((context) -> assertThat(say(context)).isEqualTo("secure: hi"));
		trusting().run((context) -> assertThatThrownBy(() -> say(context)).hasMessageContaining("client certificate"));
	}

	@Test
	void ciphersAndVersionsOfTheBundleAreHonoured() throws Exception {
		secure(TlsServerCredentials.ClientAuth.NONE);
		trusting()
			.withPropertyValues(BUNDLE + "options.enabled-protocols=TLSv1.2",
					BUNDLE + "options.ciphers=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
			.run((context) -> {
				say(context);
				assertThat(conn(context).credentials().tlsMaterial()).satisfies((material) -> {
					assertThat(material.protocols()).containsExactly("TLSv1.2");
					assertThat(material.ciphers()).containsExactly("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
				});
			});
	}

	@Test
	void oldVersionsAndUnknownCiphersStopTheStart() {
		trusting().withPropertyValues(BUNDLE + "options.enabled-protocols=TLSv1.1").run((context) -> {
			FailureAnalysis analysis = analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("'" + ORDERS + "ssl.bundle'").contains("'TLSv1.1'");
			assertThat(analysis.getAction()).contains("spring.ssl.bundle");
		});
		trusting().withPropertyValues(BUNDLE + "options.ciphers=TLS_WITH_LOVE")
			.run((context) -> assertThat(analysis(context.getStartupFailure()).getDescription()).contains("orders")
				.contains("TLS_WITH_LOVE"));
	}

	@Test
	void aBundleThatDoesNotExistStopsTheStartAndTheRightOneIsSuggested() {
		trusting().withPropertyValues(ORDERS + "ssl.bundle=shopp").run((context) -> {
			FailureAnalysis analysis = analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("'" + ORDERS + "ssl.bundle'")
				.contains("'shopp'")
				.contains("there is no such bundle. Did you mean 'shop'?");
			assertThat(analysis.getAction()).contains("spring.ssl.bundle.pem.shopp");
		});
	}

	@Test
	void withoutSslBundlesTheBundleIsNamed() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ClientConnAutoConfiguration.class))
			.withPropertyValues(ORDERS + "target=orders:1", ORDERS + "ssl.bundle=shop")
			.run((context) -> assertThat(analysis(context.getStartupFailure()).getDescription())
				.contains("'" + ORDERS + "ssl.bundle'")
				.contains("the application has no SSL bundles"));
	}

	@Test
	void sslOfTheTemplateCanBeSwitchedOffForAChannel() throws Exception {
		open();
		this.runner.withPropertyValues("grpc.client.channel.default.ssl.enabled=true", ORDERS + "ssl.enabled=false")
			.run((context) -> assertThat(say(context)).isEqualTo("open: hi"));
	}

	@Test
	void bypassedValidationKeepsTlsAndWarnsAtEveryStart(CapturedOutput output) throws Exception {
		secure(TlsServerCredentials.ClientAuth.NONE);
		ApplicationContextRunner bypassing = this.runner.withPropertyValues(ORDERS + "ssl.enabled=true",
				ORDERS + "authority=stock.example", ORDERS + "bypass-certificate-validation=true");
		for (int start = 1; start <= 2; start++) {
			bypassing.run((context) -> {
				assertThat(say(context)).isEqualTo("secure: hi");
				assertThat(conn(context).credentials()).hasToString("TLS, certificates not checked");
			});
			assertThat(output.getOut().split("accepts every certificate", -1)).hasSize(start + 1);
		}
		assertThat(output).containsPattern("orders.* accepts every certificate .*bypass-certificate-validation");
	}

	@Test
	void healthShowsHowEachChannelIsSecured() {
		identified().withConfiguration(AutoConfigurations.of(ClientConnHealthAutoConfiguration.class))
			.withPropertyValues("grpc.client.channel.open.target=open:1")
			.run((context) -> {
				CompositeHealthContributor channels = context.getBean(CompositeHealthContributor.class);
				assertThat(security(channels, "orders")).isEqualTo("TLS, own trust, with client certificate");
				assertThat(security(channels, "open")).isEqualTo("plaintext");
			});
	}

	private static Object security(CompositeHealthContributor channels, String channel) {
		HealthIndicator indicator = (HealthIndicator) channels.getContributor(channel);
		assertThat(indicator).isNotNull();
		return indicator.health().getDetails().get("security");
	}

	@Test
	void aTokenIsSentOverTls() throws Exception {
		EchoServer server = secure(TlsServerCredentials.ClientAuth.NONE);
		trusting().withPropertyValues(ORDERS + "credentials.type=bearer", ORDERS + "credentials.token=abc")
			.run((context) -> {
				say(context);
				assertThat(server.header("authorization")).isEqualTo("Bearer abc");
			});
	}

	@Test
	void userAndPasswordAreSentInPlaintextIfThatIsAllowedAndAWarningIsLogged(CapturedOutput output) throws Exception {
		EchoServer server = open();
		this.runner
			.withPropertyValues(ORDERS + "credentials.type=basic", ORDERS + "credentials.username=Aladdin",
					ORDERS + "credentials.password=planted-secret", ORDERS + "credentials.allow-plaintext=true")
			.run((context) -> {
				say(context);
				assertThat(server.header("authorization")).isEqualTo("Basic QWxhZGRpbjpwbGFudGVkLXNlY3JldA==");
			});
		assertThat(output).contains("sends its credentials in plaintext").doesNotContain("planted-secret");
	}

	@Test
	void credentialsThatNeedPrivacyStopTheStartOfAPlaintextChannel() {
		this.runner.withPropertyValues(ORDERS + "credentials.type=bearer", ORDERS + "credentials.token=planted-secret")
			.run((context) -> {
				FailureAnalysis analysis = analysis(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("'orders'").contains("plaintext");
				assertThat(analysis.getAction()).contains("'" + ORDERS + "ssl.bundle'")
					.contains("'" + ORDERS + "credentials.allow-plaintext'");
				assertThat(analysis.getDescription() + analysis.getAction()).doesNotContain("planted-secret");
			});
	}

	@Test
	void aCustomizersTlsCountsForCredentialsToo() {
		this.runner.withPropertyValues(ORDERS + "credentials.type=bearer", ORDERS + "credentials.token=abc")
			.withBean(ClientConnCustomizer.class,
					() -> (name, builder) -> builder.credentials(ChannelCredentials.tls()))
			.run((context) -> assertThat(conn(context).credentials()).hasToString("TLS, trust store of the JVM"));
	}

	@Test
	void aTokenFileIsReadAndReadAgain(@TempDir Path folder) throws Exception {
		EchoServer server = open();
		Path file = Files.writeString(folder.resolve("token"), "one");
		this.runner
			.withPropertyValues(ORDERS + "credentials.type=bearer", ORDERS + "credentials.token-file=" + file,
					ORDERS + "credentials.allow-plaintext=true")
			.run((context) -> {
				say(context);
				assertThat(server.header("authorization")).isEqualTo("Bearer one");
				Files.writeString(file, "second");
				say(context);
				assertThat(server.header("authorization")).isEqualTo("Bearer second");
			});
	}

	@Test
	void aJsonWebTokenThatIsNoneFailsCallsAndIsNotRepeated(@TempDir Path folder) throws Exception {
		open();
		Path file = Files.writeString(folder.resolve("token"), "planted-secret");
		this.runner
			.withPropertyValues(ORDERS + "credentials.type=jwt", ORDERS + "credentials.token-file=" + file,
					ORDERS + "credentials.allow-plaintext=true")
			.run((context) -> assertThatThrownBy(() -> say(context)).hasMessageContaining("UNAUTHENTICATED")
				.hasMessageContaining("has no JSON web token")
				.hasMessageNotContaining("planted-secret"));
	}

	@Test
	void credentialsMayBeABeanOfTheChannelOrOfAGivenName() throws Exception {
		EchoServer server = open();
		ApplicationContextRunner beans = this.runner.withUserConfiguration(Beans.class)
			.withPropertyValues(ORDERS + "credentials.type=bean", ORDERS + "credentials.allow-plaintext=true");
		beans.run((context) -> {
			say(context);
			assertThat(server.header("authorization")).isEqualTo("of orders");
		});
		beans.withPropertyValues(ORDERS + "credentials.bean=general").run((context) -> {
			say(context);
			assertThat(server.header("authorization")).isEqualTo("general");
		});
		beans.withPropertyValues(ORDERS + "credentials.bean=nobody")
			.run((context) -> assertThat(analysis(context.getStartupFailure()).getDescription())
				.contains("'" + ORDERS + "credentials.bean'")
				.contains("'nobody'"));
	}

	@Test
	void aBeanThatNobodyAskedForIsNotUsed() throws Exception {
		EchoServer server = open();
		this.runner.withUserConfiguration(Beans.class).run((context) -> {
			say(context);
			assertThat(server.header("authorization")).isNull();
		});
	}

	@Test
	void typeBeanWithoutABeanStopsTheStart() {
		this.runner.withPropertyValues(ORDERS + "credentials.type=bean")
			.run((context) -> assertThat(analysis(context.getStartupFailure()).getDescription())
				.contains("'" + ORDERS + "credentials.type'")
				.contains("io.clientconn.rpc.CallCredentials"));
	}

	static Stream<Arguments> contradictions() {
		return Stream.of(Arguments.of("credentials.type", List.of("token=planted-secret")),
				Arguments.of("credentials.username", List.of("type=basic", "password=planted-secret")),
				Arguments.of("credentials.password", List.of("type=basic", "username=planted-secret")),
				Arguments.of("credentials.username", List.of("type=basic", "username=planted-secret:", "password=x")),
				Arguments.of("credentials.token",
						List.of("type=basic", "username=u", "password=p", "token=planted-secret")),
				Arguments.of("credentials.token", List.of("type=bearer")),
				Arguments.of("credentials.token", List.of("type=bearer", "token=")),
				Arguments.of("credentials.token", List.of("type=bearer", "token=Bearer planted-secret")),
				Arguments.of("credentials.token", List.of("type=bearer", "token=planted-secret", "token-file=f")),
				Arguments.of("credentials.token-file", List.of("type=jwt")),
				Arguments.of("credentials.token", List.of("type=jwt", "token-file=f", "token=planted-secret")),
				Arguments.of("credentials.registration-id", List.of("type=oauth2")),
				Arguments.of("credentials.token", List.of("type=oauth2", "registration-id=r", "token=planted-secret")),
				Arguments.of("credentials.password", List.of("type=bean", "password=planted-secret")));
	}

	@ParameterizedTest
	@MethodSource("contradictions")
	void credentialsThatDoNotGoTogetherStopTheStart(String property, List<String> values) {
		this.runner
			.withPropertyValues(values.stream().map((value) -> ORDERS + "credentials." + value).toArray(String[]::new))
			.run((context) -> {
				FailureAnalysis analysis = analysis(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("'" + ORDERS + property + "'");
				assertThat(analysis.getAction()).isNotBlank();
				assertThat(analysis.getDescription() + analysis.getAction()).doesNotContain("planted-secret");
			});
	}

	@Test
	void settingsShowNoSecret() {
		ChannelProperties.Credentials credentials = new ChannelProperties.Credentials(
				ChannelProperties.CredentialsType.BASIC, "u", "planted-secret", "planted-secret", null, null, null,
				null);
		assertThat(credentials.toString()).doesNotContain("planted-secret");
		assertThat(new ChannelSettings.Security(true, "b", true, false, true, credentials, false).toString())
			.doesNotContain("planted-secret");
	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		CallCredentials general() {
			return (request) -> CompletableFuture.completedFuture(Metadata.of("authorization", "general"));
		}

		@Bean
		@Qualifier("orders")
		CallCredentials special() {
			return (request) -> CompletableFuture.completedFuture(Metadata.of("authorization", "of orders"));
		}

	}

}
