package io.clientconn;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.google.rpc.RetryInfo;
import io.clientconn.protobuf.StatusDetails;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.ClientCalls;
import io.clientconn.stub.RpcFuture;
import io.clientconn.stub.ServerStreamingCall;
import io.clientconn.testing.Await;
import io.clientconn.testing.ManualScheduler;
import io.clientconn.testing.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What an exception tells of a call to a real server. */
@Timeout(60)
class FailedCallTest {

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	@Test
	void aServersErrorComesWithItsDetails() {
		TestServer server = this.fixture.server("one");
		ClientConn conn = this.fixture.connectTo(server);

		StatusException error = failure(() -> RealServerFixture.echo(conn, "details:RESOURCE_EXHAUSTED"));

		assertThat(error.code()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED);
		assertThat(error.origin()).isEqualTo(CallOutcome.Origin.SERVER);
		assertThat(error.peer()).hasToString(server.address());
		assertThat(error.http2Error()).isEqualTo(CallOutcome.NO_HTTP2_ERROR);
		assertThat(error.attempts()).isEmpty();
		StatusDetails details = StatusDetails.from(error);
		assertThat(details.message()).isEqualTo("come back later");
		assertThat(details.contradictory()).isFalse();
		assertThat(details.detail(RetryInfo.class))
			.hasValueSatisfying((info) -> assertThat(info.getRetryDelay().getSeconds()).isEqualTo(7));
	}

	@Test
	void aDeadlineIsDecidedHereAndNamesWhoDidNotAnswer() {
		TestServer server = this.fixture.server("one");
		ManualScheduler clock = new ManualScheduler();
		ClientConn conn = this.fixture.track(
				this.fixture.builder("static:///" + server.address()).runtime(this.fixture.runtimeOn(clock)).build());
		RpcFuture<String> hangs = hang(conn, server, RpcOptions.NONE.timeout(Duration.ofMinutes(1)));

		clock.advance(Duration.ofMinutes(1));
		StatusException error = failure(hangs::await);

		assertThat(error.code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
		assertThat(error.origin()).isEqualTo(CallOutcome.Origin.LOCAL);
		assertThat(error.peer()).hasToString(server.address());
		assertThat(error.http2Error()).isEqualTo(CallOutcome.NO_HTTP2_ERROR);
	}

	@Test
	void aCallThatIsCutOffCarriesTheCodeOfTheReset() throws Exception {
		TestServer server = this.fixture.server("one");
		ClientConn conn = this.fixture.connectTo(server);
		RpcFuture<String> hangs = hang(conn, server);

		server.stopHard();
		StatusException error = failure(hangs::await);

		assertThat(error.code()).isIn(StatusCode.UNAVAILABLE, StatusCode.CANCELLED);
		assertThat(error.origin()).isEqualTo(CallOutcome.Origin.TRANSPORT);
		assertThat(error.peer()).hasToString(server.address());
		assertThat(error.http2Error()).isNotNegative();
	}

	@Test
	void aCallThatWentElsewhereInVainTellsOfItsFirstAttempt() throws Exception {
		TestServer server = this.fixture.track(TestServer.startWithLimit("one", 1));
		ClientConn conn = this.fixture.connectTo(server);
		RpcFuture<String> hangs = hang(conn, server);
		// The server admits one call at a time, so this one waits on the connection.
		RpcFuture<String> waits = ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "hello", RpcOptions.NONE);

		server.stopHard();
		failure(hangs::await);
		StatusException error = failure(waits::await);

		assertThat(error.code()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(error).hasMessageContaining("refused");
		assertThat(error.peer()).as("the last attempt reached nobody").isNull();
		assertThat(error.attempts()).hasSize(1);
		CallOutcome.FailedAttempt attempt = error.attempts().get(0);
		assertThat(attempt.peer()).hasToString(server.address());
		assertThat(attempt.status().code()).isEqualTo(StatusCode.UNAVAILABLE);
	}

	@Test
	void aFutureHoldsTheExceptionItselfAndABlockingCallThrowsWithTheCallersStack() throws Exception {
		ClientConn conn = this.fixture.connectTo(this.fixture.server("one"));

		RpcFuture<String> future = ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "fail:ABORTED:try again",
				RpcOptions.NONE);
		Throwable held = future.handle((value, failure) -> failure).get(10, TimeUnit.SECONDS);
		assertThat(held).isExactlyInstanceOf(StatusException.class);
		StatusException awaited = failure(future::await);
		assertThat(awaited.getSuppressed()).containsExactly(held);
		StatusException blocking = failure(() -> RealServerFixture.echo(conn, "fail:ABORTED:try again"));

		for (StatusException thrown : List.of(awaited, blocking)) {
			assertThat(thrown.getStackTrace())
				.anyMatch((frame) -> frame.getClassName().startsWith(getClass().getName()));
			assertThat(thrown).hasMessage("ABORTED: try again [test.Text/Echo]");
		}
	}

	@Test
	void everyReadOfAFailedStreamThrowsAFreshException() {
		ClientConn conn = this.fixture.connectTo(this.fixture.server("one"));
		try (ServerStreamingCall<String> call = ClientCalls.serverStreaming(conn, TestServer.method("Count"),
				"not a number", RpcOptions.NONE)) {
			StatusException first = failure(call::read);
			StatusException second = failure(call::read);
			assertThat(first).isNotSameAs(second);
			assertThat(first.origin()).isEqualTo(CallOutcome.Origin.SERVER);
			assertThat(second.code()).isEqualTo(first.code());
			assertThatThrownBy(call::headers).isInstanceOf(StatusException.class);
		}
	}

	private static RpcFuture<String> hang(ClientConn conn, TestServer server) {
		return hang(conn, server, RpcOptions.NONE);
	}

	private static RpcFuture<String> hang(ClientConn conn, TestServer server, RpcOptions options) {
		RpcFuture<String> hangs = ClientCalls.unaryAsync(conn, TestServer.method("Echo"), "hang", options);
		Await.until(() -> server.calls() > 0, "the server is called");
		return hangs;
	}

	private static StatusException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
		StatusException error = catchThrowableOfType(StatusException.class, call);
		assertThat(error).isNotNull();
		return error;
	}

}
