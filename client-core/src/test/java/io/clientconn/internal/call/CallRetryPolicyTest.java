package io.clientconn.internal.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.clientconn.config.MethodConfig;
import io.clientconn.config.RetryThrottling;
import io.clientconn.config.ServiceConfig;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.ResponseInfo;
import io.clientconn.rpc.RetryPolicy;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.testing.FakeStream;
import io.clientconn.testing.FakeTransport;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.StreamOutcome.Progress;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** When a call is made again by a policy, with time by hand and no jitter. */
class CallRetryPolicyTest extends RetriedCalls {

	@Test
	void aFailedCallIsMadeAgainAfterAPauseAndTellsOfIt() {
		FakeTransport transport = this.fixture.connected();
		ResponseInfo capture = new ResponseInfo();
		unary(OPTIONS.capture(capture));
		assertThat(transport.lastStream().request().headers().isEmpty()).isTrue();
		fail(transport);
		pass(99);
		assertThat(transport.streams()).isEmpty();
		pass(1);
		assertThat(CallFixture.sent(transport.lastStream())).containsExactly("ping");
		assertThat(transport.lastStream().isHalfClosed()).isTrue();
		assertThat(transport.lastStream().request().headers().getAll("grpc-previous-rpc-attempts"))
			.containsExactly("1");
		transport.lastStream().respond(CallFixture.bytes("pong"));

		assertThat(heard()).containsExactly("headers", "pong", "close OK");
		assertThat(this.listener.outcome().failedAttempts()).singleElement().satisfies((attempt) -> {
			assertThat(attempt.peer()).hasToString("127.0.0.1:9090");
			assertThat(attempt.status()).isEqualTo(Status.unavailable("try later"));
		});
		assertThat(capture.attempts()).hasSize(1);
		assertThat(this.fixture.trackerHeard).extracting(Status::code)
			.containsExactly(StatusCode.UNAVAILABLE, StatusCode.OK);
	}

	@Test
	void theLastFailureIsToldWithTheNumberOfAttempts() {
		FakeTransport transport = this.fixture.connected();
		unary(OPTIONS);
		fail(transport);
		pass(100);
		fail(transport);
		pass(200);
		assertThat(transport.lastStream().request().headers().get("grpc-previous-rpc-attempts")).isEqualTo("2");
		fail(transport, Metadata.of("why", "asked-to"));

		assertThat(heard()).containsExactly("close UNAVAILABLE");
		CallOutcome outcome = this.listener.outcome();
		assertThat(outcome.status().description())
			.isEqualTo("max retries exhausted: failed after 3 attempts: try later");
		assertThat(outcome.origin()).isEqualTo(CallOutcome.Origin.SERVER);
		assertThat(outcome.trailers().get("why")).isEqualTo("asked-to");
		assertThat(new StatusException("m", outcome).attempts()).hasSize(2);
	}

	@Test
	void withoutAPolicyAFailureIsTheEnd() {
		FakeTransport transport = this.fixture.connected();
		unary(RpcOptions.NONE);
		fail(transport);
		assertThat(heard()).containsExactly("close UNAVAILABLE");
		assertThat(this.listener.outcome().status().description()).isEqualTo("try later");
	}

	@Test
	void anotherCodeIsTheEnd() {
		FakeTransport transport = this.fixture.connected();
		unary(OPTIONS);
		transport.lastStream().respondStatus(Status.of(StatusCode.ABORTED, "no"), Metadata.EMPTY);
		assertThat(heard()).containsExactly("close ABORTED");
	}

	@Test
	void thePolicyOfTheServiceConfigCountsAndACallMaySwitchItOff() {
		this.fixture.serviceConfig = new ServiceConfig(List.of(),
				Map.of("", new MethodConfig(null, null, -1, -1, POLICY)));
		FakeTransport transport = this.fixture.connected();
		unary(RpcOptions.NONE);
		fail(transport);
		pass(100);
		transport.lastStream().respond(CallFixture.bytes("pong"));
		unary(RpcOptions.NONE.retry(RetryPolicy.OFF));
		fail(transport);
		assertThat(heard()).containsExactly("headers", "pong", "close OK", "close UNAVAILABLE");
	}

	@Test
	void anIdempotentCallHasAPolicyWithoutBeingTold() {
		FakeTransport transport = this.fixture.connected();
		unary(RpcOptions.NONE.idempotent(true));
		for (int pause : new int[] { 100, 200, 400 }) {
			fail(transport);
			pass(pause);
		}
		fail(transport);
		assertThat(heard()).containsExactly("close UNAVAILABLE");
		assertThat(this.listener.outcome().failedAttempts()).hasSize(3);
	}

	@Test
	void aChannelMaySwitchRetriesOffButNotWhatNobodyNotices() {
		this.fixture.retries = new ChannelRetry(false, 5, new java.util.Random(1));
		this.fixture.calls = this.fixture
			.factory(new CallEnvironment.Defaults(null, false, null, Metadata.EMPTY, 1000, 1000, null, 100));
		FakeTransport transport = this.fixture.connected();
		unary(OPTIONS);
		transport.lastStream().end(StreamOutcome.transport(Status.unavailable("refused"), Progress.REFUSED, 7));
		fail(transport);
		assertThat(heard()).containsExactly("close UNAVAILABLE");
		assertThat(this.listener.outcome().status().description()).isEqualTo("try later");
	}

	@Test
	void afterHeadersNothingIsMadeAgain() {
		FakeTransport transport = this.fixture.connected();
		unary(OPTIONS);
		transport.lastStream().respondHeaders(Metadata.EMPTY);
		fail(transport);
		assertThat(heard()).containsExactly("headers", "close UNAVAILABLE");
	}

	@Test
	void aConnectionThatIsLostWithoutAnAnswerIsAFailureLikeOthers() {
		FakeTransport transport = this.fixture.connected();
		unary(OPTIONS);
		transport.lastStream()
			.end(StreamOutcome.transport(Status.unavailable("connection lost"), Progress.PROCESSED, -1));
		pass(100);
		transport.lastStream().respond(CallFixture.bytes("pong"));
		assertThat(heard()).containsExactly("headers", "pong", "close OK");
	}

	@Test
	void aServerNamesThePauseOrWantsNoOtherAttempt() {
		FakeTransport transport = this.fixture.connected();
		unary(OPTIONS);
		fail(transport, Metadata.of(Pushback.HEADER, "1000"));
		pass(999);
		assertThat(transport.streams()).isEmpty();
		pass(1);
		fail(transport, Metadata.of(Pushback.HEADER, "-1"));
		assertThat(heard()).containsExactly("close UNAVAILABLE");
		assertThat(this.listener.outcome().status().description()).isEqualTo("try later");
	}

	@Test
	void withoutAPauseTheNextAttemptComesAtOnce() {
		FakeTransport transport = this.fixture.connected();
		unary(OPTIONS);
		FakeStream first = transport.lastStream();
		fail(transport, Metadata.of(Pushback.HEADER, "0"));
		assertThat(transport.lastStream()).isNotSameAs(first);
		transport.lastStream().respond(CallFixture.bytes("pong"));
		assertThat(heard()).containsExactly("headers", "pong", "close OK");
	}

	@Test
	void theWalkOfTokensIsThatOfGrpcGo() {
		RetryPolicy four = RetryPolicy.builder()
			.maxAttempts(4)
			.initialBackoff(Duration.ofMillis(10))
			.maxBackoff(Duration.ofMillis(10))
			.backoffMultiplier(1)
			.retryOn(StatusCode.UNAVAILABLE)
			.build();
		this.fixture.serviceConfig = new ServiceConfig(List.of(),
				Map.of("", new MethodConfig(null, null, -1, -1, four)), new RetryThrottling(10, 0.5), null);
		FakeTransport transport = this.fixture.connected();
		List<Integer> answeredWell = List.of(0, 3, 6, 10, 11, 12, 13, 14, 16, 18);
		List<String> ends = new ArrayList<>();
		int attempt = 0;
		for (int call = 0; call < 12; call++) {
			unary(RpcOptions.NONE);
			while (!transport.streams().isEmpty()) {
				if (answeredWell.contains(attempt++)) {
					transport.lastStream().respond(CallFixture.bytes("pong"));
				}
				else {
					fail(transport);
					pass(10);
				}
			}
			heard();
			ends.add(this.listener.outcome().status().code() + " " + (attempt - 1));
		}
		assertThat(ends).containsExactly("OK 0", "OK 3", "OK 6", "UNAVAILABLE 8", "UNAVAILABLE 9", "OK 10", "OK 11",
				"OK 12", "OK 13", "OK 14", "OK 16", "UNAVAILABLE 17");
	}

	@Test
	void tokensAreFullAgainOnlyIfTheServiceConfigBringsOthers() {
		ChannelRetry retries = this.fixture.retries;
		this.fixture.serviceConfig = new ServiceConfig(List.of(), Map.of(), new RetryThrottling(2, 1), null);
		this.fixture.connected();
		RetryThrottle first = retries.throttle(this.fixture.routes);
		this.fixture.serviceConfig = new ServiceConfig(List.of(), Map.of("", MethodConfig.NONE),
				new RetryThrottling(2, 1), null);
		this.fixture.connected();
		assertThat(retries.throttle(this.fixture.routes)).isSameAs(first);
		this.fixture.serviceConfig = ServiceConfig.EMPTY;
		this.fixture.connected();
		assertThat(retries.throttle(this.fixture.routes)).isNull();
		this.fixture.serviceConfig = new ServiceConfig(List.of(), Map.of(), new RetryThrottling(3, 1), null);
		this.fixture.connected();
		assertThat(retries.throttle(this.fixture.routes)).isNotNull().isNotSameAs(first);
	}

	@Test
	void theDeadlineIsOneForAllAttempts() {
		FakeTransport transport = this.fixture.connected();
		unary(OPTIONS.timeout(Duration.ofMillis(250)));
		long deadline = transport.lastStream().request().deadlineNanos();
		fail(transport);
		pass(100);
		assertThat(transport.lastStream().request().deadlineNanos()).isEqualTo(deadline);
		fail(transport);
		pass(149);
		assertThat(heard()).isEmpty();
		pass(1);
		assertThat(heard()).containsExactly("close DEADLINE_EXCEEDED");
		assertThat(this.listener.outcome().status().description()).isEqualTo(CallFixture.LABEL
				+ ": deadline of 0.250 s exceeded while waiting to try again; last error: UNAVAILABLE: try later");
		assertThat(this.listener.outcome().failedAttempts()).hasSize(2);
	}

	@Test
	void cancellingEndsThePause() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = unary(OPTIONS);
		fail(transport);
		stream.cancel("enough", null);
		assertThat(heard()).containsExactly("close CANCELLED");
		assertThat(this.fixture.scheduler.pending()).isZero();
		pass(1000);
		assertThat(transport.streams()).isEmpty();
	}

	@Test
	void closingTheChannelEndsThePause() {
		FakeTransport transport = this.fixture.connected();
		unary(OPTIONS);
		fail(transport);
		this.fixture.routes.close(Status.of(StatusCode.CANCELLED, "the client connection is closing"));
		assertThat(heard()).containsExactly("close CANCELLED");
	}

	@Test
	void aChannelThatClosesInFrontOfThePauseEndsTheCallToo() {
		FakeTransport transport = this.fixture.connected();
		unary(OPTIONS);
		this.fixture.routes.close(Status.of(StatusCode.CANCELLED, "the client connection is closing"));
		fail(transport);
		assertThat(heard()).containsExactly("close CANCELLED");
	}

}
