package io.clientconn.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * gRFC A97.
 */
class JwtFileTest {

	private final CredentialFixture fixture = new CredentialFixture();

	@TempDir
	Path folder;

	private Path file;

	private CallCredentials credentials;

	@BeforeEach
	void credentials() {
		this.file = this.folder.resolve("token");
		this.credentials = BearerCredentials.ofJwtFile(this.file);
	}

	private static String base64(String text) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String token(String payload) {
		return base64("{\"alg\":\"none\"}") + "." + base64(payload) + ".c2ln";
	}

	/** Writes a token with so much time left, and returns it as a header. */
	private String write(Duration left) throws IOException {
		Instant expiry = this.fixture.clock.instant().plus(left);
		String token = token("{\"sub\":{\"exp\":1},\"exp\":" + expiry.getEpochSecond() + "}");
		Files.writeString(this.file, token + "\n");
		return "Bearer " + token;
	}

	@Test
	void aTokenIsKeptThoughTheFileChanges() throws IOException {
		String first = write(Duration.ofHours(1));
		assertThat(this.fixture.authorization(this.credentials)).isEqualTo(first);
		write(Duration.ofHours(2));
		assertThat(this.fixture.authorization(this.credentials)).isEqualTo(first);
		assertThat(this.credentials.requiresPrivacy()).isTrue();
		assertThat(this.credentials).hasToString("JSON web token of " + this.file);
	}

	@Test
	void theFileIsReadAgainAMinuteBeforeTheTokenStopsToCount() throws IOException {
		String first = write(Duration.ofHours(1));
		assertThat(this.fixture.authorization(this.credentials)).isEqualTo(first);
		String second = write(Duration.ofHours(2));
		this.fixture.clock.advance(Duration.ofMinutes(60).minusSeconds(92));
		assertThat(this.fixture.authorization(this.credentials)).isEqualTo(first);
		this.fixture.clock.advance(Duration.ofSeconds(2));
		assertThat(this.fixture.authorization(this.credentials)).isEqualTo(second);
	}

	@Test
	void aTokenCountsUntil30SecondsBeforeItExpiresWhateverHappensToTheFile() throws IOException {
		String first = write(Duration.ofHours(1));
		assertThat(this.fixture.authorization(this.credentials)).isEqualTo(first);
		Files.delete(this.file);
		this.fixture.clock.advance(Duration.ofMinutes(60).minusSeconds(32));
		assertThat(this.fixture.authorization(this.credentials)).isEqualTo(first);
		this.fixture.clock.advance(Duration.ofSeconds(2));
		assertThat(this.fixture.failure(this.credentials).code()).isEqualTo(StatusCode.UNAVAILABLE);
	}

	@Test
	void aFileThatCannotBeReadIsUnavailableAndLeftAloneForASecond() throws IOException {
		Status failure = this.fixture.failure(this.credentials);
		assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(failure.description()).contains(this.file.toString()).contains("NoSuchFileException");
		String token = write(Duration.ofHours(1));
		this.fixture.clock.advance(Duration.ofMillis(999));
		assertThat(this.fixture.failure(this.credentials)).isSameAs(failure);
		this.fixture.clock.advance(Duration.ofMillis(1));
		assertThat(this.fixture.authorization(this.credentials)).isEqualTo(token);
	}

	@Test
	void theSecondPauseIsLonger() throws IOException {
		this.fixture.failure(this.credentials);
		this.fixture.clock.advance(Duration.ofSeconds(1));
		Status second = this.fixture.failure(this.credentials);
		write(Duration.ofHours(1));
		// 1.6 s, give or take a fifth.
		this.fixture.clock.advance(Duration.ofMillis(1279));
		assertThat(this.fixture.failure(this.credentials)).isSameAs(second);
		this.fixture.clock.advance(Duration.ofMillis(642));
		assertThat(this.fixture.authorization(this.credentials)).startsWith("Bearer ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "planted-secret", "a.planted-secret.b", "a.b", "a.b.c.d" })
	void whatIsNoTokenIsUnauthenticatedAndNotRepeated(String content) throws IOException {
		Files.writeString(this.file, content);
		Status failure = this.fixture.failure(this.credentials);
		assertThat(failure.code()).isEqualTo(StatusCode.UNAUTHENTICATED);
		assertThat(failure.description()).contains(this.file + " has no JSON web token")
			.doesNotContain("planted-secret");
		assertThat(failure.cause()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"exp\":\"soon\"}", "[]", "{\"sub\":{\"exp\":99999999999}}", "{\"exp\":-5}",
			"{\"exp\":99999999999999999999}" })
	void aTokenThatDoesNotSayWhenItExpiresIsUnauthenticated(String payload) throws IOException {
		Files.writeString(this.file, token(payload));
		assertThat(this.fixture.failure(this.credentials).code()).isEqualTo(StatusCode.UNAUTHENTICATED);
	}

	@Test
	void aTokenThatIsAboutToExpireIsUnauthenticated() throws IOException {
		write(Duration.ofSeconds(30));
		Status failure = this.fixture.failure(this.credentials);
		assertThat(failure.code()).isEqualTo(StatusCode.UNAUTHENTICATED);
		assertThat(failure.description()).contains("has expired, or will within 30 s");
	}

}
