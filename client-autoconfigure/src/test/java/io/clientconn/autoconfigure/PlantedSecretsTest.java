package io.clientconn.autoconfigure;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.clientconn.autoconfigure.health.ClientConnHealthAutoConfiguration;
import io.clientconn.autoconfigure.testclients.EchoClient;
import io.clientconn.autoconfigure.testclients.EchoServer;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusException;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint.ConfigurationPropertiesBeanDescriptor;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Secrets planted in an application with every kind of credentials: nothing that it
 * prints, shows or throws may contain one.
 */
@ExtendWith(OutputCaptureExtension.class)
class PlantedSecretsTest {

	private static final String CHANNEL = "grpc.client.channel.";

	private static final String BUNDLE = "spring.ssl.bundle.pem.shop.";

	/** What the build searches in all output of all tests. */
	private static final String PREFIX = "planted-secret";

	private static final String TOKEN = PREFIX + "-token";

	private static final String PASSWORD = PREFIX + "-password";

	private static final String FILE_TOKEN = PREFIX + "-file";

	private static final String HEADER = PREFIX + "-header";

	private static X509Bundle authority;

	private static X509Bundle client;

	private static ServerCredentials serverCredentials;

	private EchoServer server;

	@BeforeAll
	static void certificates() throws Exception {
		authority = new CertificateBuilder().ecp256()
			.subject("CN=authority")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		client = new CertificateBuilder().ecp256().subject("CN=shop").buildIssuedBy(authority);
		X509Bundle loopback = new CertificateBuilder().ecp256()
			.subject("CN=orders")
			.addSanIpAddress("127.0.0.1")
			.buildIssuedBy(authority);
		serverCredentials = TlsServerCredentials.newBuilder()
			.keyManager(stream(loopback.getCertificatePEM()), stream(loopback.getPrivateKeyPEM()))
			.trustManager(stream(authority.getCertificatePEM()))
			.clientAuth(ClientAuth.REQUIRE)
			.build();
	}

	private static InputStream stream(String text) {
		return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
	}

	@BeforeEach
	void startServer() throws Exception {
		this.server = EchoServer.start("secure", serverCredentials);
	}

	@AfterEach
	void stopServer() {
		this.server.stop();
	}

	/** What must be seen nowhere, as it is and as it is sent. */
	private static List<String> secrets() {
		List<String> secrets = new ArrayList<>(List.of(TOKEN, PASSWORD, FILE_TOKEN, HEADER, PREFIX + "-key"));
		secrets.add(Base64.getEncoder().encodeToString(("Aladdin:" + PASSWORD).getBytes(StandardCharsets.ISO_8859_1)));
		client.getPrivateKeyPEM()
			.lines()
			.filter((line) -> !line.startsWith("-----") && line.length() >= 16)
			.forEach(secrets::add);
		assertThat(secrets).hasSizeGreaterThan(5);
		return secrets;
	}

	private static void assertClean(String where, String text) {
		for (String secret : secrets()) {
			assertThat(text.contains(secret)).as(where + " contains a secret").isFalse();
		}
	}

	private ApplicationContextRunner runner(Path folder) throws Exception {
		String target = "target=" + this.server.address();
		Path file = Files.writeString(folder.resolve("token"), FILE_TOKEN);
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, ClientConnAutoConfiguration.class,
					ClientConnHealthAutoConfiguration.class))
			.withPropertyValues(BUNDLE + "truststore.certificate=" + authority.getCertificatePEM(),
					BUNDLE + "keystore.certificate=" + client.getCertificatePEM(),
					BUNDLE + "keystore.private-key=" + client.getPrivateKeyPEM(), CHANNEL + "default.ssl.bundle=shop")
			.withPropertyValues(CHANNEL + "bearer." + target, CHANNEL + "bearer.credentials.type=bearer",
					CHANNEL + "bearer.credentials.token=" + TOKEN, CHANNEL + "bearer.metadata.x-key=" + HEADER)
			.withPropertyValues(CHANNEL + "basic." + target, CHANNEL + "basic.credentials.type=basic",
					CHANNEL + "basic.credentials.username=Aladdin", CHANNEL + "basic.credentials.password=" + PASSWORD)
			.withPropertyValues(CHANNEL + "file." + target, CHANNEL + "file.credentials.type=bearer",
					CHANNEL + "file.credentials.token-file=" + file)
			.withPropertyValues(CHANNEL + "jwt." + target, CHANNEL + "jwt.credentials.type=jwt",
					CHANNEL + "jwt.credentials.token-file=" + file);
	}

	private static String trace(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

	private static String configurationProperties(ApplicationContext context) {
		ConfigurationPropertiesReportEndpoint endpoint = new ConfigurationPropertiesReportEndpoint(List.of(),
				Show.NEVER);
		endpoint.setApplicationContext(context);
		StringBuilder text = new StringBuilder();
		endpoint.configurationProperties().getContexts().values().forEach((found) -> {
			for (ConfigurationPropertiesBeanDescriptor bean : found.getBeans().values()) {
				text.append(bean.getPrefix()).append(bean.getProperties()).append(bean.getInputs());
			}
		});
		return text.toString();
	}

	/** Also at the lowest level, but for the server, which is not ours. */
	@Test
	void nothingThatIsTracedHasASecret(@TempDir Path folder, CapturedOutput output) throws Exception {
		LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
		List<String> loggers = List.of("org.springframework", "io.clientconn", "io.netty", "jdk", "sun");
		loggers.forEach((name) -> logging.setLogLevel(name, LogLevel.TRACE));
		try {
			runner(folder).run((context) -> {
				for (String channel : List.of("bearer", "basic", "file")) {
					assertThat(say(context, channel)).isNull();
				}
				assertThat(say(context, "jwt")).isNotNull();
			});
		}
		finally {
			loggers.forEach((name) -> logging.setLogLevel(name, null));
		}
		assertThat(output).contains("TRACE").contains("DEBUG");
		assertClean("the log", output.getAll());
	}

	@Test
	void nothingThatIsPrintedShownOrThrownHasASecret(@TempDir Path folder, CapturedOutput output) throws Exception {
		runner(folder).run((context) -> {
			ClientConns conns = context.getBean(ClientConns.class);
			assertThat(say(context, "bearer")).isNull();
			assertThat(this.server.header("authorization")).isEqualTo("Bearer " + TOKEN);
			assertThat(this.server.header("x-key")).isEqualTo(HEADER);
			assertThat(say(context, "basic")).isNull();
			assertThat(say(context, "file")).isNull();
			assertThat(this.server.header("authorization")).isEqualTo("Bearer " + FILE_TOKEN);
			StatusException noToken = say(context, "jwt");
			assertThat(noToken).isNotNull();
			assertClean("the failure of credentials", trace(noToken));
			this.server.stop();
			for (String channel : conns.names()) {
				StatusException failure = say(context, channel);
				assertThat(failure).isNotNull();
				assertClean("a failed call", trace(failure));
				assertClean("a connection", conns.get(channel) + " " + conns.get(channel).credentials() + " "
						+ conns.get(channel).credentials().tlsMaterial() + conns.get(channel).status());
			}
			for (String name : context.getBeanDefinitionNames()) {
				assertClean("bean " + name, String.valueOf(context.getBean(name)));
			}
			assertClean("the health", health(context));
			String properties = configurationProperties(context);
			assertThat(properties).contains("grpc.client");
			assertClean("the configprops endpoint", properties);
		});
		assertThat(output.getAll()).isNotEmpty();
		assertClean("the log", output.getAll());
	}

	@Test
	void aStartThatFailsShowsNone(@TempDir Path folder, CapturedOutput output) throws Exception {
		for (String mistake : List.of("bearer.credentials.token=Bearer " + TOKEN, "basic.credentials.token=" + TOKEN,
				"bearer.credentials.password=" + PASSWORD, "file.credentials.type=basic", "bearer.ssl.enabled=false",
				"bearer.ssl.bundle=shopp", "bearer.metadata.grpc-key=" + HEADER,
				BUNDLE + "keystore.private-key=" + PREFIX + "-key")) {
			String property = mistake.startsWith(BUNDLE) ? mistake : CHANNEL + mistake;
			runner(folder).withPropertyValues(property).run((context) -> {
				Throwable failure = context.getStartupFailure();
				assertThat(failure).as(mistake).isNotNull();
				FailureAnalysis analysis = BadValueTest.analysis(failure);
				assertClean("the analysis", analysis.getDescription() + analysis.getAction());
				assertClean("the failure", trace(failure));
			});
		}
		assertClean("the log", output.getAll());
	}

	/** As it is, and in Base64 with 0, 1 or 2 bytes before it. */
	@Test
	void theBuildFindsThemInTheOutputOfAllTests() throws Exception {
		String rule = Files.readString(Path.of("../config/secrets.xml"));
		Matcher format = Pattern.compile("value=\"(planted-secret[^\"]*)\"").matcher(rule);
		assertThat(format.find()).isTrue();
		Pattern search = Pattern.compile(format.group(1));
		for (String secret : List.of(TOKEN, PASSWORD, FILE_TOKEN, HEADER)) {
			assertThat(secret).containsPattern(search);
			for (String user : List.of("a:", "ab:", "abc:")) {
				byte[] sent = (user + secret).getBytes(StandardCharsets.ISO_8859_1);
				assertThat(Base64.getEncoder().encodeToString(sent)).containsPattern(search);
			}
		}
		assertThat("authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==").doesNotContainPattern(search);
	}

	private static StatusException say(ApplicationContext context, String channel) {
		EchoClient client = EchoClient.over(context.getBean(ClientConns.class).get(channel));
		return catchThrowableOfType(StatusException.class,
				() -> client.say("hi", RpcOptions.NONE.timeout(Duration.ofSeconds(20))));
	}

	private static String health(ApplicationContext context) {
		StringBuilder text = new StringBuilder();
		context.getBean(CompositeHealthContributor.class)
			.stream()
			.forEach((entry) -> text.append(((HealthIndicator) entry.contributor()).health()));
		assertThat(text.toString()).contains("TLS");
		return text.toString();
	}

}
