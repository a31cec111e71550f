package io.clientconn.internal.call;

import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor.Kind;
import io.clientconn.rpc.Status;
import io.clientconn.testing.FakeTransport;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.StreamOutcome.Progress;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is sent again when a call is made again, and what is kept for that. */
class RetryReplayTest extends RetriedCalls {

	@Test
	void aStreamIsReplayedWithWhatWasSentMeanwhileInOrder() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.BIDI_STREAMING, OPTIONS, this.listener);
		stream.request(1);
		stream.send("one", 0);
		assertThat(stream.isReady()).isTrue();
		fail(transport);
		assertThat(stream.isReady()).as("there is nowhere to send to").isFalse();
		stream.send("two", 0);
		stream.halfClose();
		assertThat(transport.streams()).as("the half-close does not shorten the pause").isEmpty();
		pass(100);
		assertThat(CallFixture.sent(transport.lastStream())).containsExactly("one", "two");
		assertThat(transport.lastStream().isHalfClosed()).isTrue();
		fail(transport);
		pass(200);
		assertThat(CallFixture.sent(transport.lastStream())).containsExactly("one", "two");
		assertThat(transport.lastStream().isHalfClosed()).isTrue();
		transport.lastStream().respond(CallFixture.bytes("pong"));
		assertThat(heard()).containsExactly("headers", "pong", "close OK");
	}

	@Test
	void aWriterGoesOnWhereTheReplayEnds() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.CLIENT_STREAMING, OPTIONS, this.listener);
		stream.send("one", 0);
		fail(transport);
		pass(100);
		stream.send("two", 0);
		assertThat(stream.isReady()).isTrue();
		fail(transport);
		pass(200);
		stream.send("three", ClientStream.LAST);
		assertThat(CallFixture.sent(transport.lastStream())).containsExactly("one", "two", "three");
		stream.cancel("enough", null);
	}

	@Test
	void moreThanIsKeptIsSentButNotAgain() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.CLIENT_STREAMING, OPTIONS, this.listener);
		stream.send("x".repeat(95), 0);
		stream.send("y", 0);
		assertThat(CallFixture.sent(transport.lastStream())).containsExactly("x".repeat(95), "y");
		assertThat(this.fixture.memory.inUse()).as("nothing is kept any more").isZero();
		fail(transport);
		assertThat(heard()).containsExactly("close UNAVAILABLE");
	}

	@Test
	void exactlyWhatMayBeKeptIsSentAgain() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.CLIENT_STREAMING, OPTIONS, this.listener);
		stream.send("x".repeat(95), 0);
		fail(transport);
		pass(100);
		assertThat(CallFixture.sent(transport.lastStream())).containsExactly("x".repeat(95));
		stream.cancel("enough", null);
	}

	@Test
	void aSingleRequestThatIsLargerIsMadeAgainOnlyIfNobodyHasWorkedOnIt() {
		FakeTransport transport = this.fixture.connected();
		unary(OPTIONS, "x".repeat(96));
		transport.lastStream().end(StreamOutcome.transport(Status.unavailable("refused"), Progress.REFUSED, 7));
		assertThat(CallFixture.sent(transport.lastStream())).containsExactly("x".repeat(96));
		fail(transport);
		assertThat(heard()).containsExactly("close UNAVAILABLE");
	}

	@Test
	void headersFreeWhatIsKept() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.BIDI_STREAMING, OPTIONS, this.listener);
		stream.send("one", 0);
		assertThat(this.fixture.memory.inUse()).isPositive();
		transport.lastStream().respondHeaders(Metadata.EMPTY);
		assertThat(this.fixture.memory.inUse()).isZero();
		stream.cancel("enough", null);
	}

}
