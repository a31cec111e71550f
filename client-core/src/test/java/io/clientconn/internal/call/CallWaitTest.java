package io.clientconn.internal.call;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.clientconn.balancer.PickResult;
import io.clientconn.config.MethodConfig;
import io.clientconn.config.ServiceConfig;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.MethodDescriptor.Kind;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.testing.FakeStream;
import io.clientconn.testing.FakeTransport;
import io.clientconn.testing.RecordingListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

class CallWaitTest {

	@RegisterExtension
	final CallFixture fixture = new CallFixture();

	private final RecordingListener listener = this.fixture.listener;

	@Test
	void theDeadlineEndsACallThatFoundNoConnectionAndSaysWhy() {
		Status refused = Status.unavailable("connect to 10.0.0.7:9090 refused; 3 attempts in 4.2 s");
		this.fixture.route((args) -> PickResult.fail(refused));
		ClientStream<String> stream = this.fixture.start(Kind.UNARY,
				RpcOptions.NONE.timeout(Duration.ofSeconds(1)).waitForReady(true), this.listener);
		stream.send("ping", ClientStream.LAST);
		this.fixture.scheduler.advance(Duration.ofMillis(999));
		assertThat(this.fixture.heard()).isEmpty();
		this.fixture.scheduler.advance(Duration.ofMillis(1));
		assertThat(this.fixture.heard()).containsExactly("close DEADLINE_EXCEEDED");
		assertThat(this.listener.outcome().status().description()).isEqualTo(CallFixture.LABEL
				+ ": deadline of 1.000 s exceeded while waiting for a connection; last error: connect to 10.0.0.7:9090"
				+ " refused; 3 attempts in 4.2 s");
	}

	@Test
	void theDeadlineEndsACallThatGetsNoAnswerAndNamesThePeer() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.UNARY, RpcOptions.NONE.timeout(Duration.ofSeconds(2)),
				this.listener);
		stream.send("ping", ClientStream.LAST);
		assertThat(transport.lastStream().request().hasDeadline()).isTrue();
		FakeStream fake = transport.lastStream();
		this.fixture.scheduler.advance(Duration.ofSeconds(2));
		assertThat(this.fixture.heard()).containsExactly("close DEADLINE_EXCEEDED");
		assertThat(this.listener.outcome().status().description())
			.contains("while waiting for the response of 127.0.0.1:9090");
		assertThat(fake.cancelReason()).isNotNull();
	}

	@Test
	void aDeadlineThatHasPassedFailsTheCallWithoutAStream() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.BIDI_STREAMING,
				RpcOptions.NONE.timeout(Duration.ofSeconds(-1)), this.listener);
		stream.send("ping", 0);
		assertThat(transport.streams()).isEmpty();
		assertThat(this.fixture.heard()).containsExactly("close DEADLINE_EXCEEDED");
	}

	@Test
	void theServiceConfigShortensTheDeadline() {
		this.fixture.serviceConfig = new ServiceConfig(List.of(),
				Map.of("shop.Orders/", new MethodConfig(Duration.ofMillis(300), null, -1, -1)));
		this.fixture.connected();
		this.fixture.unary();
		this.fixture.scheduler.advance(Duration.ofMillis(300));
		assertThat(this.fixture.heard()).containsExactly("close DEADLINE_EXCEEDED");
	}

	@Test
	void aCallFailsFastWithTheBalancersWords() {
		this.fixture.route((args) -> PickResult.fail(Status.unavailable("connect to 10.0.0.7:9090 refused")));
		this.fixture.unary();
		assertThat(this.fixture.heard()).containsExactly("close UNAVAILABLE");
		assertThat(this.listener.outcome().status().description())
			.isEqualTo(CallFixture.LABEL + ": connect to 10.0.0.7:9090 refused");
	}

	@Test
	void aCallThatWaitsForReadyWaits() {
		this.fixture.route((args) -> PickResult.fail(Status.unavailable("not yet")));
		ClientStream<String> stream = this.fixture.start(Kind.UNARY, RpcOptions.NONE.waitForReady(true), this.listener);
		stream.request(2);
		stream.send("ping", ClientStream.LAST);
		assertThat(this.fixture.routes.waiting()).isOne();
		this.fixture.connected().lastStream().respond(CallFixture.bytes("pong"));
		assertThat(this.fixture.heard()).containsExactly("headers", "pong", "close OK");
	}

	@Test
	void aDropFailsEvenACallThatWaitsForReady() {
		this.fixture.route((args) -> PickResult.drop(Status.unavailable("dropped")));
		ClientStream<String> stream = this.fixture.start(Kind.UNARY, RpcOptions.NONE.waitForReady(true), this.listener);
		stream.send("ping", ClientStream.LAST);
		assertThat(this.fixture.heard()).containsExactly("close UNAVAILABLE");
	}

	@Test
	void theFirstCallWakesAnIdleChannelAndGoesOutWhenThereIsARoute() {
		this.fixture.unary();
		assertThat(this.fixture.wakeUps).isOne();
		this.fixture.connected().lastStream().respond(CallFixture.bytes("pong"));
		assertThat(this.fixture.heard()).containsExactly("headers", "pong", "close OK");
	}

	@Test
	void closingTheChannelEndsCallsThatWait() {
		this.fixture.unary();
		this.fixture.routes.close(Status.of(StatusCode.CANCELLED, "the client connection is closing"));
		assertThat(this.fixture.heard()).containsExactly("close CANCELLED");
		assertThat(this.listener.outcome().status().description()).isEqualTo("the client connection is closing");
	}

}
