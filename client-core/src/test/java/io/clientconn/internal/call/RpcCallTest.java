package io.clientconn.internal.call;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor.Kind;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.testing.FakeStream;
import io.clientconn.testing.FakeTransport;
import io.clientconn.testing.RecordingListener;
import io.clientconn.testing.TextMarshaller;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RpcCallTest {

	@RegisterExtension
	final CallFixture fixture = new CallFixture();

	private final RecordingListener listener = this.fixture.listener;

	@Test
	void aUnaryCallGoesOutWithItsMessageAndHearsHeadersMessageAndStatusInOneTask() {
		FakeTransport transport = this.fixture.connected();
		this.fixture.unary();
		FakeStream stream = transport.lastStream();
		assertThat(CallFixture.sent(stream)).containsExactly("ping");
		assertThat(stream.isHalfClosed()).isTrue();
		assertThat(stream.request().path()).isEqualTo("/shop.Orders/UNARY");

		stream.respond(CallFixture.bytes("pong"));

		assertThat(this.fixture.callbacks.pending()).isOne();
		assertThat(this.fixture.heard()).containsExactly("headers", "pong", "close OK");
		assertThat(this.listener.outcome().origin()).isEqualTo(CallOutcome.Origin.SERVER);
		assertThat(this.listener.outcome().peer()).hasToString("127.0.0.1:9090");
		assertThat(this.fixture.trackerHeard).containsExactly(Status.OK);
	}

	/** What is not read yet needs a thread to be told on. */
	@Test
	void aCallIsUnderWayUntilItsListenerHearsTheEnd() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.SERVER_STREAMING, this.listener);
		stream.request(1);
		stream.send("ping", ClientStream.LAST);
		assertThat(CallFixture.sent(transport.lastStream())).containsExactly("ping");
		FakeStream answer = transport.lastStream();
		answer.respondHeaders(Metadata.EMPTY);
		answer.respondMessage(CallFixture.bytes("one"));
		answer.respondMessage(CallFixture.bytes("two"));
		answer.respondStatus(Status.OK, Metadata.EMPTY);
		assertThat(this.fixture.heard()).containsExactly("headers", "one");
		assertThat(this.fixture.routes.calls().count()).isOne();

		stream.request(1);

		assertThat(this.fixture.heard()).containsExactly("headers", "one", "two", "close OK");
		assertThat(this.fixture.routes.calls().count()).isZero();
	}

	@Test
	void aUnaryCallSendsNothingBeforeItsMessage() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.UNARY, this.listener);
		assertThat(transport.streams()).isEmpty();
		stream.cancel("no longer needed", null);
		assertThat(this.fixture.heard()).containsExactly("close CANCELLED");
		assertThat(this.listener.outcome().status().description()).isEqualTo("no longer needed");
	}

	@Test
	void aMessageWithoutLastIsHeldUntilTheSendingSideCloses() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.UNARY, this.listener);
		stream.send("ping", 0);
		assertThat(transport.streams()).isEmpty();
		stream.halfClose();
		assertThat(CallFixture.sent(transport.lastStream())).containsExactly("ping");
		stream.cancel("enough", null);
	}

	@Test
	void aMessageThatIsHeldIsGivenBackWhenTheCallIsCancelled() {
		ClientStream<String> stream = this.fixture.start(Kind.UNARY, this.listener);
		stream.send("ping", 0);
		stream.cancel("enough", null);
		assertThat(this.fixture.heard()).containsExactly("close CANCELLED");
	}

	@Test
	void aSecondMessageOfAUnaryCallIsRefused() {
		this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.UNARY, this.listener);
		stream.send("one", 0);
		assertThatIllegalStateException().isThrownBy(() -> stream.send("two", 0)).withMessageContaining("takes one");
		stream.cancel("enough", null);
	}

	@Test
	void aStreamOpensAtOnceAndSendsAsItGoes() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.BIDI_STREAMING, this.listener);
		FakeStream fake = transport.lastStream();
		stream.send("one", 0);
		stream.send("two", 0);
		stream.halfClose();
		assertThat(CallFixture.sent(fake)).containsExactly("one", "two");
		assertThat(fake.isHalfClosed()).isTrue();
		assertThatIllegalStateException().isThrownBy(() -> stream.send("three", 0));
		fake.respondStatus(Status.OK, Metadata.EMPTY);
		assertThat(this.fixture.heard()).containsExactly("close OK");
		stream.send("after the end nothing happens", 0);
	}

	@Test
	void messagesAreDeliveredOnlyAsFarAsTheyWereAskedFor() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.SERVER_STREAMING, this.listener);
		stream.send("go", ClientStream.LAST);
		FakeStream fake = transport.lastStream();
		fake.respondHeaders(Metadata.EMPTY);
		fake.respondMessage(CallFixture.bytes("a"));
		fake.respondMessage(CallFixture.bytes("b"));
		fake.respondStatus(Status.OK, Metadata.EMPTY);
		assertThat(this.fixture.heard()).containsExactly("headers");
		stream.request(1);
		assertThat(this.fixture.heard()).containsExactly("headers", "a");
		stream.request(1);
		assertThat(this.fixture.heard()).containsExactly("headers", "a", "b", "close OK");
	}

	@Test
	void creditGoesBackForMessagesThatWereTaken() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.BIDI_STREAMING, this.listener);
		FakeStream fake = transport.lastStream();
		fake.respondHeaders(Metadata.EMPTY);
		fake.respondMessage(CallFixture.bytes("abc"));
		this.fixture.heard();
		assertThat(fake.consumedBytes()).isZero();
		stream.request(1);
		this.fixture.heard();
		assertThat(fake.consumedBytes()).isEqualTo(8);
		stream.cancel("enough", null);
	}

	@Test
	void theConnectionLearnsWhetherAMessageIsAwaited() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.BIDI_STREAMING, this.listener);
		FakeStream fake = transport.lastStream();
		assertThat(fake.listener().awaitsMessage()).isFalse();
		stream.request(1);
		assertThat(fake.listener().awaitsMessage()).isTrue();
		fake.respondHeaders(Metadata.EMPTY);
		fake.respondMessage(CallFixture.bytes("abc"));
		assertThat(fake.listener().awaitsMessage()).isFalse();
		stream.cancel("enough", null);
	}

	@Test
	void readinessIsToldPastMessagesThatNobodyAskedFor() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.BIDI_STREAMING, this.listener);
		FakeStream fake = transport.lastStream();
		fake.respondHeaders(Metadata.EMPTY);
		fake.respondMessage(CallFixture.bytes("unasked"));
		fake.setReady(false);
		assertThat(stream.isReady()).isFalse();
		fake.setReady(true);
		assertThat(stream.isReady()).isTrue();
		assertThat(this.fixture.heard()).contains("ready");
		stream.cancel("enough", null);
	}

	@Test
	void cancellingEndsTheCallAndTheStreamAndDropsWhatWaits() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.SERVER_STREAMING, this.listener);
		stream.send("go", ClientStream.LAST);
		FakeStream fake = transport.lastStream();
		fake.respondHeaders(Metadata.EMPTY);
		fake.respondMessage(CallFixture.bytes("unasked"));
		assertThat(this.fixture.heard()).containsExactly("headers");
		stream.cancel("enough", null);
		assertThat(fake.cancelReason()).isNotNull();
		assertThat(this.fixture.heard()).containsExactly("headers", "close CANCELLED");
		assertThat(this.fixture.trackerHeard).hasSize(1);
	}

	@Test
	void cancellingDropsMessagesEvenIfTheServerIsDone() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.SERVER_STREAMING, this.listener);
		stream.send("go", ClientStream.LAST);
		FakeStream fake = transport.lastStream();
		fake.respondHeaders(Metadata.EMPTY);
		fake.respondMessage(CallFixture.bytes("unasked"));
		fake.respondStatus(Status.OK, Metadata.EMPTY);
		assertThat(this.fixture.heard()).containsExactly("headers");
		stream.cancel("enough", null);
		assertThat(this.fixture.heard()).containsExactly("headers", "close CANCELLED");
	}

	@Test
	void aMessageThatIsTooLargeEndsTheCall() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.BIDI_STREAMING, this.listener);
		stream.send("x".repeat(1001), 0);
		assertThat(this.fixture.heard()).containsExactly("close RESOURCE_EXHAUSTED");
		assertThat(transport.streams()).isEmpty();
	}

	@Test
	void aMessageThatCannotBeWrittenEndsTheCall() {
		this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.UNARY, this.listener);
		stream.send(TextMarshaller.BAD, ClientStream.LAST);
		assertThat(this.fixture.heard()).containsExactly("close INTERNAL");
	}

	@Test
	void aMessageThatCannotBeReadEndsTheCall() {
		FakeTransport transport = this.fixture.connected();
		this.fixture.unary();
		transport.lastStream().respond(CallFixture.bytes(TextMarshaller.BAD));
		assertThat(this.fixture.heard()).containsExactly("headers", "close INTERNAL");
	}

	@Test
	void okWithoutAMessageIsACardinalityViolation() {
		FakeTransport transport = this.fixture.connected();
		this.fixture.unary();
		transport.lastStream().respondStatus(Status.OK, Metadata.EMPTY);
		assertThat(this.fixture.heard()).containsExactly("close INTERNAL");
		assertThat(this.listener.outcome().status().description()).startsWith(CallFixture.LABEL)
			.contains("cardinality violation")
			.endsWith("peer 127.0.0.1:9090");
	}

	@Test
	void aSecondMessageIsACardinalityViolation() {
		FakeTransport transport = this.fixture.connected();
		this.fixture.unary();
		FakeStream fake = transport.lastStream();
		fake.respondHeaders(Metadata.EMPTY);
		fake.respondMessage(CallFixture.bytes("one"));
		fake.respondMessage(CallFixture.bytes("two"));
		assertThat(this.fixture.heard()).endsWith("close INTERNAL");
		assertThat(fake.isEnded()).isTrue();
	}

	@Test
	void theOneAnswerToManyRequestsIsCountedToo() {
		FakeTransport transport = this.fixture.connected();
		RecordingListener none = new RecordingListener();
		this.fixture.start(Kind.CLIENT_STREAMING, none).request(2);
		FakeStream silent = transport.lastStream();
		silent.respondHeaders(Metadata.EMPTY);
		silent.respondStatus(Status.OK, Metadata.EMPTY);
		this.fixture.start(Kind.CLIENT_STREAMING, this.listener).request(2);
		FakeStream talkative = transport.lastStream();
		talkative.respondHeaders(Metadata.EMPTY);
		talkative.respondMessage(CallFixture.bytes("one"));
		talkative.respondMessage(CallFixture.bytes("two"));
		assertThat(this.fixture.heard()).endsWith("close INTERNAL");
		assertThat(none.events()).containsExactly("headers", "close INTERNAL");
		assertThat(none.outcome().status().description()).contains("ended with OK but no message");
		assertThat(this.listener.outcome().status().description()).contains("sent a second message");
	}

	@Test
	void streamsOfResponsesMayBeEmpty() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.SERVER_STREAMING, this.listener);
		stream.send("go", ClientStream.LAST);
		transport.lastStream().respondStatus(Status.OK, Metadata.EMPTY);
		assertThat(this.fixture.heard()).containsExactly("close OK");
	}

	@Test
	void anErrorAfterTheOnlyMessageIsTheOutcome() {
		FakeTransport transport = this.fixture.connected();
		this.fixture.unary();
		FakeStream fake = transport.lastStream();
		fake.respondHeaders(Metadata.EMPTY);
		fake.respondMessage(CallFixture.bytes("one"));
		fake.respondStatus(Status.of(StatusCode.ABORTED, "after all"), Metadata.EMPTY);
		assertThat(this.fixture.heard()).containsExactly("headers", "one", "close ABORTED");
	}

	@Test
	void closingTheSendingSideAgainDoesNothing() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.BIDI_STREAMING, this.listener);
		stream.halfClose();
		stream.halfClose();
		assertThat(transport.lastStream().isHalfClosed()).isTrue();
		transport.lastStream().respondStatus(Status.OK, Metadata.EMPTY);
		stream.halfClose();
		assertThat(this.fixture.heard()).containsExactly("close OK");
	}

	@Test
	void anErrorOfTheServerIsToldWordForWord() {
		FakeTransport transport = this.fixture.connected();
		this.fixture.unary();
		transport.lastStream()
			.respondStatus(Status.of(StatusCode.NOT_FOUND, "100% %s gone"), Metadata.of("x-why", "sold"));
		assertThat(this.fixture.heard()).containsExactly("close NOT_FOUND");
		assertThat(this.listener.outcome().status().description()).isEqualTo("100% %s gone");
		assertThat(this.listener.outcome().trailers().get("x-why")).isEqualTo("sold");
	}

}
