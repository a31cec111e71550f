package io.clientconn.internal.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.CredentialsRequest;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor.Kind;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.SecurityLevel;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.testing.FakeTransport;
import io.clientconn.testing.RecordingListener;
import io.clientconn.transport.StreamOutcome;
import org.jspecify.annotations.Nullable;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Credentials of calls: when they are asked, what becomes of their answers.
 */
class CredentialedCallTest {

	private static final String SECRET = "planted-secret";

	private final CallFixture fixture = new CallFixture();

	private final RecordingListener listener = new RecordingListener();

	private final List<CredentialsRequest> asked = new ArrayList<>();

	/** Answers when the test says so; the last one asked. */
	private CompletableFuture<Metadata> answer = new CompletableFuture<>();

	private final CallCredentials slow = new CallCredentials() {

		@Override
		public CompletionStage<Metadata> headers(CredentialsRequest request) {
			CredentialedCallTest.this.asked.add(request);
			CredentialedCallTest.this.answer = new CompletableFuture<>();
			return CredentialedCallTest.this.answer;
		}

		@Override
		public boolean requiresPrivacy() {
			return false;
		}

	};

	@AfterEach
	void nothingIsLeft() {
		this.fixture.fallback.runAll();
		this.fixture.callbacks.runAll();
		assertThat(this.fixture.memory.inUse()).isZero();
		assertThat(this.fixture.scheduler.pending()).isZero();
		assertThat(this.fixture.routes.waiting()).isZero();
		assertThat(this.fixture.routes.held()).isZero();
		assertThat(this.fixture.routes.calls().count()).isZero();
	}

	private static CallCredentials adding(String name, String value) {
		CallCredentials credentials = (request) -> CompletableFuture.completedFuture(Metadata.of(name, value));
		return credentials.allowingPlaintext();
	}

	private ClientStream<String> call(RpcOptions options) {
		ClientStream<String> stream = this.fixture.start(Kind.UNARY, options, this.listener);
		stream.request(2);
		stream.send("ping", ClientStream.LAST);
		return stream;
	}

	private ClientStream<String> call(CallCredentials credentials) {
		return call(RpcOptions.NONE.credentials(credentials));
	}

	private CallOutcome ended() {
		this.fixture.fallback.runAll();
		this.fixture.callbacks.runAll();
		return this.listener.outcome();
	}

	private static List<String> texts(Metadata headers) {
		List<String> texts = new ArrayList<>();
		for (int i = 0; i < headers.size(); i++) {
			texts.add(headers.name(i) + "=" + headers.value(i) + (headers.isSensitive(i) ? " (secret)" : ""));
		}
		return texts;
	}

	private List<String> sentHeaders(FakeTransport transport) {
		return texts(transport.lastStream().request().headers());
	}

	@Test
	void credentialsAreAskedAfterThePickAndNotByTheThreadThatPicks() {
		call(this.slow);
		this.fixture.fallback.runAll();
		assertThat(this.asked).isEmpty();

		FakeTransport transport = this.fixture.connected();
		assertThat(this.asked).isEmpty();
		this.fixture.fallback.runAll();
		assertThat(this.asked).hasSize(1);
		assertThat(transport.streams()).isEmpty();

		this.answer.complete(Metadata.of("authorization", SECRET));
		assertThat(sentHeaders(transport)).containsExactly("authorization=" + SECRET + " (secret)");
		assertThat(CallFixture.sent(transport.lastStream())).containsExactly("ping");
		transport.lastStream().respond(CallFixture.bytes("pong"));
		assertThat(ended().status()).isEqualTo(Status.OK);
		assertThat(this.fixture.trackerHeard).containsExactly(Status.OK);
	}

	@Test
	void credentialsAreToldMethodAuthorityAudienceAndSecurity() {
		this.fixture.connected();
		call(RpcOptions.NONE.credentials(this.slow).authority("orders.example:443"));
		this.fixture.fallback.runAll();

		CredentialsRequest request = this.asked.get(0);
		assertThat(request.method().fullName()).isEqualTo("shop.Orders/UNARY");
		assertThat(request.authority()).isEqualTo("orders.example:443");
		assertThat(request.audience()).isEqualTo("https://orders.example/shop.Orders");
		assertThat(request.securityLevel()).isEqualTo(SecurityLevel.NONE);
		assertThat(request.peer()).hasToString("127.0.0.1:9090");
		assertThat(request.clock()).isSameAs(this.fixture.scheduler);
		this.answer.completeExceptionally(new IllegalStateException());
		assertThat(ended().status().code()).isEqualTo(StatusCode.UNAUTHENTICATED);
	}

	@Test
	void withoutAnAuthorityOfTheCallTheAudienceIsThatOfTheChannel() {
		this.fixture.connected();
		call(this.slow);
		this.fixture.fallback.runAll();
		assertThat(this.asked.get(0).audience()).isEqualTo("https://orders:9090/shop.Orders");
		this.answer.complete(null);
		assertThat(ended().status().description()).contains("credentials answered null");
		assertThat(ended().status().code()).isEqualTo(StatusCode.INTERNAL);
	}

	@Test
	void theChannelsHeadersComeFirstThenThoseOfTheCallThenThoseOfTheApplication() {
		this.fixture.credentials = adding("of-channel", "1");
		this.fixture.calls = this.fixture
			.factory(new CallEnvironment.Defaults(null, false, null, Metadata.of("k", "0"), 1000, 1000, null, 100));
		FakeTransport transport = this.fixture.connected();
		call(RpcOptions.NONE.header("own", "3").credentials(adding("of-call", "2")));
		this.fixture.fallback.runAll();
		assertThat(sentHeaders(transport)).containsExactly("of-channel=1 (secret)", "of-call=2 (secret)", "k=0",
				"own=3");
		transport.lastStream().respond(CallFixture.bytes("pong"));
		assertThat(ended().status()).isEqualTo(Status.OK);
	}

	@Test
	void everyAttemptAsksAgain() {
		FakeTransport first = this.fixture.connected();
		call(this.slow);
		this.fixture.fallback.runAll();
		this.answer.complete(Metadata.of("authorization", "one"));
		FakeTransport second = this.fixture.connect(9091);
		this.fixture.route(second);
		first.lastStream()
			.end(StreamOutcome.transport(Status.unavailable("refused"), StreamOutcome.Progress.REFUSED,
					CallOutcome.NO_HTTP2_ERROR));
		this.fixture.fallback.runAll();
		this.answer.complete(Metadata.of("authorization", "two"));
		assertThat(this.asked).hasSize(2);
		assertThat(sentHeaders(second)).containsExactly("authorization=two (secret)");
		second.lastStream().respond(CallFixture.bytes("pong"));
		assertThat(ended().status()).isEqualTo(Status.OK);
	}

	@Test
	void aFailureIsUnauthenticatedAndItsWordsStayInTheCause() {
		this.fixture.connected();
		call(this.slow);
		this.fixture.fallback.runAll();
		IllegalStateException failure = new IllegalStateException("no " + SECRET);
		this.answer.completeExceptionally(failure);

		Status status = ended().status();
		assertThat(status.code()).isEqualTo(StatusCode.UNAUTHENTICATED);
		assertThat(status.description()).contains(CallFixture.LABEL)
			.contains("call credentials failed with java.lang.IllegalStateException")
			.contains("127.0.0.1:9090")
			.doesNotContain(SECRET);
		assertThat(status.cause()).isSameAs(failure);
		assertThat(this.fixture.trackerHeard).hasSize(1);
	}

	@Test
	void whatCredentialsThrowIsAFailureToo() {
		this.fixture.connected();
		CallCredentials broken = (request) -> {
			throw new IllegalStateException();
		};
		call(broken.allowingPlaintext());
		assertThat(ended().status().code()).isEqualTo(StatusCode.UNAUTHENTICATED);
		assertThat(this.fixture.trackerHeard).hasSize(1);
	}

	@Test
	void noStageAtAllIsABug() {
		this.fixture.connected();
		CallCredentials broken = (request) -> null;
		call(broken.allowingPlaintext());
		assertThat(ended().status().code()).isEqualTo(StatusCode.INTERNAL);
	}

	@ParameterizedTest
	@EnumSource(value = StatusCode.class, mode = EnumSource.Mode.EXCLUDE, names = "OK")
	void aStatusIsKeptUnlessItsCodeBelongsToApplications(StatusCode code) {
		this.fixture.connected();
		call(this.slow);
		this.fixture.fallback.runAll();
		this.answer.completeExceptionally(new StatusException(Status.of(code, "token server")));

		Status status = ended().status();
		StatusCode expected = switch (code) {
			case INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, DATA_LOSS ->
				StatusCode.INTERNAL;
			default -> code;
		};
		assertThat(status.code()).isEqualTo(expected);
		assertThat(status.description()).contains("token server");
	}

	@Test
	void failedCredentialsAreNotTriedAgainElsewhere() {
		this.fixture.connected();
		call(this.slow);
		this.fixture.fallback.runAll();
		this.answer.completeExceptionally(new StatusException(Status.unavailable("token server is down")));
		assertThat(ended().status().code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(this.asked).hasSize(1);
		assertThat(ended().failedAttempts()).isEmpty();
	}

	@Test
	void credentialsThatRequirePrivacyAreNotEvenAskedInPlaintext() {
		FakeTransport transport = this.fixture.connected();
		List<CredentialsRequest> requests = new ArrayList<>();
		call((CallCredentials) (request) -> {
			requests.add(request);
			return CompletableFuture.completedFuture(Metadata.of("authorization", SECRET));
		});
		Status status = ended().status();
		assertThat(status.code()).isEqualTo(StatusCode.UNAUTHENTICATED);
		assertThat(status.description()).contains("require an encrypted connection")
			.contains("127.0.0.1:9090 is plaintext")
			.contains("allowingPlaintext()");
		assertThat(requests).isEmpty();
		assertThat(transport.streams()).isEmpty();
		assertThat(this.fixture.trackerHeard).hasSize(1);
	}

	@Test
	void aCallThatIsCancelledDoesNotWaitForItsCredentials() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = call(this.slow);
		this.fixture.fallback.runAll();
		stream.cancel("not needed", null);
		assertThat(ended().status().code()).isEqualTo(StatusCode.CANCELLED);
		assertThat(this.fixture.trackerHeard).hasSize(1);

		this.answer.complete(Metadata.of("authorization", SECRET));
		assertThat(transport.streams()).isEmpty();
		assertThat(this.fixture.trackerHeard).hasSize(1);
	}

	@Test
	void closingTheChannelEndsTheWaitForCredentials() {
		Status closing = Status.of(StatusCode.CANCELLED, "the client connection is closing");
		FakeTransport transport = this.fixture.connected();
		call(this.slow);
		this.fixture.fallback.runAll();
		this.fixture.routes.close(closing);
		assertThat(ended().status().description()).isEqualTo("the client connection is closing");
		assertThat(this.fixture.trackerHeard).hasSize(1);

		this.answer.complete(Metadata.of("authorization", SECRET));
		assertThat(transport.streams()).isEmpty();
		assertThat(this.fixture.trackerHeard).hasSize(1);
	}

	@Test
	void aChannelThatIsClosedBeforeTheCredentialsAreAskedEndsTheCallToo() {
		this.fixture.connected();
		call(this.slow);
		this.fixture.routes.close(Status.of(StatusCode.CANCELLED, "the client connection is closing"));
		assertThat(ended().status().code()).isEqualTo(StatusCode.CANCELLED);
		assertThat(this.asked).isEmpty();
		assertThat(this.fixture.trackerHeard).hasSize(1);
	}

	@Test
	void theFailureOfOneOfTwoIsEnough() {
		this.fixture.connected();
		CallCredentials broken = (request) -> CompletableFuture
			.failedFuture(new StatusException(Status.unavailable("no token today")));
		call(this.slow.and(broken.allowingPlaintext()));
		assertThat(ended().status().description()).contains("no token today");
	}

	@Test
	void aCallThatIsOverBeforeItsCredentialsAreAskedDoesNotAskThem() {
		this.fixture.connected();
		ClientStream<String> stream = call(this.slow);
		stream.cancel("not needed", null);
		assertThat(ended().status().code()).isEqualTo(StatusCode.CANCELLED);
		assertThat(this.asked).isEmpty();
		assertThat(this.fixture.trackerHeard).hasSize(1);
	}

	@Test
	void theDeadlineEndsTheWaitAndSaysWhatWasWaitedFor() {
		FakeTransport transport = this.fixture.connected();
		call(RpcOptions.NONE.credentials(this.slow).timeout(Duration.ofSeconds(2)));
		this.fixture.fallback.runAll();
		this.fixture.scheduler.advance(Duration.ofSeconds(2));

		Status status = ended().status();
		assertThat(status.code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
		assertThat(status.description()).contains("deadline of 2.000 s exceeded while waiting for the call credentials")
			.contains("127.0.0.1:9090");
		this.answer.complete(Metadata.EMPTY);
		assertThat(transport.streams()).isEmpty();
	}

	@Test
	void onlyTheFirstAnswerCounts() {
		FakeTransport transport = this.fixture.connected();
		List<BiConsumer<? super Metadata, ? super Throwable>> hearers = new ArrayList<>();
		CompletableFuture<Metadata> eager = new CompletableFuture<>() {

			@Override
			public CompletableFuture<Metadata> whenComplete(BiConsumer<? super Metadata, ? super Throwable> action) {
				hearers.add(action);
				return this;
			}

		};
		CallCredentials twice = (request) -> eager;
		call(twice.allowingPlaintext());
		this.fixture.fallback.runAll();
		hear(hearers.get(0), Metadata.of("n", "1"), null);
		hear(hearers.get(0), Metadata.of("n", "2"), null);
		hear(hearers.get(0), null, new IllegalStateException());
		assertThat(transport.streams()).hasSize(1);
		assertThat(sentHeaders(transport)).containsExactly("n=1 (secret)");
		transport.lastStream().respond(CallFixture.bytes("pong"));
		assertThat(ended().status()).isEqualTo(Status.OK);
	}

	private static void hear(BiConsumer<? super Metadata, ? super Throwable> hearer, @Nullable Metadata headers,
			@Nullable Throwable failure) {
		hearer.accept(headers, failure);
	}

	@Test
	void aConnectionThatGoesWhileCredentialsAreAskedCostsAnotherAttemptOnly() {
		FakeTransport first = this.fixture.connected();
		call(this.slow);
		this.fixture.fallback.runAll();
		first.fail(Status.unavailable("gone"));
		FakeTransport second = this.fixture.connect(9091);
		this.fixture.route(second);
		this.answer.complete(Metadata.of("n", "1"));
		this.fixture.fallback.runAll();
		this.answer.complete(Metadata.of("n", "2"));
		assertThat(sentHeaders(second)).containsExactly("n=2 (secret)");
		second.lastStream().respond(CallFixture.bytes("pong"));
		assertThat(ended().status()).isEqualTo(Status.OK);
	}

}
