package io.clientconn.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.stream.Stream;

import io.clientconn.guide.LoggingGreeter;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.ClientStreamingCall;
import io.clientconn.stub.RpcFuture;
import io.clientconn.stub.ServerStreamingCall;
import io.clientconn.stub.WriteResult;
import io.clientconn.test.helloworld.GreeterAsyncClient;
import io.clientconn.test.helloworld.GreeterClient;
import io.clientconn.test.helloworld.HelloReply;
import io.clientconn.test.helloworld.HelloRequest;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What the contract accepts, and what it says of implementations that break it. */
class GeneratedClientContractTest {

	@Test
	void everyMethodOfBothClientsIsTested() {
		assertThat(names(contract(GreeterClient::over))).containsExactly("GreeterClient.lotsOfGreetings",
				"GreeterClient.lotsOfReplies", "GreeterClient.openBidiHello", "GreeterClient.openLotsOfGreetings",
				"GreeterClient.sayHello");
		assertThat(names(asyncContract(GreeterAsyncClient::over))).containsExactly("GreeterAsyncClient.bidiHello",
				"GreeterAsyncClient.lotsOfGreetings", "GreeterAsyncClient.lotsOfReplies",
				"GreeterAsyncClient.sayHello");
	}

	@Test
	void aRequestThatIsChangedIsSeen() {
		assertThat(failures((channel) -> new LoggingGreeter(GreeterClient.over(channel)) {
			@Override
			public HelloReply sayHello(HelloRequest request, RpcOptions options) {
				return super.sayHello(HelloRequest.getDefaultInstance(), options);
			}
		})).hasSize(2)
			.allSatisfy(
					(line) -> assertThat(line).startsWith("GreeterClient.sayHello calls helloworld.Greeter/SayHello")
						.contains("the requests that the service got", "sample 1"));
	}

	@Test
	void aResponseThatIsChangedIsSeen() {
		assertThat(failures((channel) -> new LoggingGreeter(GreeterClient.over(channel)) {
			@Override
			public HelloReply sayHello(HelloRequest request, RpcOptions options) {
				super.sayHello(request, options);
				return HelloReply.getDefaultInstance();
			}
		})).isNotEmpty().allSatisfy((line) -> assertThat(line).contains("the responses that the caller got"));
	}

	@Test
	void aCallOfAnotherRpcIsSeen() {
		assertThat(failures((channel) -> new LoggingGreeter(GreeterClient.over(channel)) {
			@Override
			public HelloReply sayHello(HelloRequest request, RpcOptions options) {
				return this.next.lotsOfGreetings(List.of(request), options);
			}
		})).hasSize(2)
			.allSatisfy((line) -> assertThat(line).contains("the RPCs that sayHello called",
					"helloworld.Greeter/LotsOfGreetings"));
	}

	@Test
	void optionsThatAreDroppedAreSeen() {
		assertThat(failures((channel) -> new LoggingGreeter(GreeterClient.over(channel)) {
			@Override
			public ServerStreamingCall<HelloReply> lotsOfReplies(HelloRequest request, RpcOptions options) {
				return this.next.lotsOfReplies(request);
			}
		})).singleElement()
			.asString()
			.contains("GreeterClient.lotsOfReplies", "passes the options on", "the option header(\"x-contract\", ..)");
	}

	@Test
	void aShortFormThatGoesItsOwnWayIsSeen() {
		assertThat(failures((channel) -> new LoggingGreeter(GreeterClient.over(channel)) {
			@Override
			public HelloReply sayHello(HelloRequest request) {
				return HelloReply.newBuilder().setMessage("cached").build();
			}
		})).singleElement().asString().contains("does the same without options", "the RPCs that sayHello called");
	}

	@Test
	void aMethodThatIsForgottenIsSeen() {
		Function<Channel, GreeterClient> forgetful = (channel) -> new LoggingGreeter(GreeterClient.over(channel)) {
			@Override
			public BidiStreamingCall<HelloRequest, HelloReply> openBidiHello(RpcOptions options) {
				throw StatusException.unimplemented("helloworld.Greeter/BidiHello");
			}
		};

		assertThat(failures(forgetful)).isNotEmpty()
			.anySatisfy((line) -> assertThat(line).contains("UNIMPLEMENTED: method helloworld.Greeter/BidiHello"));
		assertThat(failures(contract(forgetful, Set.of("helloworld.Greeter/BidiHello")))).isEmpty();
	}

	@Test
	void aMethodThatIsLeftOutOnPurposeButAnswersIsSeen() {
		assertThat(failures(contract(GreeterClient::over, Set.of("helloworld.Greeter/SayHello")))).singleElement()
			.asString()
			.contains("is UNIMPLEMENTED and names the method", "sayHello should have failed with a StatusException");
	}

	@Test
	void anExceptionOfAnotherKindIsSeen() {
		assertThat(failures((channel) -> new LoggingGreeter(GreeterClient.over(channel)) {
			@Override
			public HelloReply sayHello(HelloRequest request, RpcOptions options) {
				try {
					return super.sayHello(request, options);
				}
				catch (StatusException ex) {
					throw new IllegalStateException("wrapped", ex);
				}
			}
		})).anySatisfy((line) -> assertThat(line).contains("fails with the status of the call",
				"sayHello should have failed with a StatusException, but threw java.lang.IllegalStateException: wrapped"));
	}

	@Test
	void aCloseThatDoesNotCancelIsSeen() {
		assertThat(failures((channel) -> new LoggingGreeter(GreeterClient.over(channel)) {
			@Override
			public ClientStreamingCall<HelloRequest, HelloReply> openLotsOfGreetings(RpcOptions options) {
				return new DeafUpload(super.openLotsOfGreetings(options));
			}
		})).anySatisfy((line) -> assertThat(line).contains("GreeterClient.openLotsOfGreetings",
				"close() did not cancel the call"));
	}

	@Test
	void aFutureThatIsNotTheCallIsSeen() {
		assertThat(asyncFailures((channel) -> new AsyncGreeter(channel) {
			@Override
			public RpcFuture<HelloReply> sayHello(HelloRequest request, RpcOptions options) {
				RpcFuture<HelloReply> call = super.sayHello(request, options);
				return call.isCancelled() ? call : RpcFuture.completed(HelloReply.getDefaultInstance());
			}
		})).anySatisfy((line) -> assertThat(line).contains("the responses that the caller got"))
			.anySatisfy((line) -> assertThat(line).contains("fails with the status of the call",
					"sayHello should have failed with a StatusException, but answered"))
			.anySatisfy((line) -> assertThat(line).contains("is cancelled with its future", "cancel(true)"));
	}

	@Test
	void aPublisherThatCallsTooEarlyAndOnceOnlyIsSeen() {
		assertThat(asyncFailures((channel) -> new AsyncGreeter(channel) {
			@Override
			public Flow.Publisher<HelloReply> lotsOfReplies(HelloRequest request, RpcOptions options) {
				super.lotsOfReplies(request, options).subscribe(new TestSubscriber<HelloReply>());
				return super.lotsOfReplies(request, options);
			}
		})).anySatisfy((line) -> assertThat(line).contains("GreeterAsyncClient.lotsOfReplies",
				"calls once for each subscriber and no earlier", "calls before anybody subscribed"));
	}

	@Test
	void aPublisherThatIgnoresDemandAndCancellationIsSeen() {
		assertThat(asyncFailures((channel) -> new AsyncGreeter(channel) {
			@Override
			public Flow.Publisher<HelloReply> lotsOfReplies(HelloRequest request, RpcOptions options) {
				return (subscriber) -> super.lotsOfReplies(request, options).subscribe(new Eager(subscriber));
			}
		})).anySatisfy((line) -> assertThat(line).contains("emits no more than was asked for", "messages before any"))
			.anySatisfy((line) -> assertThat(line).contains("cancelling the subscription did not cancel the call"));
	}

	@Test
	void anInterfaceThatWasNotGeneratedIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> ClientMethod.of(Runnable.class))
			.withMessageContaining("java.lang.Runnable is not a generated client");
	}

	private static List<String> failures(Function<Channel, GreeterClient> implementation) {
		return failures(contract(implementation));
	}

	private static List<String> asyncFailures(Function<Channel, GreeterAsyncClient> implementation) {
		return failures(asyncContract(implementation));
	}

	private static Stream<DynamicContainer> contract(Function<Channel, GreeterClient> implementation) {
		return contract(implementation, Set.of());
	}

	private static Stream<DynamicContainer> contract(Function<Channel, GreeterClient> implementation,
			Set<String> leftOut) {
		return new Contract<>(GreeterClient.class, implementation, leftOut).everyMethodKeepsTheContract();
	}

	private static Stream<DynamicContainer> asyncContract(Function<Channel, GreeterAsyncClient> implementation) {
		return new Contract<>(GreeterAsyncClient.class, implementation, Set.of()).everyMethodKeepsTheContract();
	}

	private static List<String> names(Stream<DynamicContainer> contract) {
		return contract.map(DynamicNode::getDisplayName).map((name) -> name.substring(0, name.indexOf(' '))).toList();
	}

	/** Runs a contract and tells what failed in one line each. */
	static List<String> failures(Stream<DynamicContainer> contract) {
		List<String> failures = new ArrayList<>();
		contract.forEach((method) -> method.getChildren().forEach((test) -> {
			Throwable failure = catchThrowable(() -> ((DynamicTest) test).getExecutable().execute());
			if (failure != null) {
				failures.add(method.getDisplayName() + " | " + test.getDisplayName() + " | " + failure.getMessage());
			}
		}));
		return failures;
	}

	@Nested
	class Decorated extends GeneratedClientContract<GreeterClient> {

		Decorated() {
			super(GreeterClient.class);
		}

		@Override
		protected GreeterClient over(Channel channel) {
			return new LoggingGreeter(GreeterClient.over(channel));
		}

	}

	@Nested
	class DecoratedAsync extends GeneratedClientContract<GreeterAsyncClient> {

		DecoratedAsync() {
			super(GreeterAsyncClient.class);
		}

		@Override
		protected GreeterAsyncClient over(Channel channel) {
			return new AsyncGreeter(channel);
		}

	}

	/**
	 * A contract that is run by hand; its channel has no threads, so little patience will
	 * do.
	 */
	private static final class Contract<C> extends GeneratedClientContract<C> {

		private final Function<Channel, C> implementation;

		private final Set<String> leftOut;

		Contract(Class<C> type, Function<Channel, C> implementation, Set<String> leftOut) {
			super(type);
			this.implementation = implementation;
			this.leftOut = leftOut;
		}

		@Override
		protected C over(Channel channel) {
			return this.implementation.apply(channel);
		}

		@Override
		protected Set<String> leftOut() {
			return this.leftOut;
		}

		@Override
		protected Duration patience() {
			return Duration.ofSeconds(2);
		}

	}

	/** Passes everything on. */
	private static class AsyncGreeter implements GreeterAsyncClient {

		private final GreeterAsyncClient next;

		AsyncGreeter(Channel channel) {
			this.next = GreeterAsyncClient.over(channel);
		}

		@Override
		public RpcFuture<HelloReply> sayHello(HelloRequest request, RpcOptions options) {
			return this.next.sayHello(request, options);
		}

		@Override
		public Flow.Publisher<HelloReply> lotsOfReplies(HelloRequest request, RpcOptions options) {
			return this.next.lotsOfReplies(request, options);
		}

		@Override
		public RpcFuture<HelloReply> lotsOfGreetings(Flow.Publisher<? extends HelloRequest> requests,
				RpcOptions options) {
			return this.next.lotsOfGreetings(requests, options);
		}

		@Override
		public Flow.Publisher<HelloReply> bidiHello(Flow.Publisher<? extends HelloRequest> requests,
				RpcOptions options) {
			return this.next.bidiHello(requests, options);
		}

	}

	/** Whose close does nothing. */
	private record DeafUpload(ClientStreamingCall<HelloRequest, HelloReply> next)
			implements
				ClientStreamingCall<HelloRequest, HelloReply> {

		@Override
		public boolean write(HelloRequest message) {
			return this.next.write(message);
		}

		@Override
		public boolean writeUncompressed(HelloRequest message) {
			return this.next.writeUncompressed(message);
		}

		@Override
		public WriteResult tryWrite(HelloRequest message, Duration timeout) {
			return this.next.tryWrite(message, timeout);
		}

		@Override
		public HelloReply finish() {
			return this.next.finish();
		}

		@Override
		public void close() {
			// That is the mistake.
		}

	}

	/** Asks for everything and lets nobody cancel. */
	private record Eager(Flow.Subscriber<? super HelloReply> next) implements Flow.Subscriber<HelloReply> {

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.next.onSubscribe(new Flow.Subscription() {
				@Override
				public void request(long count) {
					// That is the mistake.
				}

				@Override
				public void cancel() {
					// And that.
				}
			});
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(HelloReply message) {
			this.next.onNext(message);
		}

		@Override
		public void onError(Throwable failure) {
			this.next.onError(failure);
		}

		@Override
		public void onComplete() {
			this.next.onComplete();
		}

	}

}
