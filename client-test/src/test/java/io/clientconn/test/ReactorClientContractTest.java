package io.clientconn.test;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusException;
import io.clientconn.test.helloworld.HelloReply;
import io.clientconn.test.helloworld.HelloRequest;
import io.clientconn.test.helloworld.ReactorGreeterClient;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/** The contracts of generated clients, for the flavour reactor. */
class ReactorClientContractTest {

	@Test
	void everyMethodIsTested() {
		assertThat(ClientMethod.of(ReactorGreeterClient.class))
			.extracting((method) -> method.name() + " " + method.style() + " " + method.rpc().fullName())
			.containsExactly("bidiHello PUBLISHED_BOTH_WAYS helloworld.Greeter/BidiHello",
					"lotsOfGreetings PUBLISHED_BOTH_WAYS helloworld.Greeter/LotsOfGreetings",
					"lotsOfReplies PUBLISHED helloworld.Greeter/LotsOfReplies",
					"sayHello PUBLISHED helloworld.Greeter/SayHello");
	}

	@Test
	void aMonoThatCallsTooEarlyAndOnceOnlyIsSeen() {
		assertThat(failures((channel) -> new Decorator(channel) {
			@Override
			public Mono<HelloReply> sayHello(HelloRequest request, RpcOptions options) {
				return Mono.fromFuture(super.sayHello(request, options).toFuture());
			}
		})).anySatisfy((line) -> assertThat(line).contains("ReactorGreeterClient.sayHello",
				"calls once for each subscriber and no earlier", "calls before anybody subscribed"));
	}

	@Test
	void aResponseThatIsLeftOutIsSeen() {
		assertThat(failures((channel) -> new Decorator(channel) {
			@Override
			public Flux<HelloReply> lotsOfReplies(HelloRequest request, RpcOptions options) {
				return super.lotsOfReplies(request, options).skip(1);
			}
		})).isNotEmpty()
			.allSatisfy((line) -> assertThat(line).contains("ReactorGreeterClient.lotsOfReplies"))
			.anySatisfy((line) -> assertThat(line).contains("the responses that the caller got"));
	}

	@Test
	void requestsThatAreTakenTwiceAreSeen() {
		assertThat(failures((channel) -> new Decorator(channel) {
			@Override
			public Mono<HelloReply> lotsOfGreetings(Flux<? extends HelloRequest> requests, RpcOptions options) {
				return super.lotsOfGreetings(Flux.concat(requests, requests), options);
			}
		})).anySatisfy((line) -> assertThat(line).contains("ReactorGreeterClient.lotsOfGreetings",
				"the requests that the service got"));
	}

	@Test
	void aFakeThatFailsWithSomethingElseIsSeen() {
		assertThat(GeneratedClientContractTest
			.failures(new FakeContract(() -> new AnsweringFake(Mono.error(new IllegalStateException("no idea"))))
				.everyMethodKeepsTheContract()))
			.isNotEmpty()
			.allSatisfy((line) -> assertThat(line).contains("sayHello",
					"the publisher failed with java.lang.IllegalStateException: no idea instead of a StatusException"));
	}

	private static List<String> failures(Function<Channel, ReactorGreeterClient> implementation) {
		return GeneratedClientContractTest.failures(new Contract(implementation).everyMethodKeepsTheContract());
	}

	@Nested
	class Decorated extends GeneratedClientContract<ReactorGreeterClient> {

		Decorated() {
			super(ReactorGreeterClient.class);
		}

		@Override
		protected ReactorGreeterClient over(Channel channel) {
			return new Decorator(channel);
		}

	}

	@Nested
	class OverAFakeService extends GeneratedFakeContract<ReactorGreeterClient> {

		OverAFakeService() {
			super(ReactorGreeterClient.class);
		}

		@Override
		protected ReactorGreeterClient fake() {
			return ReactorGreeterClient.over(FakeService.builder().build().channel());
		}

	}

	@Nested
	class OneThatAnswers extends GeneratedFakeContract<ReactorGreeterClient> {

		OneThatAnswers() {
			super(ReactorGreeterClient.class);
		}

		@Override
		protected ReactorGreeterClient fake() {
			return new AnsweringFake(Mono.just(HelloReply.getDefaultInstance()));
		}

	}

	@Nested
	class OneThatRefuses extends GeneratedFakeContract<ReactorGreeterClient> {

		OneThatRefuses() {
			super(ReactorGreeterClient.class);
		}

		@Override
		protected ReactorGreeterClient fake() {
			return new AnsweringFake(Mono.error(new StatusException(Status.internal("not today"))));
		}

	}

	/** Answers one method. */
	private record AnsweringFake(Mono<HelloReply> answer) implements ReactorGreeterClient {

		@Override
		public Mono<HelloReply> sayHello(HelloRequest request, RpcOptions options) {
			return this.answer;
		}

	}

	/** Passes everything on. */
	private static class Decorator implements ReactorGreeterClient {

		private final ReactorGreeterClient next;

		Decorator(Channel channel) {
			this.next = ReactorGreeterClient.over(channel);
		}

		@Override
		public Mono<HelloReply> sayHello(HelloRequest request, RpcOptions options) {
			return this.next.sayHello(request, options).checkpoint("sayHello");
		}

		@Override
		public Flux<HelloReply> lotsOfReplies(HelloRequest request, RpcOptions options) {
			return this.next.lotsOfReplies(request, options).checkpoint("lotsOfReplies");
		}

		@Override
		public Mono<HelloReply> lotsOfGreetings(Flux<? extends HelloRequest> requests, RpcOptions options) {
			return this.next.lotsOfGreetings(requests.checkpoint("requests"), options);
		}

		@Override
		public Flux<HelloReply> bidiHello(Flux<? extends HelloRequest> requests, RpcOptions options) {
			return this.next.bidiHello(requests, options).checkpoint("bidiHello");
		}

	}

	/** Run by hand. */
	private static final class Contract extends GeneratedClientContract<ReactorGreeterClient> {

		private final Function<Channel, ReactorGreeterClient> implementation;

		Contract(Function<Channel, ReactorGreeterClient> implementation) {
			super(ReactorGreeterClient.class);
			this.implementation = implementation;
		}

		@Override
		protected ReactorGreeterClient over(Channel channel) {
			return this.implementation.apply(channel);
		}

		@Override
		protected Duration patience() {
			return Duration.ofSeconds(2);
		}

	}

	/** Run by hand. */
	private static final class FakeContract extends GeneratedFakeContract<ReactorGreeterClient> {

		private final Supplier<ReactorGreeterClient> made;

		FakeContract(Supplier<ReactorGreeterClient> made) {
			super(ReactorGreeterClient.class);
			this.made = made;
		}

		@Override
		protected ReactorGreeterClient fake() {
			return this.made.get();
		}

	}

}
