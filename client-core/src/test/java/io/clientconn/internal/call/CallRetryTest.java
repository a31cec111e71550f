package io.clientconn.internal.call;

import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.MethodDescriptor.Kind;
import io.clientconn.rpc.Status;
import io.clientconn.testing.FakeStream;
import io.clientconn.testing.FakeTransport;
import io.clientconn.testing.RecordingListener;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.StreamOutcome.Progress;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

class CallRetryTest {

	@RegisterExtension
	final CallFixture fixture = new CallFixture();

	private final RecordingListener listener = this.fixture.listener;

	private static StreamOutcome ended(Progress progress) {
		return StreamOutcome.transport(Status.unavailable("gone"), progress, 7);
	}

	@Test
	void aCallThatWasNeverSentGoesElsewhereAsOftenAsItTakes() {
		FakeTransport first = this.fixture.connected();
		this.fixture.unary();
		for (int i = 0; i < 3; i++) {
			FakeTransport next = this.fixture.connect(9091 + i);
			FakeStream lost = ((i == 0) ? first : this.fixture.connections.get(i)).lastStream();
			lost.end(ended(Progress.NOT_SENT));
			assertThat(this.fixture.routes.waiting()).as("the route leads back to the lost connection").isOne();
			this.fixture.route(next);
		}
		this.fixture.connections.last().lastStream().respond(CallFixture.bytes("pong"));
		assertThat(this.fixture.heard()).containsExactly("headers", "pong", "close OK");
		assertThat(this.listener.outcome().failedAttempts()).hasSize(3);
	}

	@Test
	void aCallThatTheServerRefusedIsMadeAgainOnce() {
		FakeTransport transport = this.fixture.connected();
		this.fixture.unary();
		transport.lastStream().end(ended(Progress.REFUSED));
		assertThat(CallFixture.sent(transport.lastStream())).containsExactly("ping");
		transport.lastStream().end(ended(Progress.REFUSED));
		assertThat(this.fixture.heard()).containsExactly("close UNAVAILABLE");
		assertThat(this.listener.outcome().http2Error()).isEqualTo(7);
		assertThat(this.fixture.trackerHeard).hasSize(2);
	}

	@Test
	void whatWasNeverSentLeavesTheOneRepetitionOfARefusal() {
		FakeTransport first = this.fixture.connected();
		this.fixture.unary();
		FakeTransport second = this.fixture.connect(9091);
		first.lastStream().end(ended(Progress.NOT_SENT));
		this.fixture.route(second);
		FakeStream refused = second.lastStream();
		refused.end(ended(Progress.REFUSED));
		assertThat(second.lastStream()).isNotSameAs(refused);
		second.lastStream().respond(CallFixture.bytes("pong"));
		assertThat(this.fixture.heard()).containsExactly("headers", "pong", "close OK");
	}

	@Test
	void aCallThatMayHaveBeenProcessedIsNotMadeAgain() {
		FakeTransport transport = this.fixture.connected();
		this.fixture.unary();
		transport.lastStream().end(ended(Progress.PROCESSED));
		assertThat(this.fixture.heard()).containsExactly("close UNAVAILABLE");
		assertThat(this.listener.outcome().status().description())
			.isEqualTo(CallFixture.LABEL + ": gone, peer 127.0.0.1:9090");
	}

	@Test
	void aStreamIsReplayedInOrderOnAnotherConnection() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.CLIENT_STREAMING, this.listener);
		stream.send("one", 0);
		stream.send("two", 0);
		transport.lastStream().end(ended(Progress.REFUSED));
		stream.send("three", ClientStream.LAST);
		assertThat(CallFixture.sent(transport.lastStream())).containsExactly("one", "two", "three");
		assertThat(transport.lastStream().isHalfClosed()).isTrue();
		stream.cancel("enough", null);
	}

	@Test
	void aStreamThatSentMoreThanItKeepsIsNotMadeAgain() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.CLIENT_STREAMING, this.listener);
		stream.send("x".repeat(200), 0);
		transport.lastStream().end(ended(Progress.REFUSED));
		assertThat(this.fixture.heard()).containsExactly("close UNAVAILABLE");
	}

	@Test
	void messagesSentBeforeThereIsAConnectionGoOutWithIt() {
		ClientStream<String> stream = this.fixture.start(Kind.BIDI_STREAMING, this.listener);
		stream.send("x".repeat(200), 0);
		stream.send("two", 0);
		stream.halfClose();
		FakeTransport transport = this.fixture.connected();
		assertThat(CallFixture.sent(transport.lastStream())).containsExactly("x".repeat(200), "two");
		assertThat(transport.lastStream().isHalfClosed()).isTrue();
		stream.cancel("enough", null);
	}

}
