package io.clientconn.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.RpcFuture;
import io.clientconn.stub.ServerStreamingCall;
import io.clientconn.rpc.Metadata;
import io.clientconn.test.helloworld.GreeterAsyncClient;
import io.clientconn.test.helloworld.GreeterClient;
import io.clientconn.test.helloworld.HelloReply;
import io.clientconn.test.helloworld.HelloRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Fakes written by hand, good and bad. */
class GeneratedFakeContractTest {

	@Test
	void aFakeThatThrowsWhateverIsSeen() {
		assertThat(failures(() -> new GreeterClient() {
			@Override
			public HelloReply sayHello(HelloRequest request, RpcOptions options) {
				throw new IllegalArgumentException("what is this?");
			}
		})).hasSize(2)
			.allSatisfy((line) -> assertThat(line).contains("GreeterClient.sayHello",
					"sayHello threw java.lang.IllegalArgumentException: what is this? instead of a StatusException"));
	}

	@Test
	@SuppressWarnings("NullAway") // that is the mistake
	void aFakeThatGivesNullIsSeen() {
		assertThat(failures(() -> new GreeterClient() {
			@Override
			public HelloReply sayHello(HelloRequest request, RpcOptions options) {
				return null;
			}
		})).hasSize(2).allSatisfy((line) -> assertThat(line).contains("sayHello", "answered null"));
	}

	@Test
	void aFakeWithTheShortFormOnlyIsSeen() {
		assertThat(failures(() -> new GreeterClient() {
			@Override
			public HelloReply sayHello(HelloRequest request) {
				return HelloReply.getDefaultInstance();
			}
		})).singleElement().asString().contains("does the same without options", "UNIMPLEMENTED");
	}

	@Test
	void aStreamThatGoesOnAfterCloseIsSeen() {
		assertThat(failures(() -> new GreeterClient() {
			@Override
			public ServerStreamingCall<HelloReply> lotsOfReplies(HelloRequest request, RpcOptions options) {
				return new Endless();
			}
		})).singleElement().asString().contains("gives no message after close()", "a message that came after close()");
	}

	@Test
	void aPublisherThatBreaksItsRulesIsSeen() {
		assertThat(asyncFailures(() -> new GreeterAsyncClient() {
			@Override
			public Flow.Publisher<HelloReply> lotsOfReplies(HelloRequest request, RpcOptions options) {
				return (subscriber) -> {
					subscriber.onSubscribe(new Ignorant());
					subscriber.onNext(HelloReply.getDefaultInstance());
					subscriber.onNext(HelloReply.getDefaultInstance());
					subscriber.onComplete();
					subscriber.onComplete();
				};
			}

			@Override
			public Flow.Publisher<HelloReply> bidiHello(Flow.Publisher<? extends HelloRequest> requests,
					RpcOptions options) {
				return (subscriber) -> {
					subscriber.onSubscribe(new Ignorant());
					subscriber.onError(new IllegalStateException("some failure"));
				};
			}
		})).anySatisfy((line) -> assertThat(line).contains("GreeterAsyncClient.lotsOfReplies",
				"keeps the rules of publishers", "onNext was called more often than messages were asked for",
				"onComplete was called after the end"))
			.anySatisfy((line) -> assertThat(line).contains("GreeterAsyncClient.bidiHello",
					"the publisher failed with java.lang.IllegalStateException: some failure instead of"
							+ " a StatusException"));
	}

	private static List<String> failures(Supplier<GreeterClient> fake) {
		return GeneratedClientContractTest
			.failures(new Contract<>(GreeterClient.class, fake).everyMethodKeepsTheContract());
	}

	private static List<String> asyncFailures(Supplier<GreeterAsyncClient> fake) {
		return GeneratedClientContractTest
			.failures(new Contract<>(GreeterAsyncClient.class, fake).everyMethodKeepsTheContract());
	}

	@Nested
	class OneMethod extends GeneratedFakeContract<GreeterClient> {

		OneMethod() {
			super(GreeterClient.class);
		}

		@Override
		protected GreeterClient fake() {
			return new GreeterClient() {
				@Override
				public HelloReply sayHello(HelloRequest request, RpcOptions options) {
					return HelloReply.newBuilder().setMessage("Hello " + request.getName()).build();
				}
			};
		}

	}

	@Nested
	class OneThatRefuses extends GeneratedFakeContract<GreeterAsyncClient> {

		OneThatRefuses() {
			super(GreeterAsyncClient.class);
		}

		@Override
		protected GreeterAsyncClient fake() {
			return new GreeterAsyncClient() {
				@Override
				public RpcFuture<HelloReply> sayHello(HelloRequest request, RpcOptions options) {
					return RpcFuture.failed(new StatusException(Status.internal("not today")));
				}

				@Override
				public Flow.Publisher<HelloReply> lotsOfReplies(HelloRequest request, RpcOptions options) {
					return new ListPublisher<>(List.of(HelloReply.getDefaultInstance()));
				}
			};
		}

	}

	@Nested
	class AFakeService extends GeneratedFakeContract<GreeterClient> {

		AFakeService() {
			super(GreeterClient.class);
		}

		@Override
		protected GreeterClient fake() {
			return GreeterClient.over(FakeService.builder().build().channel());
		}

	}

	/** A fake's contract, run by hand. */
	private static final class Contract<C> extends GeneratedFakeContract<C> {

		private final Supplier<C> made;

		Contract(Class<C> type, Supplier<C> made) {
			super(type);
			this.made = made;
		}

		@Override
		protected C fake() {
			return this.made.get();
		}

		@Override
		protected Duration patience() {
			return Duration.ofSeconds(5);
		}

	}

	private record Ignorant() implements Flow.Subscription {

		@Override
		public void request(long count) {
			// That is the mistake.
		}

		@Override
		public void cancel() {
			// Nothing is under way.
		}

	}

	private record Endless() implements ServerStreamingCall<HelloReply> {

		@Override
		public @Nullable HelloReply read() {
			return HelloReply.getDefaultInstance();
		}

		@Override
		public Metadata headers() {
			return Metadata.EMPTY;
		}

		@Override
		public void close() {
			// That is the mistake.
		}

	}

}
