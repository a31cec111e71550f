package io.clientconn.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.clientconn.reactor.ReactorCalls;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.test.helloworld.GreeterMethods;
import io.clientconn.test.helloworld.HelloReply;
import io.clientconn.test.helloworld.HelloRequest;
import io.clientconn.test.helloworld.ReactorGreeterClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/** Calls as Mono and Flux, against a service on the same thread. */
@Timeout(20)
class ReactorGreeterTest {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Status NOBODY = Status.of(StatusCode.NOT_FOUND, "nobody of that name");

	private final HelloRequest ada = HelloRequest.newBuilder().setName("Ada").build();

	private final HelloRequest bob = HelloRequest.newBuilder().setName("Bob").build();

	private final FakeService service = FakeService.builder()
		.unary(GreeterMethods.SAY_HELLO, (request) -> hello(request.getName()))
		.serverStreaming(GreeterMethods.LOTS_OF_REPLIES,
				(request) -> () -> Stream.iterate(1, (i) -> i + 1).map((i) -> hello(request.getName() + i)).iterator())
		.clientStreaming(GreeterMethods.LOTS_OF_GREETINGS, (requests) -> hello(requests.size() + " people"))
		.bidiStreaming(GreeterMethods.BIDI_HELLO, (request) -> List.of(hello(request.getName())))
		.build();

	/** Answers nothing by itself; its calls are ended by the test. */
	private final AtomicReference<@Nullable ServedCall<HelloReply>> open = new AtomicReference<>();

	private final FakeService silent = FakeService.builder()
		.handle(GreeterMethods.SAY_HELLO, this::keep)
		.handle(GreeterMethods.LOTS_OF_REPLIES, this::keep)
		.handle(GreeterMethods.LOTS_OF_GREETINGS, this::keep)
		.handle(GreeterMethods.BIDI_HELLO, this::keep)
		.build();

	private final CallWatch watch = new CallWatch();

	private final ReactorGreeterClient greeter = over(this.service);

	private final ReactorGreeterClient silentGreeter = over(this.silent);

	private final List<Throwable> dropped = new CopyOnWriteArrayList<>();

	@BeforeEach
	void watchWhatIsDropped() {
		Hooks.onErrorDropped(this.dropped::add);
		Hooks.onNextDropped((message) -> this.dropped.add(new AssertionError("dropped " + message)));
	}

	@AfterEach
	void nothingIsDropped() {
		Hooks.resetOnErrorDropped();
		Hooks.resetOnNextDropped();
		assertThat(this.dropped).isEmpty();
	}

	private ReactorGreeterClient over(FakeService to) {
		return ReactorGreeterClient.over(to.channel().withInterceptor(this.watch));
	}

	private RequestListener<HelloRequest> keep(ServedCall<HelloReply> call) {
		this.open.set(call);
		return Handlers.deaf();
	}

	private ServedCall<HelloReply> served() {
		ServedCall<HelloReply> call = this.open.get();
		assertThat(call).isNotNull();
		return call;
	}

	private static HelloReply hello(String name) {
		return HelloReply.newBuilder().setMessage("Hello " + name).build();
	}

	@Test
	void everyKindOfCallWorks() {
		StepVerifier.create(this.greeter.sayHello(this.ada)).expectNext(hello("Ada")).expectComplete().verify(PATIENCE);
		StepVerifier.create(this.greeter.lotsOfReplies(this.ada).take(3))
			.expectNext(hello("Ada1"), hello("Ada2"), hello("Ada3"))
			.expectComplete()
			.verify(PATIENCE);
		StepVerifier.create(this.greeter.lotsOfGreetings(Flux.just(this.ada, this.bob)))
			.expectNext(hello("2 people"))
			.expectComplete()
			.verify(PATIENCE);
		StepVerifier.create(this.greeter.bidiHello(Flux.just(this.ada, this.bob)))
			.expectNext(hello("Ada"), hello("Bob"))
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void nothingIsCalledBeforeSomebodySubscribesAndEachSubscriptionCallsAnew() {
		Mono<HelloReply> one = this.greeter.sayHello(this.ada);
		Flux<HelloReply> many = this.greeter.bidiHello(Flux.just(this.ada));
		assertThat(this.watch.options).isEmpty();

		StepVerifier.create(one.repeat(2)).expectNextCount(3).expectComplete().verify(PATIENCE);
		StepVerifier.create(many.repeat(1)).expectNextCount(2).expectComplete().verify(PATIENCE);

		assertThat(this.service.calls(GreeterMethods.SAY_HELLO)).hasSize(3);
		assertThat(this.service.calls(GreeterMethods.BIDI_HELLO)).hasSize(2);
	}

	@Test
	void demandIsTheCreditOfTheCallOneToOne() {
		StepVerifier.create(this.greeter.lotsOfReplies(this.ada), 0)
			.expectSubscription()
			.then(() -> assertThat(this.watch.credit).isEmpty())
			.thenRequest(2)
			.expectNext(hello("Ada1"), hello("Ada2"))
			.then(() -> assertThat(this.watch.credit).containsExactly(2))
			.thenRequest(3)
			.expectNextCount(3)
			.then(() -> assertThat(this.watch.credit).containsExactly(2, 3))
			.thenCancel()
			.verify(PATIENCE);
	}

	@Test
	void aRateLimitIsTheCreditOfTheCall() {
		StepVerifier.create(this.greeter.lotsOfReplies(this.ada).limitRate(4).take(10))
			.expectNextCount(10)
			.expectComplete()
			.verify(PATIENCE);

		assertThat(this.watch.credit).startsWith(4, 3, 3).allMatch((credit) -> credit <= 4);
	}

	@Test
	void requestsAreTakenOneAtATimeAndLeftAloneAfterTheCall() {
		TestPublisher<HelloRequest> requests = TestPublisher.create();
		StepVerifier.create(this.silentGreeter.bidiHello(requests.flux()))
			.then(() -> requests.assertMinRequested(1))
			.then(() -> requests.next(this.ada))
			.then(() -> served().close(Status.OK, Metadata.EMPTY))
			.expectComplete()
			.verify(PATIENCE);

		requests.assertCancelled();
		requests.assertNoRequestOverflow();
	}

	@Test
	void disposingCancelsTheCallOfEveryKind() {
		assertCancelled(this.silentGreeter.sayHello(this.ada).subscribe(), GreeterMethods.SAY_HELLO);
		assertCancelled(this.silentGreeter.lotsOfReplies(this.ada).subscribe(), GreeterMethods.LOTS_OF_REPLIES);
		assertCancelled(this.silentGreeter.lotsOfGreetings(Flux.never()).subscribe(), GreeterMethods.LOTS_OF_GREETINGS);
		assertCancelled(this.silentGreeter.bidiHello(Flux.never()).subscribe(), GreeterMethods.BIDI_HELLO);
	}

	private void assertCancelled(Disposable subscription, MethodDescriptor<HelloRequest, ?> method) {
		assertThat(this.silent.calls(method)).singleElement().returns(false, RecordedCall::isCancelled);

		subscription.dispose();

		assertThat(this.silent.calls(method)).singleElement().returns(true, RecordedCall::isCancelled);
	}

	@Test
	void cancellingTakesTheRequestsWithIt() {
		TestPublisher<HelloRequest> requests = TestPublisher.create();
		Disposable upload = this.silentGreeter.lotsOfGreetings(requests.flux()).subscribe();
		requests.next(this.ada);

		upload.dispose();

		requests.assertCancelled();
	}

	@Test
	void enoughResponsesCancelTheCall() {
		StepVerifier.create(this.greeter.lotsOfReplies(this.ada).next())
			.expectNext(hello("Ada1"))
			.expectComplete()
			.verify(PATIENCE);

		assertThat(this.service.calls(GreeterMethods.LOTS_OF_REPLIES)).singleElement()
			.returns(true, RecordedCall::isCancelled);
	}

	@Test
	void whatComesAfterACancellationIsNotDroppedButNotSent() {
		Disposable one = this.silentGreeter.sayHello(this.ada).subscribe();
		ServedCall<HelloReply> unary = served();
		Disposable many = this.silentGreeter.lotsOfReplies(this.ada).subscribe();
		ServedCall<HelloReply> streaming = served();

		one.dispose();
		many.dispose();
		unary.close(NOBODY, Metadata.EMPTY);
		streaming.send(hello("late"));
		streaming.close(NOBODY, Metadata.EMPTY);

		assertThat(this.dropped).isEmpty();
	}

	@Test
	void aFailureOfTheServerIsAStatusExceptionAsItIs() {
		StepVerifier.create(this.silentGreeter.sayHello(this.ada))
			.then(() -> served().close(NOBODY, Metadata.of("x-why", "unknown")))
			.expectErrorSatisfies(ReactorGreeterTest::isNobody)
			.verify(PATIENCE);
		StepVerifier.create(this.silentGreeter.lotsOfReplies(this.ada))
			.then(() -> served().close(NOBODY, Metadata.of("x-why", "unknown")))
			.expectErrorSatisfies(ReactorGreeterTest::isNobody)
			.verify(PATIENCE);
	}

	private static void isNobody(Throwable failure) {
		assertThat(failure).isExactlyInstanceOf(StatusException.class);
		StatusException status = (StatusException) failure;
		assertThat(status.code()).isEqualTo(StatusCode.NOT_FOUND);
		assertThat(status.origin()).isEqualTo(CallOutcome.Origin.SERVER);
		assertThat(status.trailers().get("x-why")).isEqualTo("unknown");
	}

	@Test
	void requestsThatFailCancelTheCallAndAreTheCause() {
		IllegalStateException broken = new IllegalStateException("no more names");

		StepVerifier.create(this.silentGreeter.lotsOfGreetings(Flux.error(broken)))
			.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOf(StatusException.class)
				.hasCause(broken)
				.extracting((thrown) -> ((StatusException) thrown).code())
				.isEqualTo(StatusCode.CANCELLED))
			.verify(PATIENCE);

		assertThat(this.silent.calls(GreeterMethods.LOTS_OF_GREETINGS)).singleElement()
			.returns(true, RecordedCall::isCancelled);
	}

	@Test
	void aConversationGoesBackAndForth() {
		Sinks.Many<HelloRequest> requests = Sinks.many().unicast().onBackpressureBuffer();

		StepVerifier.create(this.greeter.bidiHello(requests.asFlux()))
			.then(() -> requests.tryEmitNext(this.ada).orThrow())
			.expectNext(hello("Ada"))
			.then(() -> requests.tryEmitNext(this.bob).orThrow())
			.expectNext(hello("Bob"))
			.then(() -> requests.tryEmitComplete().orThrow())
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	@SuppressWarnings("NullAway") // that is the mistake
	void mistakesAreThrownAtOnce() {
		Channel channel = this.service.channel();
		assertThatNullPointerException().isThrownBy(() -> this.greeter.sayHello(null)).withMessage("request");
		assertThatNullPointerException().isThrownBy(() -> this.greeter.bidiHello(null)).withMessage("requests");
		assertThatNullPointerException().isThrownBy(() -> this.greeter.lotsOfReplies(this.ada, null))
			.withMessage("options");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ReactorCalls.unary(channel, GreeterMethods.LOTS_OF_REPLIES, this.ada, RpcOptions.NONE))
			.withMessageContaining("is SERVER_STREAMING, not UNARY");
	}

}
