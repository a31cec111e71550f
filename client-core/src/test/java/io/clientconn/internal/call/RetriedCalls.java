package io.clientconn.internal.call;

import java.time.Duration;
import java.util.List;

import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.RetryPolicy;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.testing.FakeTransport;
import io.clientconn.testing.RecordingListener;

import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Calls that are made again by a policy, with time by hand and no jitter. After each test
 * nothing may be left of them.
 */
abstract class RetriedCalls {

	static final RetryPolicy POLICY = RetryPolicy.builder()
		.maxAttempts(3)
		.initialBackoff(Duration.ofMillis(100))
		.retryOn(StatusCode.UNAVAILABLE)
		.build();

	static final RpcOptions OPTIONS = RpcOptions.NONE.retry(POLICY);

	@RegisterExtension
	final CallFixture fixture = new CallFixture();

	final RecordingListener listener = this.fixture.listener;

	ClientStream<String> unary(RpcOptions options) {
		return unary(options, "ping");
	}

	ClientStream<String> unary(RpcOptions options, String message) {
		return this.fixture.unary(options, message);
	}

	List<String> heard() {
		return this.fixture.heard();
	}

	static void fail(FakeTransport transport) {
		fail(transport, Metadata.EMPTY);
	}

	static void fail(FakeTransport transport, Metadata trailers) {
		transport.lastStream().respondStatus(Status.unavailable("try later"), trailers);
	}

	void pass(long millis) {
		this.fixture.scheduler.advanceMillis(millis);
	}

}
