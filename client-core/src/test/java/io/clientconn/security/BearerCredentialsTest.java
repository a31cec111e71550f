package io.clientconn.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
		CallCredentials credentials = BearerCredentials.of("s3cr3t");
		assertThat(this.fixture.authorization(credentials)).isEqualTo("Bearer s3cr3t");
		assertThat(credentials.requiresPrivacy()).isTrue();
		assertThat(credentials).hasToString("bearer token");
		assertThat(credentials.allowingPlaintext()).hasToString("bearer token, over plaintext too");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "s3cr3t with spaces", "s3cr3t\n", "s3cr3t\u00e9" })
	void whatIsNoTokenIsRefusedAtOnceAndNotRepeated(String token) {
		assertThatIllegalArgumentException().isThrownBy(() -> BearerCredentials.of(token))
			.withMessageContaining("bearer token")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("s3cr3t"));
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
		write(file, "two s3cr3t words", 1);
		Status failure = this.fixture.failure(BearerCredentials.ofFile(file));
		assertThat(failure.code()).isEqualTo(StatusCode.UNAUTHENTICATED);
		assertThat(failure.description()).contains(file + " has no token").doesNotContain("s3cr3t");
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
