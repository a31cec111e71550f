package io.clientconn.test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;

import io.clientconn.reactor.RpcContext;
import io.clientconn.rpc.Deadline;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.test.helloworld.GreeterMethods;
import io.clientconn.test.helloworld.HelloReply;
import io.clientconn.test.helloworld.HelloRequest;
import io.clientconn.test.helloworld.ReactorGreeterClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/** What the Reactor context does to calls of every kind. */
@Timeout(20)
class ReactorContextTest {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final HelloRequest ada = HelloRequest.newBuilder().setName("Ada").build();

	private final FakeService service = FakeService.builder()
		.unary(GreeterMethods.SAY_HELLO, (request) -> hello(request.getName()))
		.serverStreaming(GreeterMethods.LOTS_OF_REPLIES, (request) -> List.of(hello("1"), hello("2")))
		.clientStreaming(GreeterMethods.LOTS_OF_GREETINGS, (requests) -> hello(requests.size() + " people"))
		.bidiStreaming(GreeterMethods.BIDI_HELLO, (request) -> List.of(hello(request.getName())))
		.build();

	private final CallWatch watch = new CallWatch();

	private final ReactorGreeterClient greeter = ReactorGreeterClient
		.over(this.service.channel().withInterceptor(this.watch));

	private static HelloReply hello(String name) {
		return HelloReply.newBuilder().setMessage("Hello " + name).build();
	}

	@Test
	void deadlineAndHeadersOfTheContextReachTheCall() {
		Instant noon = Instant.parse("2040-01-01T12:00:00Z");
		List<Flux<HelloReply>> calls = List.of(this.greeter.sayHello(this.ada).flux(),
				this.greeter.lotsOfReplies(this.ada).take(1), this.greeter.lotsOfGreetings(Flux.just(this.ada)).flux(),
				this.greeter.bidiHello(Flux.just(this.ada)));

		for (Flux<HelloReply> call : calls) {
			StepVerifier
				.create(call.contextWrite(RpcContext.deadline(noon))
					.contextWrite(RpcContext.header("x-tenant", "acme")))
				.expectNextCount(1)
				.expectComplete()
				.verify(PATIENCE);
		}

		assertThat(this.watch.options).hasSize(4).allSatisfy((options) -> {
			assertThat(options.deadline()).isEqualTo(Deadline.at(noon));
			assertThat(options.headers().get("x-tenant")).isEqualTo("acme");
		});
	}

	@Test
	void theDeadlineOfTheContextEndsTheCall() {
		ManualScheduler clock = new ManualScheduler();
		FakeService silent = FakeService.builder().handle(GreeterMethods.SAY_HELLO, (call) -> Handlers.deaf()).build();
		ReactorGreeterClient timed = ReactorGreeterClient.over(silent.channel().withScheduler(clock));

		StepVerifier
			.create(timed.sayHello(this.ada, RpcOptions.NONE.timeout(Duration.ofMinutes(1)))
				.contextWrite(RpcContext.deadline(clock.instant().plusSeconds(2))))
			.then(() -> clock.advance(Duration.ofSeconds(2)))
			.expectErrorSatisfies(
					(failure) -> assertThat(((StatusException) failure).code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED))
			.verify(PATIENCE);
	}

	@Test
	void theRequestsSeeTheContextOfTheSubscriber() {
		Flux<HelloRequest> requests = Flux
			.deferContextual((context) -> Flux.just(HelloRequest.newBuilder().setName(context.get("name")).build()));

		StepVerifier.create(this.greeter.bidiHello(requests).contextWrite((context) -> context.put("name", "Eve")))
			.expectNext(hello("Eve"))
			.expectComplete()
			.verify(PATIENCE);
		StepVerifier
			.create(this.greeter.lotsOfGreetings(requests).contextWrite((context) -> context.put("name", "Eve")))
			.expectNext(hello("1 people"))
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void aCallThatCannotStartFailsItsSubscriber() {
		Mono<HelloReply> call = this.greeter.sayHello(this.ada)
			.contextWrite((context) -> context.put(Deadline.class, "tomorrow"));

		StepVerifier.create(call).expectError(NoSuchElementException.class).verify(PATIENCE);
	}

}
