package io.clientconn.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BearerCredentialsTest {

	private final CredentialFixture fixture = new CredentialFixture();

	@TempDir
	Path folder;

	private static void write(Path file, String text, long second) throws IOException {
		Files.writeString(file, text);
		// Clocks of file systems are coarse; a test is not.
		Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(second)));
	}

	@Test
	void aTokenStandsInTheHeaderAndNowhereElse() {
		CallCredentials credentials = BearerCredentials.of("planted-secret");
		assertThat(this.fixture.authorization(credentials)).isEqualTo("Bearer planted-secret");
		assertThat(credentials.requiresPrivacy()).isTrue();
		assertThat(credentials).hasToString("bearer token");
		assertThat(credentials.allowingPlaintext()).hasToString("bearer token, over plaintext too");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "planted-secret with spaces", "planted-secret\n", "planted-secret\u00e9" })
	void whatIsNoTokenIsRefusedAtOnceAndNotRepeated(String token) {
		assertThatIllegalArgumentException().isThrownBy(() -> BearerCredentials.of(token))
			.withMessageContaining("bearer token")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("planted-secret"));
	}

	@Test
	void aSupplierIsAskedEveryTime() {
		Deque<String> tokens = new ArrayDeque<>(List.of("one", "two"));
		CallCredentials credentials = BearerCredentials.from(tokens::remove);
		assertThat(this.fixture.authorization(credentials)).isEqualTo("Bearer one");
		assertThat(this.fixture.authorization(credentials)).isEqualTo("Bearer two");
	}

	@Test
	void aSupplierMayFailWithAStatus() {
		CallCredentials credentials = BearerCredentials.from(() -> {
			throw new StatusException(Status.unavailable("token server is down"));
		});
		assertThat(this.fixture.failure(credentials)).isEqualTo(Status.unavailable("token server is down"));
	}

	@Test
	void aSupplierThatGivesNothingIsNamed() {
		CallCredentials credentials = BearerCredentials.from(() -> null);
		assertThatThrownBy(() -> this.fixture.authorization(credentials)).hasMessage("the supplier gave no token");
	}

	@Test
	void aFileIsReadAgainWhenItChanges() throws IOException {
		Path file = this.folder.resolve("token");
		CallCredentials credentials = BearerCredentials.ofFile(file);
		write(file, "one\n", 1);
		assertThat(this.fixture.authorization(credentials)).isEqualTo("Bearer one");
		write(file, "two\n", 1);
		assertThat(this.fixture.authorization(credentials)).as("nobody can see that it changed")
			.isEqualTo("Bearer one");
		write(file, "two\n", 2);
		assertThat(this.fixture.authorization(credentials)).isEqualTo("Bearer two");
		assertThat(credentials).hasToString("bearer token of " + file);
	}

	@Test
	void aFileThatIsRewrittenInPlaceWithinATickIsReadAgain() throws IOException {
		Path file = this.folder.resolve("token");
		CallCredentials credentials = BearerCredentials.ofFile(file);
		long written = this.fixture.clock.instant().getEpochSecond();
		write(file, "one", written);
		assertThat(this.fixture.authorization(credentials)).isEqualTo("Bearer one");
		write(file, "two", written);
		assertThat(this.fixture.authorization(credentials)).isEqualTo("Bearer two");
		this.fixture.clock.advance(TokenFile.TICK.minusMillis(1));
		write(file, "six", written);
		assertThat(this.fixture.authorization(credentials)).isEqualTo("Bearer six");
		this.fixture.clock.advance(Duration.ofMillis(1));
		assertThat(this.fixture.authorization(credentials)).isEqualTo("Bearer six");
		write(file, "ten", written);
		assertThat(this.fixture.authorization(credentials)).as("files of another tick are left alone")
			.isEqualTo("Bearer six");
	}

	@Test
	void aFileThatTurnsBadWithinATickIsReportedOnce() throws IOException {
		Logger logger = (Logger) LoggerFactory.getLogger(TokenFile.class);
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		logger.addAppender(log);
		try {
			Path file = this.folder.resolve("token");
			CallCredentials credentials = BearerCredentials.ofFile(file);
			long written = this.fixture.clock.instant().getEpochSecond();
			write(file, "one", written);
			assertThat(this.fixture.authorization(credentials)).isEqualTo("Bearer one");
			write(file, "not a token", written);
			for (int i = 0; i < 3; i++) {
				assertThat(this.fixture.authorization(credentials)).isEqualTo("Bearer one");
				this.fixture.clock.advance(Duration.ofMillis(900));
			}
			assertThat(log.list).hasSize(1);
		}
		finally {
			logger.detachAppender(log);
		}
	}

	@Test
	void aLinkThatIsTurnedToAnotherFileIsAChange() throws IOException {
		Path first = this.folder.resolve("first");
		Path second = this.folder.resolve("second");
		write(first, "one", 1);
		write(second, "two", 1);
		Path link = Files.createSymbolicLink(this.folder.resolve("token"), first);
		CallCredentials credentials = BearerCredentials.ofFile(link);
		assertThat(this.fixture.authorization(credentials)).isEqualTo("Bearer one");
		Files.delete(link);
		Files.createSymbolicLink(link, second);
		assertThat(this.fixture.authorization(credentials)).isEqualTo("Bearer two");
	}

	@Test
	void aFileThatIsNotThereYetMakesCallsUnavailableUntilItIs() throws IOException {
		Path file = this.folder.resolve("token");
		CallCredentials credentials = BearerCredentials.ofFile(file);
		assertThat(this.fixture.failure(credentials).code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(this.fixture.failure(credentials).description()).contains(file + " cannot be read")
			.contains("NoSuchFileException");
		write(file, "one", 1);
		assertThat(this.fixture.authorization(credentials)).isEqualTo("Bearer one");
	}

	@Test
	void aFileWithoutTokenIsUnauthenticatedAndItsContentIsNotRepeated() throws IOException {
		Path file = this.folder.resolve("token");
		write(file, "two planted-secret words", 1);
		Status failure = this.fixture.failure(BearerCredentials.ofFile(file));
		assertThat(failure.code()).isEqualTo(StatusCode.UNAUTHENTICATED);
		assertThat(failure.description()).contains(file + " has no token").doesNotContain("planted-secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "not a token" })
	void aFileThatTurnsBadLeavesTheTokenThatItHad(String bad) throws IOException {
		Path file = this.folder.resolve("token");
		write(file, "one", 1);
		CallCredentials credentials = BearerCredentials.ofFile(file);
		assertThat(this.fixture.authorization(credentials)).isEqualTo("Bearer one");
		write(file, bad, 2);
		assertThat(this.fixture.authorization(credentials)).isEqualTo("Bearer one");
		Files.delete(file);
		assertThat(this.fixture.authorization(credentials)).isEqualTo("Bearer one");
		write(file, "two", 3);
		assertThat(this.fixture.authorization(credentials)).isEqualTo("Bearer two");
	}

}
