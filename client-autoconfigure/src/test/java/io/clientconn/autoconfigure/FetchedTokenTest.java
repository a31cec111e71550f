package io.clientconn.autoconfigure;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import io.clientconn.autoconfigure.TokenSource.Token;
import io.clientconn.autoconfigure.testclients.ChannelEchoClient;
import io.clientconn.rpc.CredentialsRequest;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.test.ManualScheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskRejectedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * When tokens are fetched, with a clock and a thread moved by hand.
 */
@ExtendWith(OutputCaptureExtension.class)
class FetchedTokenTest {

	private final ManualScheduler clock = new ManualScheduler();

	private final Deque<Runnable> tasks = new ArrayDeque<>();

	private final Deque<Supplier<Token>> answers = new ArrayDeque<>();

	private final FetchedToken credentials = new FetchedToken("the token", () -> this.answers.remove().get(),
			this.tasks::add);

	private CompletableFuture<Metadata> ask() {
		return ask(this.credentials);
	}

	private CompletableFuture<Metadata> ask(FetchedToken whom) {
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
		PeerInfo peer = new PeerInfo(address, address, null);
		return whom.headers(new CredentialsRequest(ChannelEchoClient.SAY, RpcOptions.NONE, "orders", peer, this.clock))
			.toCompletableFuture();
	}

	private String authorization() {
		CompletableFuture<Metadata> asked = ask();
		assertThat(asked).isDone();
		return asked.join().get("authorization");
	}

	private void answer(String token, Duration lifetime) {
		this.answers.add(() -> new Token(token, lifetime));
	}

	private void fail(Status status) {
		this.answers.add(() -> {
			throw new StatusException(status);
		});
	}

	/** Fetches that wait for their thread run now. */
	private void run() {
		while (!this.tasks.isEmpty()) {
			this.tasks.remove().run();
		}
	}

	private static Status failure(CompletableFuture<Metadata> asked) {
		CompletionException failure = catchThrowableOfType(CompletionException.class, asked::join);
		assertThat(failure).isNotNull();
		assertThat(failure.getCause()).isInstanceOf(StatusException.class);
		return ((StatusException) failure.getCause()).status();
	}

	@Test
	void whoeverNeedsATokenWaitsForTheSameFetch() {
		answer("one", Duration.ofHours(1));
		List<CompletableFuture<Metadata>> asked = new ArrayList<>();
		for (int i = 0; i < 32; i++) {
			asked.add(ask());
		}
		assertThat(asked).noneMatch(CompletableFuture::isDone);
		assertThat(this.tasks).hasSize(1);
		run();
		assertThat(asked)
			.allSatisfy((headers) -> assertThat(headers.join().get("authorization")).isEqualTo("Bearer one"));
		assertThat(authorization()).isEqualTo("Bearer one");
		assertThat(this.tasks).isEmpty();
	}

	/**
	 * A minute before it stops to count, or a quarter of its life.
	 */
	@ParameterizedTest
	@CsvSource({ "3600, 3510", "600, 510", "100, 65", "1, 0.65" })
	void theNextOneIsFetchedAheadWhileTheOldOneIsUsed(double lifetime, double ahead) {
		answer("one", seconds(lifetime));
		assertThat(ask()).isNotDone();
		run();
		this.clock.advance(seconds(ahead).minusMillis(1));
		assertThat(authorization()).isEqualTo("Bearer one");
		assertThat(this.tasks).isEmpty();
		this.clock.advance(Duration.ofMillis(1));
		assertThat(authorization()).isEqualTo("Bearer one");
		assertThat(authorization()).isEqualTo("Bearer one");
		assertThat(this.tasks).as("one fetch at a time").hasSize(1);
		answer("two", Duration.ofHours(1));
		run();
		assertThat(authorization()).isEqualTo("Bearer two");
	}

	/**
	 * Half a minute is never used, or a tenth.
	 */
	@ParameterizedTest
	@CsvSource({ "3600, 3570", "600, 570", "100, 90", "1, 0.9" })
	void aTokenIsUsedUntilShortlyBeforeItExpires(double lifetime, double until) {
		answer("one", seconds(lifetime));
		assertThat(ask()).isNotDone();
		run();
		this.clock.advance(seconds(until).minusMillis(1));
		assertThat(authorization()).isEqualTo("Bearer one");
		this.clock.advance(Duration.ofMillis(1));
		CompletableFuture<Metadata> late = ask();
		assertThat(late).isNotDone();
		assertThat(this.tasks).as("one fetch at a time").hasSize(1);
		answer("two", Duration.ofHours(1));
		run();
		assertThat(late.join().get("authorization")).isEqualTo("Bearer two");
	}

	private static Duration seconds(double seconds) {
		return Duration.ofMillis(Math.round(seconds * 1000));
	}

	@Test
	void aTokenMayLastAsLongAsItLikes() {
		answer("one", Duration.ofSeconds(Long.MAX_VALUE));
		CompletableFuture<Metadata> asked = ask();
		run();
		assertThat(asked).isDone();
		this.clock.advance(Duration.ofDays(365));
		assertThat(authorization()).isEqualTo("Bearer one");
	}

	@Test
	void anAgeBeginsWhenTheTokenIsAskedForAndNotWhenItComes() {
		answer("one", Duration.ofHours(1));
		assertThat(ask()).isNotDone();
		this.clock.advance(Duration.ofSeconds(20));
		run();
		this.clock.advance(Duration.ofSeconds(3490));
		assertThat(authorization()).isEqualTo("Bearer one");
		assertThat(this.tasks).hasSize(1);
	}

	@Test
	void aFailureEndsCallsAndPausesTheQuestions() {
		fail(Status.unavailable("down"));
		CompletableFuture<Metadata> waiting = ask();
		run();
		assertThat(failure(waiting)).isEqualTo(Status.unavailable("down"));
		assertThat(failure(ask())).isEqualTo(Status.unavailable("down"));
		this.clock.advance(Duration.ofMillis(999));
		assertThat(failure(ask())).isEqualTo(Status.unavailable("down"));
		assertThat(this.tasks).isEmpty();
		this.clock.advance(Duration.ofMillis(1));
		answer("one", Duration.ofHours(1));
		assertThat(ask()).isNotDone();
		run();
		assertThat(authorization()).isEqualTo("Bearer one");
	}

	@Test
	void aTokenThatStillCountsIsUsedWhateverHappensAheadAndThatIsLoggedOnce(CapturedOutput output) {
		answer("one", Duration.ofHours(1));
		assertThat(ask()).isNotDone();
		run();
		this.clock.advance(Duration.ofSeconds(3510));
		for (int i = 0; i < 3; i++) {
			fail(Status.unavailable("down"));
			assertThat(authorization()).isEqualTo("Bearer one");
			run();
			assertThat(authorization()).isEqualTo("Bearer one");
			this.clock.advance(Duration.ofSeconds(5));
		}
		assertThat(output.getAll().split("down; calls go on with the token", -1)).hasSize(2);
		this.clock.advance(Duration.ofMinutes(1));
		fail(Status.unavailable("still down"));
		CompletableFuture<Metadata> late = ask();
		run();
		assertThat(failure(late)).isEqualTo(Status.unavailable("still down"));
	}

	@Test
	void aFetchThatTakesTooLongIsGivenUpAndItsAnswerIsNotHeard() {
		CompletableFuture<Metadata> waiting = ask();
		Runnable slow = this.tasks.remove();
		this.clock.advance(FetchedToken.PATIENCE);
		run();
		assertThat(failure(waiting).code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(failure(waiting).description()).isEqualTo("the token: the token server did not answer within 30 s");
		assertThat(((Future<?>) slow).isCancelled()).as("its thread is interrupted").isTrue();
		answer("one", Duration.ofHours(1));
		slow.run();
		assertThat(failure(ask()).description()).contains("did not answer");
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(ask()).isNotDone();
		run();
		assertThat(authorization()).isEqualTo("Bearer one");
		this.clock.advance(FetchedToken.PATIENCE);
		assertThat(this.tasks).as("a fetch that is over is not given up").isEmpty();
	}

	@Test
	void whatIsNoTokenOrFailsInItsOwnWordsIsNotRepeated() {
		answer("two planted-secret words", Duration.ofHours(1));
		this.answers.add(() -> {
			throw new IllegalStateException("planted-secret");
		});
		for (int i = 0; i < 2; i++) {
			CompletableFuture<Metadata> asked = ask();
			run();
			Status failure = failure(asked);
			assertThat(failure.code()).isEqualTo(StatusCode.UNAUTHENTICATED);
			assertThat(failure.description()).startsWith("the token: asking the token server failed (Illegal");
			assertThat(failure.toString() + failure.cause()).doesNotContain("planted-secret");
			this.clock.advance(Duration.ofSeconds(5));
		}
	}

	@Test
	void withoutAThreadThereIsNoToken() {
		AsyncTaskExecutor full = (task) -> {
			throw new TaskRejectedException("full");
		};
		FetchedToken stuck = new FetchedToken("the token", () -> new Token("one", Duration.ofHours(1)), full);
		assertThat(failure(ask(stuck)).code()).isEqualTo(StatusCode.UNAVAILABLE);
	}

	@Test
	void itRequiresPrivacyAndShowsNoToken() {
		answer("planted-secret", Duration.ofHours(1));
		assertThat(ask()).isNotDone();
		run();
		assertThat(this.credentials.requiresPrivacy()).isTrue();
		assertThat(this.credentials).hasToString("the token");
		assertThat(new Token("planted-secret", Duration.ofHours(1)).toString()).doesNotContain("planted-secret");
	}

}
