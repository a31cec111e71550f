package io.clientconn.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.clientconn.ClientConn;
import io.clientconn.autoconfigure.testclients.EchoClient;
import io.clientconn.autoconfigure.testclients.EchoServer;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientAutoConfiguration;
import org.springframework.boot.security.oauth2.client.autoconfigure.reactive.ReactiveOAuth2ClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tokens of a token server, with a real one and a real server that reads them.
 */
@ExtendWith(OutputCaptureExtension.class)
class OAuth2CredentialsTest {

	private static final String ORDERS = "grpc.client.channel.orders.";

	private static final String SPRING = "spring.security.oauth2.client.";

	private static final String SECRET = "planted-secret-of-the-client";

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final CountDownLatch end = new CountDownLatch(1);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private HttpServer tokens;

	private volatile int status = 200;

	private volatile String body = "{\"access_token\":\"planted-secret-token\",\"token_type\":\"Bearer\","
			+ "\"expires_in\":3600}";

	private volatile boolean silent;

	private EchoServer server;

	@BeforeEach
	void startServers() throws IOException {
		this.tokens = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.tokens.setExecutor(this.threads);
		this.tokens.createContext("/token", this::answer);
		this.tokens.start();
		this.server = EchoServer.start("open");
	}

	@AfterEach
	void stopServers() {
		this.end.countDown();
		this.server.stop();
		this.tokens.stop(0);
		this.threads.shutdownNow();
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.requests.add(exchange.getRequestHeaders().getFirst("Authorization") + " "
				+ new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
		if (this.silent) {
			awaitEnd();
		}
		byte[] answer = this.body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().add("Content-Type", "application/json");
		exchange.sendResponseHeaders(this.status, answer.length);
		exchange.getResponseBody().write(answer);
		exchange.close();
	}

	private void awaitEnd() {
		try {
			this.end.await(60, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private String tokenServer() {
		return "127.0.0.1:" + this.tokens.getAddress().getPort();
	}

	private ApplicationContextRunner channel() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, ClientConnAutoConfiguration.class))
			.withPropertyValues(ORDERS + "target=" + this.server.address(), ORDERS + "credentials.type=oauth2",
					ORDERS + "credentials.registration-id=shop", ORDERS + "credentials.allow-plaintext=true");
	}

	private ApplicationContextRunner registered(ApplicationContextRunner runner) {
		return runner.withPropertyValues(SPRING + "registration.shop.client-id=the-shop",
				SPRING + "registration.shop.client-secret=" + SECRET,
				SPRING + "registration.shop.authorization-grant-type=client_credentials",
				SPRING + "registration.shop.scope=orders.read",
				SPRING + "provider.shop.token-uri=http://" + tokenServer() + "/token");
	}

	private ApplicationContextRunner runner() {
		return registered(channel().withConfiguration(AutoConfigurations.of(OAuth2ClientAutoConfiguration.class)));
	}

	private static String say(ApplicationContext context) {
		return EchoClient.over(context.getBean(ClientConns.class).get("orders"))
			.say("hi", RpcOptions.NONE.timeout(Duration.ofSeconds(60)));
	}

	private static StatusException failure(ApplicationContext context) {
		StatusException failure = catchThrowableOfType(StatusException.class, () -> say(context));
		assertThat(failure).isNotNull();
		return failure;
	}

	private static FailureAnalysis analysis(ApplicationContextRunner runner) {
		List<FailureAnalysis> found = new ArrayList<>();
		runner.run((context) -> found.add(BadValueTest.analysis(context.getStartupFailure())));
		return found.get(0);
	}

	@Test
	void theTokenOfTheRegistrationIsSentAndAskedForOnce() {
		runner().run((context) -> {
			assertThat(say(context)).isEqualTo("open: hi");
			assertThat(say(context)).isEqualTo("open: hi");
			assertThat(this.server.header("authorization")).isEqualTo("Bearer planted-secret-token");
			assertThat(this.requests).hasSize(1);
			assertThat(this.requests.get(0)).startsWith("Basic ")
				.contains("grant_type=client_credentials")
				.contains("scope=orders.read");
		});
	}

	@Test
	void manyCallersAtOnceAreOneQuestion() {
		runner().run((context) -> {
			ClientConn conn = context.getBean(ClientConns.class).get("orders");
			CountDownLatch together = new CountDownLatch(32);
			Callable<String> call = () -> {
				together.countDown();
				together.await(60, TimeUnit.SECONDS);
				return EchoClient.over(conn).say("hi", RpcOptions.NONE.timeout(Duration.ofSeconds(60)));
			};
			List<Future<String>> calls = new ArrayList<>();
			for (int i = 0; i < 32; i++) {
				calls.add(this.threads.submit(call));
			}
			for (Future<String> made : calls) {
				assertThat(made.get(90, TimeUnit.SECONDS)).isEqualTo("open: hi");
			}
			assertThat(this.requests).hasSize(1);
		});
	}

	@ParameterizedTest
	@CsvSource({ "401, invalid_client, UNAUTHENTICATED, answered with HTTP status 401",
			"400, invalid_scope, UNAUTHENTICATED, refused the registration (invalid_scope)",
			"400, planted-secret-error, UNAUTHENTICATED, has no token",
			"400, temporarily_unavailable, UNAVAILABLE, has no token now (temporarily_unavailable)",
			"503, server_error, UNAVAILABLE, answered with HTTP status 503",
			"429, slow_down, UNAVAILABLE, answered with HTTP status 429",
			"200, server_error, UNAUTHENTICATED, has no token" })
	void aTokenServerThatRefusesIsNamedAndWhatItSaysIsNot(int code, String error, StatusCode expected, String words,
			CapturedOutput output) {
		this.status = code;
		this.body = "{\"error\":\"" + error + "\",\"error_description\":\"" + SECRET + " is wrong\"}";
		runner().run((context) -> {
			StatusException failure = failure(context);
			assertThat(failure.code()).isEqualTo(expected);
			assertThat(failure.description()).contains("registration 'shop'")
				.contains("the token server at " + tokenServer())
				.contains(words)
				.contains(SPRING + "registration.shop");
			for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
				assertThat(cause.toString()).doesNotContain("planted-secret");
			}
		});
		assertThat(output).doesNotContain("planted-secret");
	}

	@ParameterizedTest
	@CsvSource({ "planted-secret-token", "{\"access_token\":planted-secret-token}",
			"'{\"access_token\":\"planted-secret token\",\"token_type\":\"Bearer\",\"expires_in\":9}'" })
	void anAnswerThatIsNoTokenIsNotRepeated(String answer, CapturedOutput output) {
		this.body = answer;
		runner().run((context) -> {
			StatusException failure = failure(context);
			assertThat(failure.code()).isEqualTo(StatusCode.UNAUTHENTICATED);
			assertThat(failure.description()).contains("registration 'shop'");
			for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
				assertThat(cause.toString()).doesNotContain("planted-secret");
			}
		});
		assertThat(output).doesNotContain("planted-secret");
	}

	@Test
	void aTokenServerThatIsNotThereMakesCallsUnavailable() {
		this.tokens.stop(0);
		runner().run((context) -> {
			StatusException failure = failure(context);
			assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
			assertThat(failure.description())
				.contains("the token server at " + tokenServer() + " cannot be reached (ConnectException)");
		});
	}

	@Test
	void aCallDoesNotWaitBeyondItsDeadlineForASlowTokenServer() {
		this.silent = true;
		runner().run((context) -> {
			ClientConn conn = context.getBean(ClientConns.class).get("orders");
			StatusException failure = catchThrowableOfType(StatusException.class,
					() -> EchoClient.over(conn).say("hi", RpcOptions.NONE.timeout(Duration.ofMillis(500))));
			assertThat(failure.code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
			this.end.countDown();
			assertThat(say(context)).isEqualTo("open: hi");
		});
	}

	@Test
	void aRegistrationThatDoesNotExistStopsTheStartAndTheRightOneIsSuggested() {
		FailureAnalysis analysis = analysis(runner().withPropertyValues(ORDERS + "credentials.registration-id=shopp"));
		assertThat(analysis.getDescription()).contains("'" + ORDERS + "credentials.registration-id'")
			.contains("there is no such registration. Did you mean 'shop'?");
		assertThat(analysis.getAction()).contains(SPRING + "registration.shopp");
	}

	@Test
	void withoutAnyRegistrationTheStartStops() {
		FailureAnalysis analysis = analysis(channel());
		assertThat(analysis.getDescription()).contains("'" + ORDERS + "credentials.registration-id'");
		assertThat(analysis.getAction()).contains(ClientRegistrationRepository.class.getName());
	}

	@Test
	void aRegistrationForPeopleStopsTheStart() {
		FailureAnalysis analysis = analysis(
				runner().withPropertyValues(SPRING + "registration.shop.authorization-grant-type=authorization_code",
						SPRING + "registration.shop.redirect-uri=http://localhost/",
						SPRING + "provider.shop.authorization-uri=http://localhost/login"));
		assertThat(analysis.getDescription()).contains("'" + ORDERS + "credentials.registration-id'")
			.contains("'authorization_code'");
		assertThat(analysis.getAction()).contains("client_credentials");
	}

	@Test
	void aRepositoryThatFailsStopsTheStartWithoutItsWords() {
		FailureAnalysis analysis = analysis(channel().withBean(ClientRegistrationRepository.class, () -> (id) -> {
			throw new IllegalStateException(SECRET);
		}));
		assertThat(analysis.getDescription()).contains("cannot be read (IllegalStateException)").doesNotContain(SECRET);
	}

	@Test
	void withoutTheLibraryTheDependencyIsNamed() {
		FailureAnalysis analysis = analysis(
				channel().withClassLoader(new FilteredClassLoader("org.springframework.security.oauth2.client")));
		assertThat(analysis.getDescription()).contains("'" + ORDERS + "credentials.type'").contains("not on the class");
		assertThat(analysis.getAction())
			.contains("org.springframework.boot:spring-boot-starter-security-oauth2-client");
	}

	@Test
	void inPlaintextTheStartStopsUnlessThatIsAllowed() {
		FailureAnalysis analysis = analysis(runner().withPropertyValues(ORDERS + "credentials.allow-plaintext=false"));
		assertThat(analysis.getDescription()).contains("'orders'").contains("plaintext");
		assertThat(analysis.getAction()).contains("'" + ORDERS + "credentials.allow-plaintext'");
	}

	@Test
	void aTokenServerInPlaintextStopsTheStartUnlessThatIsAllowed(CapturedOutput output) {
		ApplicationContextRunner far = runner().withPropertyValues(ORDERS + "ssl.enabled=true",
				SPRING + "provider.shop.token-uri=http://login.example:81/token?x=planted-secret");
		FailureAnalysis analysis = analysis(far.withPropertyValues(ORDERS + "credentials.allow-plaintext=false"));
		assertThat(analysis.getDescription()).contains("'" + ORDERS + "credentials.registration-id'")
			.contains("login.example:81")
			.contains("without encryption");
		assertThat(analysis.getAction()).contains("https").contains("'" + ORDERS + "credentials.allow-plaintext'");
		far.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("gets its tokens from login.example:81 in plaintext")
			.doesNotContain("planted-secret");
		runner()
			.withPropertyValues(ORDERS + "ssl.enabled=true", ORDERS + "credentials.allow-plaintext=false",
					SPRING + "provider.shop.token-uri=https://login.example/token")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@CsvSource({ "https://login.example/token, true", "HTTPS://login.example/token, true",
			"http://localhost:8080/token, true", "http://127.0.0.1/token, true", "http://[::1]:80/token, true",
			"http://login.example/token, false", "http://localhost.example/, false", "http://127.0.0.1.nip.io/, false",
			"login.example, false", "'http:// /', false" })
	void onlyThisMachineIsPrivateWithoutEncryption(String uri, boolean expected) {
		assertThat(OAuth2TokenSource.isPrivate(uri)).isEqualTo(expected);
	}

	@Test
	void applicationsWithWebFluxHaveTheirRegistrationsInAnotherPlace() {
		registered(channel().withConfiguration(AutoConfigurations.of(ReactiveOAuth2ClientAutoConfiguration.class)))
			.run((context) -> {
				assertThat(context).hasSingleBean(ReactiveClientRegistrationRepository.class)
					.doesNotHaveBean(ClientRegistrationRepository.class);
				say(context);
				assertThat(this.server.header("authorization")).isEqualTo("Bearer planted-secret-token");
			});
		FailureAnalysis analysis = analysis(registered(
				channel().withConfiguration(AutoConfigurations.of(ReactiveOAuth2ClientAutoConfiguration.class))
					.withPropertyValues(ORDERS + "credentials.registration-id=shopp")));
		assertThat(analysis.getDescription()).contains("Did you mean 'shop'?");
	}

	@Test
	void theApplicationsOwnTokenClientIsUsed() {
		runner().withUserConfiguration(OwnClient.class).run((context) -> {
			say(context);
			assertThat(this.server.header("authorization")).isEqualTo("Bearer own-the-shop");
			assertThat(this.requests).isEmpty();
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnClient {

		@Bean
		OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> tokenClient() {
			return (request) -> OAuth2AccessTokenResponse
				.withToken("own-" + request.getClientRegistration().getClientId())
				.tokenType(TokenType.BEARER)
				.expiresIn(60)
				.build();
		}

	}

}
