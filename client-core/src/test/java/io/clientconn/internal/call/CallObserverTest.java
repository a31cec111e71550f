package io.clientconn.internal.call;

import java.util.ArrayList;
import java.util.List;

import io.clientconn.rpc.AttemptInfo;
import io.clientconn.rpc.AttemptObserver;
import io.clientconn.rpc.CallObserver;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor.Kind;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.testing.FakeTransport;
import io.clientconn.testing.RecordingListener;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.StreamOutcome.Progress;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CallObserverTest {

	private final CallFixture fixture = new CallFixture();

	private final RecordingListener listener = new RecordingListener();

	private final List<String> seen = new ArrayList<>();

	private final CallObserver observer = (attempt, headers) -> {
		int number = attempts();
		this.seen.add("attempt " + describe(attempt));
		headers.add("x-attempt", Integer.toString(number));
		return new Recorder(number);
	};

	@AfterEach
	void nothingIsLeft() {
		this.fixture.callbacks.runAll();
		assertThat(this.fixture.memory.inUse()).isZero();
		assertThat(this.fixture.scheduler.pending()).isZero();
	}

	private int attempts() {
		return (int) this.seen.stream().filter((event) -> event.startsWith("attempt")).count();
	}

	private static String describe(AttemptInfo attempt) {
		return attempt.method() + " to " + attempt.peer() + (attempt.transparentRetry() ? " again" : "")
				+ (attempt.waited() ? " late" : "") + " after " + attempt.previousAttempts();
	}

	private ClientStream<String> start(Kind kind) {
		return start(kind, this.observer);
	}

	private ClientStream<String> start(Kind kind, CallObserver looksOn) {
		ClientStream<String> stream = this.fixture.start(kind,
				RpcOptions.NONE.observer(looksOn).header("x-own", "mine"), this.listener);
		stream.request(2);
		return stream;
	}

	@Test
	void anAttemptThatHadToWaitForItsConnectionSaysSo() {
		start(Kind.UNARY).send("ping", ClientStream.LAST);
		assertThat(this.seen).isEmpty();
		this.fixture.connected().lastStream().respond(CallFixture.bytes("pong"));
		assertThat(this.seen).startsWith("attempt shop.Orders/UNARY to 127.0.0.1:9090 late after 0");
	}

	@Test
	void aUnaryCallIsOneAttempt() {
		FakeTransport transport = this.fixture.connected();
		start(Kind.UNARY).send("ping", ClientStream.LAST);
		Metadata sent = transport.lastStream().request().headers();
		assertThat(sent.names()).containsExactly("x-own", "x-attempt");
		transport.lastStream().respond(CallFixture.bytes("pong"));
		assertThat(this.seen).containsExactly("attempt shop.Orders/UNARY to 127.0.0.1:9090 after 0", "0 sent 9",
				"0 headers", "0 ended OK SERVER");
	}

	@Test
	void eachAttemptHearsOfTheMessagesThatItSends() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = start(Kind.CLIENT_STREAMING);
		stream.send("one", 0);
		transport.lastStream().end(StreamOutcome.transport(Status.unavailable("refused"), Progress.REFUSED, 7));
		stream.send("three", ClientStream.LAST);
		assertThat(transport.lastStream().request().headers().get("x-attempt")).isEqualTo("1");
		transport.lastStream().respondStatus(Status.of(io.clientconn.rpc.StatusCode.NOT_FOUND), Metadata.EMPTY);
		String method = "shop.Orders/CLIENT_STREAMING to 127.0.0.1:9090";
		assertThat(this.seen).containsExactly("attempt " + method + " after 0", "0 sent 8",
				"0 ended UNAVAILABLE TRANSPORT", "attempt " + method + " again after 0", "1 sent 8", "1 sent 10",
				"1 ended NOT_FOUND SERVER");
	}

	@Test
	void anAttemptThatThisSideGivesUpEnds() {
		this.fixture.connected();
		ClientStream<String> stream = start(Kind.BIDI_STREAMING);
		stream.cancel("enough", null);
		assertThat(this.seen).hasSize(2).last().isEqualTo("0 ended CANCELLED LOCAL");
	}

	@Test
	void aCallWithoutAConnectionMakesNoAttempt() {
		ClientStream<String> stream = start(Kind.BIDI_STREAMING);
		stream.cancel("enough", null);
		assertThat(this.seen).isEmpty();
	}

	@Test
	void anObserverThatFailsDoesNotHurtTheCall() {
		FakeTransport transport = this.fixture.connected();
		start(Kind.UNARY, (attempt, headers) -> new Failing()).send("ping", ClientStream.LAST);
		transport.lastStream().respond(CallFixture.bytes("pong"));
		this.fixture.callbacks.runAll();
		assertThat(this.listener.events()).containsExactly("headers", "pong", "close OK");
	}

	@Test
	void anObserverThatFailsAtOnceLeavesTheHeadersAsTheyAre() {
		FakeTransport transport = this.fixture.connected();
		start(Kind.UNARY, (attempt, headers) -> {
			headers.add("x-half", "done");
			throw new IllegalStateException("on purpose");
		}).send("ping", ClientStream.LAST);
		assertThat(transport.lastStream().request().headers().names()).containsExactly("x-own");
		transport.lastStream().respond(CallFixture.bytes("pong"));
	}

	@Test
	void nobodyHasToListen() {
		FakeTransport transport = this.fixture.connected();
		start(Kind.UNARY, (attempt, headers) -> null).send("ping", ClientStream.LAST);
		transport.lastStream().respond(CallFixture.bytes("pong"));
		this.fixture.callbacks.runAll();
		assertThat(this.listener.events()).containsExactly("headers", "pong", "close OK");
	}

	private final class Recorder implements AttemptObserver {

		private final int number;

		Recorder(int number) {
			this.number = number;
		}

		@Override
		public void messageSent(int wireBytes) {
			CallObserverTest.this.seen.add(this.number + " sent " + wireBytes);
		}

		@Override
		public void headersReceived(Metadata headers) {
			CallObserverTest.this.seen.add(this.number + " headers");
		}

		@Override
		public void ended(CallOutcome outcome) {
			CallObserverTest.this.seen.add(this.number + " ended " + outcome.status().code() + " " + outcome.origin());
		}

	}

	private static final class Failing implements AttemptObserver {

		@Override
		public void messageSent(int wireBytes) {
			throw new IllegalStateException("on purpose");
		}

		@Override
		public void headersReceived(Metadata headers) {
			throw new IllegalStateException("on purpose");
		}

		@Override
		public void ended(CallOutcome outcome) {
			throw new IllegalStateException("on purpose");
		}

	}

}
