package io.clientconn.guide;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import io.clientconn.reactor.RpcContext;
import io.clientconn.test.FakeService;
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

/**
 * The snippets of docs/stubs.md on Reactor; {@link GuideSnippetsTest} finds them here.
 */
@Timeout(30)
class ReactorGuideTest {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final HelloRequest ada = HelloRequest.newBuilder().setName("Ada").build();

	private final HelloRequest bob = HelloRequest.newBuilder().setName("Bob").build();

	private final FakeService service = FakeService.builder()
		.unary(GreeterMethods.SAY_HELLO, (request) -> hello(request.getName()))
		.serverStreaming(GreeterMethods.LOTS_OF_REPLIES,
				(request) -> IntStream.range(0, 100).mapToObj((i) -> hello(request.getName() + i)).toList())
		.bidiStreaming(GreeterMethods.BIDI_HELLO, (request) -> List.of(hello(request.getName())))
		.build();

	private final ReactorGreeterClient reactor = ReactorGreeterClient.over(this.service.channel());

	@Test
	void callsAsMonoAndFlux() {
		ReactorGreeterClient reactor = this.reactor;
		HelloRequest ada = this.ada;
		HelloRequest bob = this.bob;
		Mono<String> greeting = reactor.sayHello(ada).map(HelloReply::getMessage);
		Flux<HelloReply> some = reactor.lotsOfReplies(ada).limitRate(16).take(3);
		Flux<HelloReply> answers = reactor.bidiHello(Flux.just(ada, bob));
		StepVerifier.create(greeting).expectNext("Hello Ada").expectComplete().verify(PATIENCE);
		StepVerifier.create(some).expectNextCount(3).expectComplete().verify(PATIENCE);
		StepVerifier.create(answers).expectNext(hello("Ada"), hello("Bob")).expectComplete().verify(PATIENCE);
	}

	@Test
	void callsInAContext() {
		Instant endOfRequest = Instant.parse("2040-01-01T12:00:00Z");
		StepVerifier.create(inContext(this.reactor, this.ada, endOfRequest))
			.expectNextCount(3)
			.expectComplete()
			.verify(PATIENCE);
		assertThat(this.service.calls(GreeterMethods.LOTS_OF_REPLIES).get(0).headers().get("x-tenant"))
			.isEqualTo("acme");
	}

	private static Flux<HelloReply> inContext(ReactorGreeterClient reactor, HelloRequest ada, Instant endOfRequest) {
		return reactor.lotsOfReplies(ada)
			.take(3)
			.contextWrite(RpcContext.deadline(endOfRequest))
			.contextWrite(RpcContext.header("x-tenant", "acme"));
	}

	private static HelloReply hello(String name) {
		return HelloReply.newBuilder().setMessage("Hello " + name).build();
	}

}
