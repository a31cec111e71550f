package io.clientconn.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What is made of the answers of a token server.
 */
@ExtendWith(OutputCaptureExtension.class)
class OAuth2TokenSourceTest {

	private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private HttpServer tokens;

	private volatile String body = "";

	private volatile int status = 200;

	@BeforeEach
	void startServer() throws IOException {
		this.tokens = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.tokens.createContext("/token", this::answer);
		this.tokens.start();
	}

	@AfterEach
	void stopServer() {
		this.tokens.stop(0);
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
		byte[] answer = this.body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().add("Content-Type", "application/json;charset=UTF-8");
		exchange.sendResponseHeaders(this.status, answer.length);
		exchange.getResponseBody().write(answer);
		exchange.close();
	}

	private String tokenUri() {
		return "http://127.0.0.1:" + this.tokens.getAddress().getPort() + "/token";
	}

	static ClientRegistration registration(String tokenUri) {
		return ClientRegistration.withRegistrationId("shop")
			.clientId("the-shop")
			.clientSecret("planted-secret-of-the-client")
			.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
			.tokenUri(tokenUri)
			.build();
	}

	private OAuth2TokenSource source() {
		return new OAuth2TokenSource("shop", () -> registration(tokenUri()), new OAuth2TokenClient("shop"),
				InstantSource.system());
	}

	private static OAuth2TokenSource source(OAuth2AccessToken token) {
		OAuth2AccessTokenResponse response = Mockito.mock(OAuth2AccessTokenResponse.class);
		Mockito.when(response.getAccessToken()).thenReturn(token);
		return new OAuth2TokenSource("shop", () -> registration("https://login.example/token"), (request) -> response,
				InstantSource.fixed(NOW));
	}

	private void answer(@Nullable String lifetime) {
		this.body = "{\"access_token\":\"planted-secret-token\",\"token_type\":\"bearer\""
				+ ((lifetime != null) ? ",\"expires_in\":" + lifetime : "") + "}";
	}

	@ParameterizedTest
	@CsvSource({ "3600, 3600", "'\"3600\"', 3600", "3600.0, 3600", "3.6e3, 3600", "1, 1", "0, 1", "-5, 1",
			"9223372036854775807, 315360000", "1e300, 315360000" })
	void theLifetimeIsWhatTheServerSays(String said, long seconds) {
		answer(said);
		TokenSource.Token token = source().fetch();
		assertThat(token.value()).isEqualTo("planted-secret-token");
		assertThat(token.lifetime()).isBetween(Duration.ofSeconds(seconds).minusSeconds(Math.min(seconds - 1, 60)),
				Duration.ofSeconds(seconds));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "\"soon\"", "[]" })
	void aServerThatDoesNotSayALifetimeGetsFiveMinutesAndOneLine(String said, CapturedOutput output) {
		answer(said.isEmpty() ? null : said);
		OAuth2TokenSource source = source();
		for (int i = 0; i < 2; i++) {
			assertThat(source.fetch().lifetime()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
		}
		assertThat(output.getAll().split("does not say how long its tokens count", -1)).hasSize(2);
		assertThat(output).contains("registration 'shop'").doesNotContain("planted-secret");
	}

	@Test
	void anAnswerIsReadUpToALimit() {
		answer("3600");
		this.body = this.body.replace("{", "{\"padding\":\"" + "x".repeat(OAuth2TokenClient.LARGEST_ANSWER) + "\",");
		StatusException failure = catchThrowableOfType(StatusException.class, () -> source().fetch());
		assertThat(failure.code()).isEqualTo(StatusCode.UNAUTHENTICATED);
		assertThat(failure.description()).contains("has no token");
		this.status = 400;
		failure = catchThrowableOfType(StatusException.class, () -> source().fetch());
		assertThat(failure.description()).contains("HTTP status 400");
	}

	/** A client of the application that keeps tokens for a while. */
	@Test
	void aTokenThatIsNotNewCountsForWhatIsLeft() {
		OAuth2AccessToken used = new OAuth2AccessToken(TokenType.BEARER, "used", NOW.minusSeconds(3000),
				NOW.plusSeconds(600));
		assertThat(source(used).fetch().lifetime()).isEqualTo(Duration.ofMinutes(10));
		OAuth2AccessToken ofUnknownAge = new OAuth2AccessToken(TokenType.BEARER, "used", null, NOW.plusSeconds(600));
		assertThat(source(ofUnknownAge).fetch().lifetime()).isEqualTo(Duration.ofMinutes(10));
		OAuth2AccessToken expired = new OAuth2AccessToken(TokenType.BEARER, "used", NOW.minusSeconds(600),
				NOW.minusSeconds(1));
		assertThat(source(expired).fetch().lifetime()).isEqualTo(Duration.ofSeconds(1));
		OAuth2AccessToken forEver = new OAuth2AccessToken(TokenType.BEARER, "used", null, null);
		assertThat(source(forEver).fetch().lifetime()).isEqualTo(Duration.ofMinutes(5));
	}

	/** It would be sent without the proof that it needs, and may be worth more. */
	@ParameterizedTest
	@ValueSource(strings = { "DPoP", "mac", "" })
	void aTokenThatIsNoBearerTokenIsNotSent(String type) {
		answer("3600");
		this.body = this.body.replace("\"bearer\"", "\"" + type + "\"");
		StatusException failure = catchThrowableOfType(StatusException.class, () -> source().fetch());
		assertThat(failure).isNotNull();
		assertThat(failure.code()).isEqualTo(StatusCode.UNAUTHENTICATED);
		assertThat(failure.description()).contains(type.equals("DPoP") ? "no bearer token" : "has no token");
	}

	/**
	 * Spring's client logs what it sends, which holds the secret for client_secret_post.
	 */
	@Test
	void nothingThatIsSentOrReadIsLoggedAtAnyLevel(CapturedOutput output) {
		answer("3600");
		LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
		List<String> loggers = List.of("org.springframework", "io.clientconn", "jdk");
		loggers.forEach((name) -> logging.setLogLevel(name, LogLevel.TRACE));
		try {
			ClientRegistration posting = ClientRegistration.withClientRegistration(registration(tokenUri()))
				.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
				.build();
			new OAuth2TokenSource("shop", () -> posting, new OAuth2TokenClient("shop"), InstantSource.system()).fetch();
			this.status = 400;
			this.body = "{\"error\":\"planted-secret\",\"error_description\":\"planted-secret\"}";
			assertThat(catchThrowableOfType(StatusException.class, () -> source().fetch())).isNotNull();
		}
		finally {
			loggers.forEach((name) -> logging.setLogLevel(name, null));
		}
		assertThat(this.requests.get(0)).contains("client_secret=planted-secret-of-the-client");
		assertThat(output).contains("Writing [");
		assertThat(output.getAll().contains("planted-secret")).isFalse();
	}

	/**
	 * As with Boot's starter of the client, which brings no library that makes objects of
	 * JSON.
	 */
	@Test
	void noLibraryForJsonIsNeeded() throws Exception {
		answer("3600");
		List<String> json = List.of("gson", "jackson-databind", "jackson-dataformat", "jsonb", "kotlinx-serialization");
		URL[] others = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> json.stream().noneMatch(new File(entry).getName()::contains))
			.map(OAuth2TokenSourceTest::url)
			.toArray(URL[]::new);
		try (URLClassLoader loader = new URLClassLoader(others, ClassLoader.getPlatformClassLoader())) {
			Class<?> there = loader.loadClass(WithoutJson.class.getName());
			assertThat(there.getMethod("fetch", String.class).invoke(null, tokenUri())).isEqualTo("PT1H");
		}
	}

	private static URL url(String entry) {
		try {
			return new File(entry).toURI().toURL();
		}
		catch (MalformedURLException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Runs where there is none. */
	public static final class WithoutJson {

		private WithoutJson() {
		}

		public static String fetch(String tokenUri) {
			Duration lifetime = new OAuth2TokenSource("shop", () -> registration(tokenUri),
					new OAuth2TokenClient("shop"), InstantSource.system())
				.fetch()
				.lifetime();
			return Duration.ofMinutes(Math.round(lifetime.toSeconds() / 60.0)).toString();
		}

	}

}
