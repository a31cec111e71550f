package io.clientconn.internal.call;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Marshaller;
import io.clientconn.rpc.MessageSink;
import io.clientconn.rpc.MessageSource;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.MethodDescriptor.Kind;
import io.clientconn.rpc.PeerInfo;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.testing.FakeStream;
import io.clientconn.testing.FakeTransport;
import io.clientconn.testing.RecordingListener;
import io.clientconn.testing.TextMarshaller;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ResponseDeliveryTest {

	private final CallFixture fixture = new CallFixture();

	@AfterEach
	void nothingIsLeft() {
		assertThat(this.fixture.callbacks.pending()).isZero();
		assertThat(this.fixture.memory.inUse()).isZero();
		assertThat(this.fixture.scheduler.pending()).isZero();
	}

	@Test
	void directExecutionHappensOnTheThreadOfTheEvent() {
		RecordingListener listener = new RecordingListener();
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.UNARY, RpcOptions.NONE.executor(Runnable::run), listener);
		stream.request(2);
		stream.send("ping", ClientStream.LAST);
		transport.lastStream().respond(CallFixture.bytes("pong"));
		assertThat(listener.events()).containsExactly("headers", "pong", "close OK");
	}

	@Test
	void anExecutorThatRejectsEndsThatCallOnAnotherOne() {
		RecordingListener listener = new RecordingListener();
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.SERVER_STREAMING, RpcOptions.NONE.executor((task) -> {
			throw new RejectedExecutionException("full");
		}), listener);
		stream.request(2);
		stream.send("ping", ClientStream.LAST);
		FakeStream fake = transport.lastStream();
		fake.respondHeaders(Metadata.EMPTY);
		assertThat(listener.events()).isEmpty();
		this.fixture.fallback.runAll();
		assertThat(listener.events()).containsExactly("close RESOURCE_EXHAUSTED");
		assertThat(fake.isEnded()).isTrue();
	}

	@Test
	void aListenerThatThrowsEndsTheCallAndHearsOnlyItsEnd() {
		RuntimeException bug = new IllegalArgumentException("bug");
		RecordingListener listener = new RecordingListener() {

			@Override
			public void onMessage(String message) {
				throw bug;
			}

		};
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.SERVER_STREAMING, listener);
		stream.request(5);
		stream.send("go", ClientStream.LAST);
		FakeStream fake = transport.lastStream();
		fake.respondHeaders(Metadata.EMPTY);
		fake.respondMessage(CallFixture.bytes("a"));
		fake.respondMessage(CallFixture.bytes("b"));
		this.fixture.callbacks.runAll();
		assertThat(listener.events()).containsExactly("headers", "close CANCELLED");
		assertThat(listener.outcome().status().cause()).isSameAs(bug);
		assertThat(listener.outcome().trailers().isEmpty()).isTrue();
		assertThat(fake.isEnded()).isTrue();
	}

	@Test
	void aListenerThatThrowsInAnyCallbackEndsTheCall() {
		RuntimeException bug = new IllegalArgumentException("bug");
		assertEndedBy(bug, new RecordingListener() {

			@Override
			public void onHeaders(Metadata headers, PeerInfo peer) {
				throw bug;
			}

		});
		assertEndedBy(bug, new RecordingListener() {

			@Override
			public void onReady() {
				throw bug;
			}

		});
	}

	private void assertEndedBy(RuntimeException bug, RecordingListener listener) {
		FakeTransport transport = this.fixture.connected();
		this.fixture.start(Kind.BIDI_STREAMING, listener).request(5);
		FakeStream fake = transport.lastStream();
		fake.setReady(false);
		fake.setReady(true);
		fake.respondHeaders(Metadata.EMPTY);
		fake.respondMessage(CallFixture.bytes("a"));
		this.fixture.callbacks.runAll();
		assertThat(listener.events()).endsWith("close CANCELLED").doesNotContain("a");
		assertThat(listener.outcome().status().cause()).isSameAs(bug);
		assertThat(fake.isEnded()).isTrue();
	}

	@Test
	void aListenerThatThrowsAtTheEndIsOnlyLogged() {
		FakeTransport transport = this.fixture.connected();
		RecordingListener listener = new RecordingListener() {

			@Override
			public void onClose(CallOutcome outcome) {
				super.onClose(outcome);
				throw new IllegalStateException("thrown on purpose by a test");
			}

		};
		ClientStream<String> stream = this.fixture.start(Kind.UNARY, listener);
		stream.request(2);
		stream.send("ping", ClientStream.LAST);
		transport.lastStream().respond(CallFixture.bytes("pong"));
		this.fixture.callbacks.runAll();
		assertThat(listener.events()).containsExactly("headers", "pong", "close OK");
	}

	@Test
	void theListenerMayUseTheCallFromItsCallbacks() {
		FakeTransport transport = this.fixture.connected();
		List<ClientStream<String>> streams = new ArrayList<>();
		RecordingListener listener = new RecordingListener() {

			@Override
			public void onHeaders(Metadata headers, PeerInfo peer) {
				super.onHeaders(headers, peer);
				streams.get(0).request(1);
			}

			@Override
			public void onMessage(String message) {
				super.onMessage(message);
				streams.get(0).request(1);
				if (message.equals("c")) {
					streams.get(0).cancel("seen enough", null);
				}
			}

		};
		streams.add(this.fixture.start(Kind.SERVER_STREAMING, RpcOptions.NONE.executor(Runnable::run), listener));
		streams.get(0).send("go", ClientStream.LAST);
		FakeStream fake = transport.lastStream();
		fake.respondHeaders(Metadata.EMPTY);
		for (String message : List.of("a", "b", "c", "d")) {
			fake.respondMessage(CallFixture.bytes(message));
		}
		assertThat(listener.events()).containsExactly("headers", "a", "b", "c", "close CANCELLED");
	}

	@Test
	void demandAddsUpAndNeverOverflows() {
		RecordingListener listener = new RecordingListener();
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.SERVER_STREAMING, listener);
		stream.send("go", ClientStream.LAST);
		stream.request(Integer.MAX_VALUE);
		stream.request(Integer.MAX_VALUE);
		FakeStream fake = transport.lastStream();
		fake.respondHeaders(Metadata.EMPTY);
		fake.respondMessage(CallFixture.bytes("a"));
		fake.respondStatus(Status.OK, Metadata.EMPTY);
		this.fixture.callbacks.runAll();
		assertThat(listener.events()).containsExactly("headers", "a", "close OK");
	}

	@Test
	void askingForNothingIsRefused() {
		ClientStream<String> stream = this.fixture.start(Kind.UNARY, new RecordingListener());
		assertThatIllegalArgumentException().isThrownBy(() -> stream.request(0)).withMessageContaining("at least one");
		stream.cancel("enough", null);
		this.fixture.callbacks.runAll();
	}

	@Test
	void anExecutorThatThrowsSomethingElseEndsThatCallToo() {
		RecordingListener listener = new RecordingListener();
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.UNARY, RpcOptions.NONE.executor((task) -> {
			throw new IllegalStateException();
		}), listener);
		stream.request(2);
		stream.send("ping", ClientStream.LAST);
		FakeStream fake = transport.lastStream();
		fake.respondHeaders(Metadata.EMPTY);
		this.fixture.fallback.runAll();
		assertThat(listener.events()).containsExactly("close RESOURCE_EXHAUSTED");
		assertThat(listener.outcome().status().description()).contains("IllegalStateException");
		assertThat(fake.isEnded()).isTrue();
	}

	@Test
	void aMarshallerThatFailsWithAnErrorEndsTheCall() {
		assertThat(outcomeWith((source) -> {
			throw new NoClassDefFoundError("shop/Order");
		})).isEqualTo("INTERNAL: " + CallFixture.LABEL + ": failed to read the response message: shop/Order"
				+ ", peer 127.0.0.1:9090");
	}

	@Test
	@SuppressWarnings("NullAway") // what users do without checkers
	void aMarshallerThatReturnsNothingEndsTheCall() {
		assertThat(outcomeWith((source) -> null)).isEqualTo("INTERNAL: " + CallFixture.LABEL
				+ ": failed to read the response message: the marshaller returned no message, peer 127.0.0.1:9090");
	}

	@Test
	void whoHearsOfAFailureOnTheSpotHearsChannelAndPeerToo() {
		RecordingListener listener = new RecordingListener();
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.UNARY, RpcOptions.NONE.executor(Runnable::run), listener);
		stream.request(2);
		stream.send("ping", ClientStream.LAST);
		transport.lastStream().respond(CallFixture.bytes(TextMarshaller.BAD));
		assertThat(listener.outcome().status().description())
			.isEqualTo(CallFixture.LABEL + ": failed to read the response message: bad message, peer 127.0.0.1:9090");
		assertThat(listener.outcome().peer()).hasToString("127.0.0.1:9090");
	}

	private String outcomeWith(Reading reading) {
		RecordingListener listener = new RecordingListener();
		FakeTransport transport = this.fixture.connected();
		TextMarshaller text = new TextMarshaller();
		Marshaller<String> responses = new Marshaller<>() {

			@Override
			public int size(String message) {
				return text.size(message);
			}

			@Override
			public void write(String message, MessageSink sink) throws IOException {
				text.write(message, sink);
			}

			@Override
			public String read(MessageSource source) throws IOException {
				return reading.read(source);
			}

		};
		ClientStream<String> stream = this.fixture.calls
			.newStream(MethodDescriptor.of("shop.Orders/Get", Kind.UNARY, text, responses), RpcOptions.NONE, listener);
		stream.request(2);
		stream.send("ping", ClientStream.LAST);
		transport.lastStream().respond(CallFixture.bytes("pong"));
		this.fixture.callbacks.runAll();
		Status status = listener.outcome().status();
		return status.code() + ": " + status.description();
	}

	@Test
	void theFirstEndOfThisSideStands() {
		RecordingListener listener = new RecordingListener();
		this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.UNARY,
				RpcOptions.NONE.timeout(java.time.Duration.ofSeconds(1)), listener);
		stream.send("ping", ClientStream.LAST);
		stream.cancel("not needed", null);
		stream.cancel("again", null);
		this.fixture.scheduler.advance(java.time.Duration.ofSeconds(2));
		this.fixture.callbacks.runAll();
		assertThat(listener.events()).containsExactly("close CANCELLED");
		assertThat(listener.outcome().status().description()).isEqualTo("not needed");
	}

	@FunctionalInterface
	private interface Reading {

		String read(MessageSource source) throws IOException;

	}

}
