package io.clientconn.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientInterceptor;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.RpcFuture;
import io.clientconn.stub.ServerStreamingCall;
import io.clientconn.test.helloworld.GreeterAsyncClient;
import io.clientconn.test.helloworld.GreeterClient;
import io.clientconn.test.helloworld.GreeterMethods;
import io.clientconn.test.helloworld.HelloReply;
import io.clientconn.test.helloworld.HelloRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@Timeout(10)
class FakeServiceTest {

	private final FakeService greeter = FakeService.builder()
		.unary(GreeterMethods.SAY_HELLO, (request) -> reply("Hello " + request.getName()))
		.serverStreaming(GreeterMethods.LOTS_OF_REPLIES,
				(request) -> () -> Stream.iterate(1, (i) -> i + 1).map((i) -> reply(request.getName() + i)).iterator())
		.clientStreaming(GreeterMethods.LOTS_OF_GREETINGS,
				(requests) -> reply(
						"Hello " + String.join(", ", requests.stream().map(HelloRequest::getName).toList())))
		.bidiStreaming(GreeterMethods.BIDI_HELLO, (request) -> List.of(reply("Hello"), reply(request.getName())))
		.build();

	private final GreeterClient client = GreeterClient.over(this.greeter.channel());

	@Test
	void aGeneratedClientCallsItInEveryKindOnOneThread() {
		assertThat(this.client.sayHello(request("Ada")).getMessage()).isEqualTo("Hello Ada");
		assertThat(this.client.lotsOfGreetings(List.of(request("Ada"), request("Bob"))).getMessage())
			.isEqualTo("Hello Ada, Bob");
		try (ServerStreamingCall<HelloReply> replies = this.client.lotsOfReplies(request("Ada"))) {
			assertThat(replies.stream().limit(1000).map(HelloReply::getMessage)).startsWith("Ada1").endsWith("Ada1000");
		}
		try (BidiStreamingCall<HelloRequest, HelloReply> chat = this.client.openBidiHello(RpcOptions.NONE)) {
			chat.write(request("Ada"));
			assertThat(List.of(chat.read(), chat.read())).containsExactly(reply("Hello"), reply("Ada"));
			chat.halfClose();
			assertThat(chat.read()).isNull();
		}
	}

	@Test
	void compressionChangesNothingWithoutANetwork() {
		RpcOptions compressed = RpcOptions.NONE.compression("whatever");
		assertThat(this.client.sayHello(request("Ada"), compressed).getMessage()).isEqualTo("Hello Ada");
		try (BidiStreamingCall<HelloRequest, HelloReply> chat = this.client.openBidiHello(compressed)) {
			assertThat(chat.writeUncompressed(request("Ada"))).isTrue();
			assertThat(List.of(chat.read(), chat.read())).containsExactly(reply("Hello"), reply("Ada"));
		}
	}

	@Test
	void itRemembersWhatItWasAsked() {
		this.client.sayHello(request("Ada"));
		this.client.sayHello(request("Bob"), RpcOptions.NONE.header("x-tenant", "acme"));
		this.client.lotsOfReplies(request("Eve")).close();

		assertThat(this.greeter.requests(GreeterMethods.SAY_HELLO)).containsExactly(request("Ada"), request("Bob"));
		RecordedCall<HelloRequest> second = this.greeter.calls(GreeterMethods.SAY_HELLO).get(1);
		assertThat(second.headers().get("x-tenant")).isEqualTo("acme");
		assertThat(second.isComplete()).isTrue();
		assertThat(second.isCancelled()).isFalse();
		assertThat(this.greeter.calls(GreeterMethods.LOTS_OF_REPLIES)).singleElement()
			.satisfies((call) -> assertThat(call.isCancelled()).isTrue());
		assertThat(this.greeter.calls(GreeterMethods.BIDI_HELLO)).isEmpty();
	}

	@Test
	void aMethodWithoutHandlerIsUnimplementedAndSaysWhatThereIs() {
		GreeterClient lonely = GreeterClient
			.over(FakeService.builder().unary(GreeterMethods.SAY_HELLO, (request) -> reply("Hello")).build().channel());

		assertThatExceptionOfType(StatusException.class)
			.isThrownBy(() -> lonely.lotsOfGreetings(List.of(request("Ada"))))
			.withMessageContaining(
					"no handler for helloworld.Greeter/LotsOfGreetings," + " only for [helloworld.Greeter/SayHello]")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(StatusCode.UNIMPLEMENTED));
	}

	@Test
	void severalServicesShareOneChannel() {
		FakeService replies = FakeService.builder()
			.serverStreaming(GreeterMethods.LOTS_OF_REPLIES, (request) -> List.of(reply("from the other")))
			.build();
		FakeService hello = FakeService.builder().unary(GreeterMethods.SAY_HELLO, (request) -> reply("Hi")).build();
		GreeterClient both = GreeterClient.over(InMemoryChannel.to(hello, replies));

		assertThat(both.sayHello(request("Ada")).getMessage()).isEqualTo("Hi");
		assertThat(both.lotsOfReplies(request("Ada"))).containsExactly(reply("from the other"));
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> both.lotsOfGreetings(List.of()))
			.withMessageContaining("none of the fake services has a handler for helloworld.Greeter/LotsOfGreetings");
	}

	@Test
	void whatAHandlerThrowsFailsTheCall() {
		GreeterClient failing = GreeterClient.over(FakeService.builder().unary(GreeterMethods.SAY_HELLO, (request) -> {
			throw new StatusException(Status.of(StatusCode.NOT_FOUND, "nobody"));
		}).serverStreaming(GreeterMethods.LOTS_OF_REPLIES, (request) -> {
			throw new IllegalArgumentException("a mistake in the test");
		}).build().channel());

		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> failing.sayHello(request("Ada")))
			.withMessage("NOT_FOUND: nobody [helloworld.Greeter/SayHello]");
		try (ServerStreamingCall<HelloReply> replies = failing.lotsOfReplies(request("Ada"))) {
			assertThatExceptionOfType(StatusException.class).isThrownBy(replies::read)
				.withMessageContaining("UNKNOWN: the handler of the fake service threw")
				.withMessageContaining("a mistake in the test")
				.withCauseInstanceOf(IllegalArgumentException.class);
		}
	}

	@Test
	@SuppressWarnings("NullAway") // that is the mistake
	void aHandlerThatAnswersNullFailsTheCallAndSaysSo() {
		GreeterClient nulls = GreeterClient.over(FakeService.builder()
			.unary(GreeterMethods.SAY_HELLO, (request) -> null)
			.serverStreaming(GreeterMethods.LOTS_OF_REPLIES, (request) -> Arrays.asList(reply("a"), null))
			.clientStreaming(GreeterMethods.LOTS_OF_GREETINGS, (requests) -> null)
			.bidiStreaming(GreeterMethods.BIDI_HELLO, (request) -> null)
			.build()
			.channel());

		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> nulls.sayHello(request("Ada")))
			.withMessageContaining("the fake service answered helloworld.Greeter/SayHello with null");
		try (ServerStreamingCall<HelloReply> replies = nulls.lotsOfReplies(request("Ada"))) {
			assertThatExceptionOfType(StatusException.class).isThrownBy(() -> {
				assertThat(replies.read()).isEqualTo(reply("a"));
				replies.read();
			}).withMessageContaining("the fake service answered helloworld.Greeter/LotsOfReplies with null");
		}
		assertThatExceptionOfType(StatusException.class)
			.isThrownBy(() -> nulls.lotsOfGreetings(List.of(request("Ada"))))
			.withMessageContaining("the fake service answered helloworld.Greeter/LotsOfGreetings with null");
		try (BidiStreamingCall<HelloRequest, HelloReply> chat = nulls.openBidiHello(RpcOptions.NONE)) {
			chat.write(request("Ada"));
			assertThatExceptionOfType(StatusException.class).isThrownBy(chat::read)
				.withMessageContaining("the function of the fake service answered null in place of responses");
		}
	}

	@Test
	void anAssertionThatFailsInAHandlerIsTheCauseOfTheFailure() {
		GreeterClient asserting = GreeterClient
			.over(FakeService.builder().unary(GreeterMethods.SAY_HELLO, (request) -> {
				throw new AssertionError("who is that?");
			}).build().channel());

		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> asserting.sayHello(request("Ada")))
			.withMessageContaining("who is that?")
			.withCauseInstanceOf(AssertionError.class);
	}

	@Test
	void aDeadlinePassesWhenTheTestSaysSo() {
		ManualScheduler clock = new ManualScheduler();
		FakeService silent = FakeService.builder().handle(GreeterMethods.SAY_HELLO, (call) -> (request) -> {
		}).build();
		GreeterAsyncClient async = GreeterAsyncClient.over(silent.channel().withScheduler(clock));
		RpcFuture<HelloReply> future = async.sayHello(request("Ada"), RpcOptions.NONE.timeout(Duration.ofSeconds(30)));

		clock.advance(Duration.ofSeconds(29));
		assertThat(future).isNotDone();
		clock.advance(Duration.ofSeconds(1));

		assertThatExceptionOfType(StatusException.class).isThrownBy(future::await)
			.withMessageStartingWith("DEADLINE_EXCEEDED: deadline of PT30S exceeded");
		assertThat(clock.pending()).isZero();
	}

	@Test
	void interceptorsCanBeTriedOnIt() {
		List<String> order = new ArrayList<>();
		Channel channel = this.greeter.channel()
			.withInterceptor(new Named("outer", order))
			.withInterceptor(new Named("inner", order));

		GreeterClient.over(channel).sayHello(request("Ada"));

		assertThat(order).containsExactly("outer", "inner");
		assertThat(this.greeter.calls(GreeterMethods.SAY_HELLO).get(0).headers())
			.isEqualTo(Metadata.of("x-passed", "outer").and(Metadata.of("x-passed", "inner")));
	}

	@Test
	void aHandlerOfAnotherKindIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> FakeService.builder().unary(GreeterMethods.LOTS_OF_GREETINGS, (request) -> reply("Hello")))
			.withMessage("helloworld.Greeter/LotsOfGreetings is CLIENT_STREAMING, not UNARY");
	}

	private static HelloRequest request(String name) {
		return HelloRequest.newBuilder().setName(name).build();
	}

	private static HelloReply reply(String message) {
		return HelloReply.newBuilder().setMessage(message).build();
	}

	/** Leaves its name in the headers. */
	private record Named(String name, List<String> order) implements ClientInterceptor {

		@Override
		public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
				ResponseListener<R> listener, Channel next) {
			this.order.add(this.name);
			return next.newStream(method, options.header("x-passed", this.name), listener);
		}

	}

}
