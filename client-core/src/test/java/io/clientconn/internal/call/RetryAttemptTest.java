package io.clientconn.internal.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.clientconn.balancer.PickResult;
import io.clientconn.rpc.AttemptInfo;
import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.RetryPolicy;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.testing.FakeTransport;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.StreamOutcome.Progress;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What each attempt of a call that is made again does for itself. */
class RetryAttemptTest extends RetriedCalls {

	@Test
	void aBalancerWithoutAConnectionIsAFailureLikeOthersButADropIsNot() {
		this.fixture.route((args) -> PickResult.fail(Status.unavailable("connect refused")));
		unary(OPTIONS);
		assertThat(heard()).isEmpty();
		FakeTransport transport = this.fixture.connected();
		pass(100);
		transport.lastStream().respond(CallFixture.bytes("pong"));
		assertThat(heard()).containsExactly("headers", "pong", "close OK");
		assertThat(this.listener.outcome().failedAttempts()).singleElement()
			.satisfies((attempt) -> assertThat(attempt.peer()).isNull());

		this.fixture.route((args) -> PickResult.drop(Status.unavailable("dropped")));
		unary(OPTIONS);
		assertThat(heard()).endsWith("close OK", "close UNAVAILABLE");
	}

	@Test
	void aBalancerThatNeverHasAConnectionUsesUpTheAttempts() {
		this.fixture.route((args) -> PickResult.fail(Status.unavailable("connect refused")));
		unary(OPTIONS);
		pass(100);
		pass(200);
		assertThat(heard()).containsExactly("close UNAVAILABLE");
		assertThat(this.listener.outcome().status().description())
			.isEqualTo(CallFixture.LABEL + ": max retries exhausted: failed after 3 attempts: connect refused");
	}

	@Test
	void eachAttemptIsPickedAndAsksForCredentialsAnew() {
		List<String> asked = new ArrayList<>();
		FakeTransport first = this.fixture.connected();
		CallCredentials credentials = (request) -> {
			asked.add("credentials");
			return CompletableFuture.completedFuture(Metadata.of("token", Integer.toString(asked.size())));
		};
		unary(OPTIONS.credentials(credentials.allowingPlaintext()));
		this.fixture.fallback.runAll();
		assertThat(first.lastStream().request().headers().get("token")).isEqualTo("1");
		FakeTransport second = this.fixture.connect(9091);
		this.fixture.route(second);
		fail(first);
		pass(100);
		this.fixture.fallback.runAll();
		assertThat(second.lastStream().request().headers().get("token")).isEqualTo("2");
		second.lastStream().respond(CallFixture.bytes("pong"));
		assertThat(heard()).containsExactly("headers", "pong", "close OK");
	}

	@Test
	void credentialsThatFailInAWayThatThePolicyKnowsAreAskedAgain() {
		FakeTransport transport = this.fixture.connected();
		List<String> asked = new ArrayList<>();
		CallCredentials credentials = (request) -> {
			asked.add("credentials");
			return (asked.size() == 1)
					? CompletableFuture.failedFuture(new StatusException(Status.unavailable("no token yet")))
					: CompletableFuture.completedFuture(Metadata.of("token", "t"));
		};
		unary(OPTIONS.credentials(credentials.allowingPlaintext()));
		this.fixture.fallback.runAll();
		pass(100);
		this.fixture.fallback.runAll();
		transport.lastStream().respond(CallFixture.bytes("pong"));
		assertThat(heard()).containsExactly("headers", "pong", "close OK");
		assertThat(this.fixture.trackerHeard).hasSize(2);
	}

	@Test
	void nobodyWaitsForCredentialsThatWereRefusedWhenThePolicyTriesAgain() {
		this.fixture.connected();
		CallCredentials secret = (request) -> CompletableFuture.completedFuture(Metadata.EMPTY);
		unary(RpcOptions.NONE.credentials(secret)
			.retry(RetryPolicy.builder().maxAttempts(2).retryOn(StatusCode.UNAUTHENTICATED).build()));
		this.fixture.fallback.runAll();
		this.fixture.scheduler.advance(Duration.ofMinutes(1));
		this.fixture.fallback.runAll();
		assertThat(heard()).containsExactly("close UNAUTHENTICATED");
		assertThat(this.fixture.trackerHeard).hasSize(2);
		assertThat(this.fixture.routes.held()).isZero();
	}

	@Test
	void whatNobodyNoticesDoesNotCount() {
		FakeTransport transport = this.fixture.connected();
		List<String> seen = new ArrayList<>();
		unary(OPTIONS.observer((attempt, headers) -> {
			seen.add(describe(attempt));
			return null;
		}));
		transport.lastStream().end(StreamOutcome.transport(Status.unavailable("refused"), Progress.REFUSED, 7));
		fail(transport);
		pass(100);
		transport.lastStream().end(StreamOutcome.transport(Status.unavailable("refused"), Progress.REFUSED, 7));
		pass(200);
		transport.lastStream().respond(CallFixture.bytes("pong"));

		assertThat(heard()).containsExactly("headers", "pong", "close OK");
		assertThat(seen).containsExactly("after 0", "after 0 transparent", "after 1", "after 2");
		assertThat(this.listener.outcome().failedAttempts()).hasSize(3);
	}

	private static String describe(AttemptInfo attempt) {
		return "after " + attempt.previousAttempts() + (attempt.transparentRetry() ? " transparent" : "");
	}

	@Test
	void theNumberOfAttemptsIsNotTheApplicationsToSay() {
		FakeTransport transport = this.fixture.connected();
		unary(OPTIONS.header("grpc-previous-rpc-attempts", "7").header("x-own", "mine"));
		assertThat(transport.lastStream().request().headers().names()).containsExactly("x-own");
		fail(transport);
		pass(100);
		Metadata headers = transport.lastStream().request().headers();
		assertThat(headers.getAll("grpc-previous-rpc-attempts")).containsExactly("1");
		assertThat(headers.get("x-own")).isEqualTo("mine");
		transport.lastStream().respond(CallFixture.bytes("pong"));
	}

	@Test
	void theNextAttemptMayWaitForAConnection() {
		FakeTransport transport = this.fixture.connected();
		unary(OPTIONS.waitForReady(true));
		fail(transport);
		this.fixture.route((args) -> PickResult.fail(Status.unavailable("connect refused")));
		pass(100);
		assertThat(this.fixture.routes.waiting()).isOne();
		this.fixture.route(transport);
		transport.lastStream().respond(CallFixture.bytes("pong"));
		assertThat(heard()).containsExactly("headers", "pong", "close OK");
	}

}
