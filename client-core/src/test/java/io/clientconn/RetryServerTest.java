package io.clientconn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import io.clientconn.observe.ChannelStatus.AddressStatus;
import io.clientconn.rpc.ConnectivityState;
import io.clientconn.rpc.ResponseInfo;
import io.clientconn.rpc.RetryPolicy;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.ClientCalls;
import io.clientconn.stub.RpcFuture;
import io.clientconn.stub.ServerStreamingCall;
import io.clientconn.testing.CallScript;
import io.clientconn.testing.ManualScheduler;
import io.clientconn.testing.TestServer;
import io.grpc.Metadata;
import io.grpc.Status.Code;

import org.jspecify.annotations.Nullable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Calls that are made again on grpc-java servers that fail first. */
@Timeout(60)
class RetryServerTest {

	private static final RetryPolicy POLICY = RetryPolicy.builder()
		.initialBackoff(Duration.ofMillis(1))
		.maxBackoff(Duration.ofMillis(5))
		.retryOn(StatusCode.UNAVAILABLE)
		.build();

	private static final RpcOptions AGAIN = RpcOptions.NONE.retry(POLICY);

	private static final String SERVICE_CONFIG = """
			{"methodConfig":[{"name":[{"service":"test.Text"}],"retryPolicy":{"maxAttempts":4,
			  "initialBackoff":".001s","maxBackoff":".005s","backoffMultiplier":2,
			  "retryableStatusCodes":["UNAVAILABLE"]}}]%s}""";

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private final CallScript script = new CallScript();

	private final TestServer server = this.fixture
		.track(TestServer.startWith("one", (builder) -> builder.intercept(this.script)));

	private static StatusException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
		StatusException error = catchThrowableOfType(StatusException.class, call);
		assertThat(error).isNotNull();
		return error;
	}

	private List<@Nullable String> previousAttempts() {
		Metadata.Key<String> key = Metadata.Key.of("grpc-previous-rpc-attempts", Metadata.ASCII_STRING_MARSHALLER);
		List<@Nullable String> all = new ArrayList<>();
		this.server.headers().forEach((headers) -> all.add(headers.get(key)));
		return all;
	}

	@Test
	void theThirdAttemptIsAnsweredAndTheServerIsToldWhichItIs() {
		this.script.fail(Code.UNAVAILABLE, 1).fail(Code.UNAVAILABLE, 1);
		ResponseInfo capture = new ResponseInfo();

		assertThat(RealServerFixture.echo(this.fixture.connectTo(this.server), "hello", AGAIN.capture(capture)))
			.isEqualTo("hello");
		assertThat(previousAttempts()).containsExactly(null, "1", "2");
		assertThat(capture.attempts()).hasSize(2).allSatisfy((attempt) -> {
			assertThat(attempt.peer()).hasToString(this.server.address());
			assertThat(attempt.status().description()).isEqualTo("by the script");
		});
	}

	@Test
	void thePolicyOfTheServiceConfigCountsUntilItIsExhausted() {
		for (int i = 0; i < 4; i++) {
			this.script.fail(Code.UNAVAILABLE, 1);
		}
		this.script.fail(Code.INTERNAL, 1);
		ClientConn conn = this.fixture.track(this.fixture.builder("static:///" + this.server.address())
			.defaultServiceConfig(SERVICE_CONFIG.formatted(""))
			.build());

		StatusException exhausted = failure(() -> RealServerFixture.echo(conn, "hello"));
		assertThat(exhausted)
			.hasMessage("UNAVAILABLE: max retries exhausted: failed after 4 attempts: by the script [test.Text/Echo]");
		assertThat(exhausted.attempts()).hasSize(3);
		assertThat(this.server.calls()).isEqualTo(4);
		assertThat(failure(() -> RealServerFixture.echo(conn, "hello")).code()).isEqualTo(StatusCode.INTERNAL);
		assertThat(this.server.calls()).isEqualTo(5);
		assertThat(RealServerFixture.echo(conn, "hello")).isEqualTo("hello");
	}

	@Test
	void aChannelWithoutRetriesOrWithFewerHasTheLastWord() {
		this.script.fail(Code.UNAVAILABLE, 1).fail(Code.UNAVAILABLE, 1).fail(Code.UNAVAILABLE, 1);
		ClientConn never = this.fixture
			.track(this.fixture.builder("static:///" + this.server.address()).disableRetry().build());
		ClientConn once = this.fixture
			.track(this.fixture.builder("static:///" + this.server.address()).maxCallAttempts(2).build());

		assertThat(failure(() -> RealServerFixture.echo(never, "hello", AGAIN)).attempts()).isEmpty();
		assertThat(failure(() -> RealServerFixture.echo(once, "hello", AGAIN)).attempts()).hasSize(1);
		assertThat(this.server.calls()).isEqualTo(3);
	}

	@Test
	void theServersPauseStandsInForThePolicys() {
		this.script.fail(Code.UNAVAILABLE, 1, "1");
		RetryPolicy slow = RetryPolicy.builder()
			.initialBackoff(Duration.ofHours(1))
			.maxBackoff(Duration.ofHours(1))
			.retryOn(StatusCode.UNAVAILABLE)
			.build();

		assertThat(RealServerFixture.echo(this.fixture.connectTo(this.server), "hello", RpcOptions.NONE.retry(slow)))
			.isEqualTo("hello");
	}

	@Test
	void aServerThatWantsNoOtherAttemptGetsNone() {
		this.script.fail(Code.UNAVAILABLE, 1, "-1")
			.fail(Code.UNAVAILABLE, 1, "soon")
			.fail(Code.UNAVAILABLE, 1, "1", "2");
		ClientConn conn = this.fixture.connectTo(this.server);

		for (int i = 1; i <= 3; i++) {
			assertThat(failure(() -> RealServerFixture.echo(conn, "hello", AGAIN)).attempts()).isEmpty();
			assertThat(this.server.calls()).isEqualTo(i);
		}
	}

	@Test
	void aChannelWithoutTokensMakesNothingAgain() {
		for (int i = 0; i < 3; i++) {
			this.script.fail(Code.UNAVAILABLE, 1);
		}
		ClientConn conn = this.fixture.track(this.fixture.builder("static:///" + this.server.address())
			.defaultServiceConfig(SERVICE_CONFIG.formatted(",\"retryThrottling\":{\"maxTokens\":4,\"tokenRatio\":0.5}"))
			.build());

		assertThat(failure(() -> RealServerFixture.echo(conn, "hello")).attempts()).hasSize(1);
		assertThat(this.server.calls()).as("the second failure leaves half of the tokens").isEqualTo(2);
		assertThat(failure(() -> RealServerFixture.echo(conn, "hello")).attempts()).isEmpty();
		for (int i = 0; i < 5; i++) {
			RealServerFixture.echo(conn, "hello");
		}
		this.script.fail(Code.UNAVAILABLE, 1);
		assertThat(RealServerFixture.echo(conn, "hello")).as("3.5 tokens, less one").isEqualTo("hello");
	}

	@Test
	void aWriterNoticesNothingOfAttemptsThatFailWhileItWrites() {
		this.script.fail(Code.UNAVAILABLE, 1).fail(Code.UNAVAILABLE, 40).fail(Code.UNAVAILABLE, 90);
		List<String> all = IntStream.range(0, 200).mapToObj((i) -> "message " + i).toList();

		String joined = ClientCalls.sendAll(
				ClientCalls.clientStreaming(this.fixture.connectTo(this.server), TestServer.method("Join"), AGAIN),
				all);
		assertThat(joined).isEqualTo(String.join(",", all));
		assertThat(previousAttempts()).containsExactly(null, "1", "2", "3");
	}

	@Test
	void aConversationBeginsAnewUntilItIsAnswered() {
		this.script.fail(Code.UNAVAILABLE, 2);
		try (BidiStreamingCall<String, String> chat = ClientCalls.bidiStreaming(this.fixture.connectTo(this.server),
				TestServer.method("Chat"), AGAIN)) {
			chat.write("one");
			chat.write("two");
			chat.halfClose();
			assertThat(chat.read()).isEqualTo("one");
			assertThat(chat.read()).isEqualTo("two");
			assertThat(chat.read()).isNull();
		}
		assertThat(previousAttempts()).containsExactly(null, "1");
	}

	@Test
	void aStreamOfResponsesBeginsAnewUntilItIsAnswered() {
		this.script.fail(Code.UNAVAILABLE, 1);
		try (ServerStreamingCall<String> call = ClientCalls.serverStreaming(this.fixture.connectTo(this.server),
				TestServer.method("Count"), "3", AGAIN)) {
			assertThat(call.stream().toList()).containsExactly("1", "2", "3");
		}
		assertThat(this.server.calls()).isEqualTo(2);
	}

	@Test
	void compressedMessagesAreSentAgainAsTheyAre() {
		this.script.fail(Code.UNAVAILABLE, 1);
		String text = "x".repeat(10_000);

		assertThat(RealServerFixture.echo(this.fixture.connectTo(this.server), text, AGAIN.compression("gzip")))
			.isEqualTo(text);
		assertThat(this.server.calls()).isEqualTo(2);
	}

	@Test
	void moreThanIsKeptIsSentOnce() {
		this.script.fail(Code.UNAVAILABLE, 1);
		ClientConn conn = this.fixture
			.track(this.fixture.builder("static:///" + this.server.address()).maxRetryBufferSize(200).build());

		assertThat(failure(() -> RealServerFixture.echo(conn, "x".repeat(196), AGAIN)).code())
			.isEqualTo(StatusCode.UNAVAILABLE);
		this.script.fail(Code.UNAVAILABLE, 1);
		assertThat(RealServerFixture.echo(conn, "x".repeat(195), AGAIN)).hasSize(195);
		assertThat(this.server.calls()).isEqualTo(3);
	}

	@Test
	void closingTheChannelEndsACallThatPauses() throws Exception {
		this.script.fail(Code.UNAVAILABLE, 1, "3600000");
		ClientConn conn = this.fixture.connectTo(this.server);
		RpcFuture<String> call = ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "hello", AGAIN);
		while (this.server.calls() == 0) {
			Thread.onSpinWait();
		}
		conn.close();
		assertThat(failure(call::await).code()).isEqualTo(StatusCode.CANCELLED);
	}

	@Test
	void aCallWhoseServerIsKilledIsAnsweredByAnother() throws Exception {
		CallScript first = new CallScript().hang();
		TestServer a = this.fixture.track(TestServer.startWith("a", (builder) -> builder.intercept(first)));
		TestServer b = this.fixture.track(TestServer.startWith("b", (builder) -> builder.intercept(first)));
		RetryPolicy policy = RetryPolicy.builder().retryOn(StatusCode.UNAVAILABLE, StatusCode.CANCELLED).build();
		ManualScheduler clock = new ManualScheduler();
		try (ClientRuntime frozen = ClientRuntime.builder().eventLoopThreads(1).scheduler(clock).build();
				ClientConn conn = ClientConn.builder("static:///" + a.address() + "," + b.address())
					.plaintext()
					.loadBalancingPolicy("round_robin")
					.runtime(frozen)
					.build()) {
			conn.connect();
			while (states(conn, ConnectivityState.READY) < 2) {
				Thread.onSpinWait();
			}
			RpcFuture<String> call = ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "hello",
					RpcOptions.NONE.retry(policy));
			while (a.calls() + b.calls() == 0) {
				Thread.onSpinWait();
			}
			((a.calls() == 1) ? a : b).stopHard();
			while (states(conn, ConnectivityState.READY) == 2) {
				Thread.onSpinWait();
			}
			while (!isDoneSoon(call)) {
				clock.advance(Duration.ofMillis(50));
			}
			assertThat(call.await()).isEqualTo("hello");
			assertThat(a.calls() + b.calls()).isEqualTo(2);
		}
	}

	private static long states(ClientConn conn, ConnectivityState state) {
		return conn.status().addresses().stream().map(AddressStatus::state).filter(state::equals).count();
	}

	/**
	 * Leaves the event loop some time between two steps of the clock.
	 */
	private static boolean isDoneSoon(RpcFuture<?> call) throws InterruptedException {
		try {
			call.get(2, TimeUnit.MILLISECONDS);
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
		catch (ExecutionException ex) {
			return true;
		}
	}

}
