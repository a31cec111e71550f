package io.clientconn.grpcjava;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientInterceptor;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * B2, B6 and B17: what may happen to a call while it starts. An interceptor of our
 * runtime stands where the call is half started.
 */
class StartTest extends CallFixture {

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

	StartTest() throws IOException {
	}

	/**
	 * A channel with a connection, whose calls do something once their stream is open.
	 */
	private void channel(AtomicReference<Hook> hook) throws Exception {
		this.channel = ClientConnChannelBuilder.forAddress("127.0.0.1", this.server.port())
			.usePlaintext()
			.configure((options) -> options.intercept(new Hooked(hook)))
			.build();
		warmUp(Side.CLIENT_CONN);
	}

	@Test
	void b6AFirstReadinessThatOvertakesTheStartIsNotLost() throws Exception {
		AtomicReference<Hook> hook = new AtomicReference<>();
		channel(hook);
		hook.set((stream) -> {
			long until = System.nanoTime() + PATIENCE;
			while (!stream.isReady() && System.nanoTime() < until) {
				Thread.onSpinWait();
			}
		});
		for (int i = 0; i < 20; i++) {
			Heard each = new Heard();
			ClientCall<String, String> call = call(Side.CLIENT_CONN, MethodType.BIDI_STREAMING);
			CompletableFuture<Boolean> first = new CompletableFuture<>();
			each.doing((event) -> first.complete(call.isReady()));
			call.start(each, new Metadata());
			assertThat(first.get(10, TimeUnit.SECONDS)).isTrue();
			call.cancel("enough", null);
			each.status();
		}
	}

	@ParameterizedTest
	@EnumSource(value = MethodType.class, names = { "UNARY", "BIDI_STREAMING" })
	void b2ACancellationWhileTheCallStartsEndsIt(MethodType type) throws Exception {
		AtomicReference<Hook> hook = new AtomicReference<>();
		channel(hook);
		ClientCall<String, String> call = call(Side.CLIENT_CONN, type);
		hook.set((stream) -> call.cancel("changed my mind", null));
		call.start(this.heard, new Metadata());
		assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.CANCELLED);
		assertThat(this.heard.status().getDescription()).isEqualTo("changed my mind");
		assertThat(this.heard.events()).containsExactly("close CANCELLED");
	}

	@ParameterizedTest
	@EnumSource(value = MethodType.class, names = { "UNARY", "BIDI_STREAMING" })
	void b17ShuttingDownNowWhileACallStartsEndsIt(MethodType type) throws Exception {
		AtomicReference<Hook> hook = new AtomicReference<>();
		channel(hook);
		hook.set((stream) -> this.channel.shutdownNow());
		call(Side.CLIENT_CONN, type).start(this.heard, new Metadata());
		assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
		assertThat(this.heard.status().getDescription()).isEqualTo("Channel shutdownNow invoked");
		assertThat(this.channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
	}

	@ParameterizedTest
	@EnumSource(value = MethodType.class, names = { "UNARY", "BIDI_STREAMING" })
	void anInterceptorThatThrowsEndsTheCallOnce(MethodType type) throws Exception {
		AtomicReference<Hook> hook = new AtomicReference<>();
		channel(hook);
		hook.set((stream) -> {
			throw new IllegalStateException("on purpose");
		});
		ClientCall<String, String> call = call(Side.CLIENT_CONN, type);
		call.start(this.heard, new Metadata());
		call.request(1);
		call.sendMessage("x");
		call.halfClose();
		assertThat(this.heard.status().getCode().name()).isIn("INTERNAL", "CANCELLED");
		this.channel.shutdown();
		assertThat(this.channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.heard.events()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(value = MethodType.class, names = { "UNARY", "BIDI_STREAMING" })
	void anAuthorityThatCannotStandInAHeaderEndsTheCall(MethodType type) throws Exception {
		call(Side.CLIENT_CONN, type, (options) -> options.withAuthority("a b")).start(this.heard, new Metadata());
		assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.INTERNAL);
		assertThat(this.heard.status().getDescription()).contains("a b");
		this.channel.shutdown();
		assertThat(this.channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void b12NothingIsToldAfterAFailedCallback() {
		ClientCall<String, String> call = call(Side.CLIENT_CONN, MethodType.BIDI_STREAMING);
		Heard throwing = new Heard().doing((event) -> {
			throw new IllegalStateException("on purpose");
		});
		ResponseRelay<String> relay = new ResponseRelay<>((BridgeCall<String, String>) call, throwing);
		relay.onReady();
		relay.onHeaders(io.clientconn.rpc.Metadata.EMPTY, new io.clientconn.rpc.PeerInfo(
				new java.net.InetSocketAddress(1), new java.net.InetSocketAddress(2), null));
		assertThat(throwing.events()).isEmpty();
	}

	@Test
	void aGateKeepsTheOrderAndThenStandsAside() {
		List<String> ran = new ArrayList<>();
		StartGate gate = new StartGate(Runnable::run);
		gate.execute(() -> ran.add("one"));
		gate.execute(() -> ran.add("two"));
		assertThat(ran).isEmpty();
		gate.open((ex) -> ran.add("rejected"));
		gate.execute(() -> ran.add("three"));
		assertThat(ran).containsExactly("one", "two", "three");
	}

	@Test
	void whatAGateHeldRunsEvenIfTheExecutorRejectsIt() {
		List<String> ran = new ArrayList<>();
		StartGate gate = new StartGate((task) -> {
			throw new RejectedExecutionException("full");
		});
		gate.execute(() -> ran.add("the end"));
		gate.open((ex) -> ran.add(ex.getMessage()));
		assertThat(ran).containsExactly("full", "the end");
	}

	/**
	 * Runs while a call starts, with the stream that it is about to have.
	 */
	private interface Hook {

		void opened(ClientStream<?> stream);

	}

	private record Hooked(AtomicReference<Hook> hook) implements ClientInterceptor {

		@Override
		public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
				ResponseListener<R> listener, Channel next) {
			ClientStream<Q> stream = next.newStream(method, options, listener);
			Hook now = this.hook.get();
			if (now != null) {
				now.opened(stream);
			}
			return stream;
		}

	}

}
