package io.clientconn.internal.call;

import java.net.InetSocketAddress;
import java.time.Duration;

import io.clientconn.balancer.PickResult;
import io.clientconn.balancer.SubConn;
import io.clientconn.resolver.Address;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor.Kind;
import io.clientconn.rpc.RetryPolicy;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.testing.FakeStream;
import io.clientconn.testing.FakeTransport;
import io.clientconn.testing.RecordingListener;
import io.clientconn.transport.ClientTransport;

import org.jspecify.annotations.Nullable;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls on a machine that starts no more threads, and others that cannot even begin: each
 * ends, and none stays counted.
 */
class NoThreadsTest {

	private final CallFixture fixture = new CallFixture();

	private final RecordingListener listener = new RecordingListener();

	@AfterEach
	void nothingIsLeft() {
		assertThat(this.fixture.routes.calls().any()).isFalse();
		assertThat(this.fixture.callbacks.pending()).isZero();
		assertThat(this.fixture.memory.inUse()).isZero();
		assertThat(this.fixture.scheduler.pending()).isZero();
		assertThat(this.fixture.routes.waiting()).isZero();
	}

	@Test
	void theEndIsToldWhereItHappensIfNoExecutorHasAThread() {
		FakeTransport transport = this.fixture.connected();
		ClientStream<String> stream = this.fixture.start(Kind.SERVER_STREAMING, this.listener);
		stream.request(2);
		stream.send("ping", ClientStream.LAST);
		FakeStream fake = transport.lastStream();
		this.fixture.callbacks.refuse(1);
		this.fixture.fallback.refuse(1);

		fake.respondHeaders(Metadata.EMPTY);

		assertThat(this.listener.events()).containsExactly("close RESOURCE_EXHAUSTED");
		assertThat(this.listener.outcome().status().description())
			.contains("the callback executor rejected the response: unable to create native thread");
		assertThat(fake.isEnded()).isTrue();
	}

	@Test
	void aThreadThatCannotBeStartedOnceEndsOneCallAndTheNextOneIsAnswered() {
		FakeTransport transport = this.fixture.connected();
		this.fixture.callbacks.refuse(1);
		unary(RpcOptions.NONE);
		transport.lastStream().respond(CallFixture.bytes("pong"));
		this.fixture.fallback.runAll();
		assertThat(this.listener.events()).containsExactly("close RESOURCE_EXHAUSTED");

		RecordingListener next = new RecordingListener();
		ClientStream<String> stream = this.fixture.start(Kind.UNARY, next);
		stream.request(2);
		stream.send("ping", ClientStream.LAST);
		transport.lastStream().respond(CallFixture.bytes("pong"));
		this.fixture.callbacks.runAll();
		assertThat(next.events()).containsExactly("headers", "pong", "close OK");
	}

	@Test
	void aCallWhoseDeadlineNobodyCanKeepEndsAtOnce() {
		this.fixture.connected();
		this.fixture.scheduler.refuse(1);

		unary(RpcOptions.NONE.timeout(Duration.ofSeconds(1)));

		this.fixture.callbacks.runAll();
		assertThat(this.listener.events()).containsExactly("close UNAVAILABLE");
		assertThat(this.listener.outcome().status().description())
			.contains("no timer for the deadline of the call: java.lang.Error");
	}

	@Test
	void aStreamWhoseDeadlineNobodyCanKeepEndsAtOnceEvenIfItWaitsForAConnection() {
		this.fixture.scheduler.refuse(1);

		this.fixture.start(Kind.BIDI_STREAMING, RpcOptions.NONE.timeout(Duration.ofSeconds(1)), this.listener);

		this.fixture.callbacks.runAll();
		assertThat(this.listener.events()).containsExactly("close UNAVAILABLE");
	}

	@Test
	void aFailureStandsIfNobodyCanKeepThePauseAfterIt() {
		FakeTransport transport = this.fixture.connected();
		unary(RpcOptions.NONE.retry(RetryPolicy.builder().retryOn(StatusCode.UNAVAILABLE).build()));
		this.fixture.scheduler.refuse(1);

		transport.lastStream().respondStatus(Status.unavailable("overloaded"), Metadata.EMPTY);

		this.fixture.callbacks.runAll();
		assertThat(this.listener.events()).containsExactly("close UNAVAILABLE");
		assertThat(this.listener.outcome().status().description()).contains("overloaded");
		assertThat(this.fixture.routes.held()).isZero();
	}

	@Test
	void aCallThatCannotBeginEndsInsteadOfThrowing() {
		this.fixture.route((args) -> PickResult.use(new FailingSubConn()));

		this.fixture.start(Kind.BIDI_STREAMING, this.listener);

		this.fixture.callbacks.runAll();
		assertThat(this.listener.events()).containsExactly("close INTERNAL");
		assertThat(this.listener.outcome().status().cause()).hasMessage("made for a test");
	}

	private void unary(RpcOptions options) {
		ClientStream<String> stream = this.fixture.start(Kind.UNARY, options, this.listener);
		stream.request(2);
		stream.send("ping", ClientStream.LAST);
	}

	private static final class FailingSubConn implements SubConn {

		@Override
		public void connect() {
			// Never asked for.
		}

		@Override
		public void shutdown() {
			// Never asked for.
		}

		@Override
		public Address address() {
			return Address.of(InetSocketAddress.createUnresolved("h", 1));
		}

		@Override
		public @Nullable ClientTransport transport() {
			throw new NoClassDefFoundError("made for a test");
		}

	}

}
