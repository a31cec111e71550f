package io.clientconn.grpcjava;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.InternalConfiguratorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * B18 and the options of calls: what each does, not only that it is taken. What runs on
 * both sides shows that the meaning is grpc-java's.
 */
class OptionsTest extends CallFixture {

	private static final Metadata.Key<String> TEXT = Metadata.Key.of("x-text", Metadata.ASCII_STRING_MARSHALLER);

	OptionsTest() throws IOException {
	}

	private Status called(UnaryOperator<CallOptions> options, String message) throws Exception {
		Heard each = new Heard();
		ClientCall<String, String> call = this.channel.newCall(TextServer.method(MethodType.UNARY),
				options.apply(CallOptions.DEFAULT));
		call.start(each, new Metadata());
		call.request(2);
		call.sendMessage(message);
		call.halfClose();
		return each.status();
	}

	// Of channels

	@ParameterizedTest
	@EnumSource
	void b18TheLimitOfResponsesIsTheChannelsUnlessTheCallHasASmallerOne(Side side) throws Exception {
		this.channel = side.channel(this.server.port()).maxInboundMessageSize(3).build();
		assertThat(called(UnaryOperator.identity(), "two").isOk()).isTrue();
		Status tooLarge = called(UnaryOperator.identity(), "four");
		assertThat(tooLarge.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
		assertThat(tooLarge.getDescription()).contains("exceeds maximum");
		assertThat(called((options) -> options.withMaxInboundMessageSize(2), "two").getCode())
			.isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
	}

	@ParameterizedTest
	@EnumSource
	void b18TheLimitOfHeadersOfResponses(Side side) throws Exception {
		this.server.on(MethodType.UNARY, (call, headers) -> {
			Metadata large = new Metadata();
			large.put(TEXT, "y".repeat(6000));
			call.sendHeaders(large);
			call.sendMessage("x");
			call.close(Status.OK, new Metadata());
			return silent(call);
		});
		this.channel = side.channel(this.server.port()).maxInboundMetadataSize(4000).build();
		assertThat(called(UnaryOperator.identity(), "x").isOk()).isFalse();
		ManagedChannel small = this.channel;
		this.channel = side.channel(this.server.port()).maxInboundMetadataSize(10_000).build();
		assertThat(called(UnaryOperator.identity(), "x").isOk()).isTrue();
		small.shutdownNow();
		assertThat(small.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void b18AChannelWithoutCallsRestsAfterItsIdleTimeout(Side side) throws Exception {
		this.channel = side.channel(this.server.port()).idleTimeout(1, TimeUnit.MILLISECONDS).build();
		assertThat(called(UnaryOperator.identity(), "x").isOk()).isTrue();
		for (ConnectivityState now = this.channel.getState(false); now != ConnectivityState.IDLE;) {
			CompletableFuture<Void> left = new CompletableFuture<>();
			this.channel.notifyWhenStateChanged(now, () -> left.complete(null));
			left.get(20, TimeUnit.SECONDS);
			now = this.channel.getState(false);
		}
		assertThat(called(UnaryOperator.identity(), "x").isOk()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void b18RetriesAreBoundedByTheChannel(Side side) throws Exception {
		AtomicInteger attempts = new AtomicInteger();
		this.server.on(MethodType.UNARY, (call, headers) -> {
			attempts.incrementAndGet();
			call.close(Status.UNAVAILABLE.withDescription("no"), new Metadata());
			return silent(call);
		});
		Map<String, ?> policy = Map.of("maxAttempts", 4.0, "initialBackoff", "0.001s", "maxBackoff", "0.001s",
				"backoffMultiplier", 1.0, "retryableStatusCodes", List.of("UNAVAILABLE"));
		Map<String, ?> retrying = Map.of("methodConfig",
				List.of(Map.of("name", List.of(Map.of()), "retryPolicy", policy)));
		Map<Integer, UnaryOperator<ManagedChannelBuilder<?>>> cases = Map.of(4, ManagedChannelBuilder::enableRetry, 3,
				(builder) -> builder.maxRetryAttempts(3), 1, ManagedChannelBuilder::disableRetry);
		for (int expected : cases.keySet()) {
			attempts.set(0);
			ManagedChannelBuilder<?> builder = side.channel(this.server.port()).defaultServiceConfig(retrying);
			this.channel = cases.get(expected).apply(builder).build();
			assertThat(called(UnaryOperator.identity(), "x").getCode()).isEqualTo(Status.Code.UNAVAILABLE);
			assertThat(attempts).hasValue(expected);
			this.channel.shutdownNow();
			assertThat(this.channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		}
	}

	/**
	 * They are set once and for the whole JVM, so this only sees that they are asked for.
	 */
	@Test
	void b18ConfiguratorsForAllChannelsAreAskedFor() {
		int before = InternalConfiguratorRegistry.getConfiguratorsCallCountBeforeSet();
		ClientConnChannelBuilder.forTarget("localhost:1");
		assertThat(InternalConfiguratorRegistry.getConfiguratorsCallCountBeforeSet()).isGreaterThan(before);
	}

	// Of calls

	@ParameterizedTest
	@EnumSource
	void theAuthorityOfACallOutweighsThatOfTheChannel(Side side) throws Exception {
		List<String> authorities = new CopyOnWriteArrayList<>();
		this.server.on(MethodType.UNARY, (call, headers) -> {
			authorities.add(call.getAuthority());
			return new TextServer.Echo(call, this.server);
		});
		this.channel = side.channel(this.server.port()).overrideAuthority("channel.test").build();
		assertThat(called(UnaryOperator.identity(), "x").isOk()).isTrue();
		assertThat(called((options) -> options.withAuthority("call.test:7"), "x").isOk()).isTrue();
		assertThat(authorities).containsExactly("channel.test", "call.test:7");
	}

	@ParameterizedTest
	@EnumSource
	void aCallWaitsForAServerOrNotAndOtherwiseTheServiceConfigDecides(Side side) throws Exception {
		Map<String, ?> waiting = Map.of("methodConfig",
				List.of(Map.of("name", List.of(Map.of()), "waitForReady", true)));
		for (boolean configured : List.of(false, true)) {
			ManagedChannelBuilder<?> builder = side.channel(1);
			this.channel = (configured ? builder.defaultServiceConfig(waiting) : builder).build();
			Status unset = called(
					(options) -> configured ? options.withDeadlineAfter(300, TimeUnit.MILLISECONDS) : options, "x");
			assertThat(unset.getCode()).isEqualTo(configured ? Status.Code.DEADLINE_EXCEEDED : Status.Code.UNAVAILABLE);
			if (!configured || side == Side.CLIENT_CONN) { // grpc-java heeds the config
															// more
				assertThat(called(CallOptions::withoutWaitForReady, "x").getCode()).isEqualTo(Status.Code.UNAVAILABLE);
			}
			assertThat(
					called((options) -> options.withWaitForReady().withDeadlineAfter(300, TimeUnit.MILLISECONDS), "x")
						.getCode())
				.isEqualTo(Status.Code.DEADLINE_EXCEEDED);
			this.channel.shutdownNow();
			assertThat(this.channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		}
	}

	// Of observers

	@ParameterizedTest
	@EnumSource
	void anObserverAsksForMessagesItselfAndHearsOfReadiness(Side side) throws Exception {
		this.server.on(MethodType.BIDI_STREAMING, (call, headers) -> {
			call.request(1);
			return new ServerCall.Listener<>() {

				@Override
				public void onMessage(String message) {
					call.sendHeaders(new Metadata());
					List.of("1", "2", "3").forEach(call::sendMessage);
				}

			};
		});
		this.channel = side.channel(this.server.port()).build();
		Observer observer = new Observer();
		ClientCalls.asyncBidiStreamingCall(
				this.channel.newCall(TextServer.method(MethodType.BIDI_STREAMING), CallOptions.DEFAULT), observer);
		observer.ready.get(10, TimeUnit.SECONDS);
		ClientCallStreamObserver<String> requests = observer.requests.get(10, TimeUnit.SECONDS);
		requests.onNext("go");
		observer.second.get(10, TimeUnit.SECONDS);
		assertThat(observer.heard).containsExactly("1", "2");
		requests.request(1);
		observer.third.get(10, TimeUnit.SECONDS);
		requests.cancel("enough", null);
		assertThat(observer.end.get(10, TimeUnit.SECONDS)).isEqualTo(Status.Code.CANCELLED);
		assertThat(observer.heard).containsExactly("1", "2", "3");
	}

	private static final class Observer implements ClientResponseObserver<String, String> {

		private final CompletableFuture<ClientCallStreamObserver<String>> requests = new CompletableFuture<>();

		private final CompletableFuture<Void> ready = new CompletableFuture<>();

		private final CompletableFuture<Void> second = new CompletableFuture<>();

		private final CompletableFuture<Void> third = new CompletableFuture<>();

		private final CompletableFuture<Status.Code> end = new CompletableFuture<>();

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@Override
		public void beforeStart(ClientCallStreamObserver<String> stream) {
			stream.disableAutoRequestWithInitial(2);
			stream.setOnReadyHandler(() -> this.ready.complete(null));
			this.requests.complete(stream);
		}

		@Override
		public void onNext(String message) {
			this.heard.add(message);
			if (this.heard.size() == 2) {
				this.second.complete(null);
			}
			if (this.heard.size() == 3) {
				this.third.complete(null);
			}
		}

		@Override
		public void onError(Throwable failure) {
			this.end.complete(Status.fromThrowable(failure).getCode());
		}

		@Override
		public void onCompleted() {
			this.end.complete(Status.Code.OK);
		}

	}

}
