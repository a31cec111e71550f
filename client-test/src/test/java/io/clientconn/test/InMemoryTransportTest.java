package io.clientconn.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.clientconn.ClientConn;
import io.clientconn.ClientConnBuilder;
import io.clientconn.ClientRuntime;
import io.clientconn.rpc.Marshaller;
import io.clientconn.rpc.MessageSink;
import io.clientconn.rpc.MessageSource;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.ClientCalls;
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
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@Timeout(60)
class InMemoryTransportTest {

	private static final HelloRequest ADA = HelloRequest.newBuilder().setName("Ada").build();

	private static final RpcOptions PATIENT = RpcOptions.NONE.timeout(Duration.ofSeconds(20)).waitForReady(true);

	private static final String FIRST = "10.0.0.7:9090";

	private static final String SECOND = "10.0.0.8:9090";

	/** Writes what no parser of protobuf takes. */
	private static final Marshaller<HelloRequest> NONSENSE = new Marshaller<>() {

		@Override
		public int size(HelloRequest message) {
			return 1;
		}

		@Override
		public void write(HelloRequest message, MessageSink sink) {
			sink.buffer().put((byte) 7);
		}

		@Override
		public HelloRequest read(MessageSource source) {
			throw new UnsupportedOperationException("requests are written only");
		}

	};

	private final FakeService service = greeter("Hello ");

	private final InMemoryTransport network = InMemoryTransport.to(this.service);

	private static FakeService greeter(String greeting) {
		return FakeService.builder()
			.unary(GreeterMethods.SAY_HELLO, (request) -> reply(greeting + request.getName()))
			.serverStreaming(GreeterMethods.LOTS_OF_REPLIES,
					(request) -> () -> Stream.iterate(0, (i) -> i + 1).map((i) -> reply("#" + i)).iterator())
			.clientStreaming(GreeterMethods.LOTS_OF_GREETINGS, (requests) -> reply(requests.size() + " people"))
			.bidiStreaming(GreeterMethods.BIDI_HELLO, (request) -> List.of(reply(request.getName())))
			.build();
	}

	private static HelloReply reply(String text) {
		return HelloReply.newBuilder().setMessage(text).build();
	}

	private static ClientConnBuilder builder(InMemoryTransport network, String... addresses) {
		return ClientConn.builder("static:///" + String.join(",", addresses))
			.plaintext()
			.transport((factory) -> network);
	}

	private static String greet(ClientConn conn) {
		return GreeterClient.over(conn).sayHello(ADA, PATIENT).getMessage();
	}

	@Test
	void callsOfEveryKindGoThroughTheWholeChannel() {
		try (ClientConn conn = builder(this.network, FIRST).build()) {
			GreeterClient greeter = GreeterClient.over(conn);
			assertThat(greet(conn)).isEqualTo("Hello Ada");
			assertThat(greeter.lotsOfGreetings(List.of(ADA, ADA), PATIENT)).isEqualTo(reply("2 people"));
			try (BidiStreamingCall<HelloRequest, HelloReply> chat = greeter.openBidiHello(PATIENT)) {
				chat.write(ADA);
				assertThat(chat.read()).isEqualTo(reply("Ada"));
				chat.halfClose();
				assertThat(chat.read()).isNull();
			}
			assertThat(this.service.requests(GreeterMethods.SAY_HELLO)).containsExactly(ADA);
			assertThat(this.network.attempts()).containsExactly(FIRST);
			assertThat(this.network.connections()).containsExactly(FIRST);
		}
		assertThat(this.network.connections()).isEmpty();
	}

	@Test
	void anEndlessStreamIsPulledNoFasterThanItIsRead() {
		AtomicInteger made = new AtomicInteger();
		FakeService endless = FakeService.builder()
			.serverStreaming(GreeterMethods.LOTS_OF_REPLIES,
					(request) -> () -> IntStream.generate(made::incrementAndGet)
						.mapToObj((i) -> reply("#" + i))
						.iterator())
			.build();
		try (ClientConn conn = builder(InMemoryTransport.to(endless), FIRST).build();
				ServerStreamingCall<HelloReply> replies = GreeterClient.over(conn).lotsOfReplies(ADA, PATIENT)) {
			for (int i = 1; i <= 500; i++) {
				assertThat(replies.read()).isEqualTo(reply("#" + i));
			}
		}
		assertThat(made).hasValueLessThan(600);
	}

	@Test
	void aServiceIsHeldBackWhileNobodyReads() {
		CompletableFuture<Integer> sentAtOnce = new CompletableFuture<>();
		FakeService eager = FakeService.builder().handle(GreeterMethods.LOTS_OF_REPLIES, (call) -> {
			call.request(1);
			return (request) -> {
				int sent = 0;
				for (; call.isReady() && sent < 10_000; sent++) {
					call.send(reply("#" + sent));
				}
				sentAtOnce.complete(sent);
			};
		}).build();
		try (ClientConn conn = builder(InMemoryTransport.to(eager), FIRST).build();
				ServerStreamingCall<HelloReply> replies = GreeterClient.over(conn).lotsOfReplies(ADA, PATIENT)) {
			assertThat(replies.read()).isEqualTo(reply("#0"));
			assertThat(sentAtOnce).succeedsWithin(Duration.ofSeconds(20))
				.satisfies((sent) -> assertThat(sent).isBetween(8, 100));
		}
	}

	@Test
	void compressedRequestsAreRead() {
		try (ClientConn conn = builder(this.network, FIRST).build()) {
			assertThat(GreeterClient.over(conn).sayHello(ADA, PATIENT.compression("gzip")))
				.isEqualTo(reply("Hello Ada"));
		}
	}

	@Test
	void headersStatusAndTrailersArrive() {
		FakeService moody = FakeService.builder().handle(GreeterMethods.SAY_HELLO, (call) -> (request) -> {
		}).handle(GreeterMethods.LOTS_OF_REPLIES, (call) -> {
			Status status = Status.of(StatusCode.NOT_FOUND, "asked by " + call.headers().get("x-tenant"));
			call.close(status, Metadata.builder().add("x-why", "because").build());
			return Handlers.deaf();
		}).build();
		try (ClientConn conn = builder(InMemoryTransport.to(moody), FIRST).build();
				ServerStreamingCall<HelloReply> replies = GreeterClient.over(conn)
					.lotsOfReplies(ADA, PATIENT.header("x-tenant", "acme"))) {
			StatusException failure = catchThrowableOfType(StatusException.class, replies::read);
			assertThat(failure.code()).isEqualTo(StatusCode.NOT_FOUND);
			assertThat(failure).hasMessageContaining("asked by acme");
			assertThat(failure.trailers().get("x-why")).isEqualTo("because");
		}
	}

	@Test
	void aMethodThatNobodyServesIsUnimplemented() {
		try (ClientConn conn = builder(InMemoryTransport.to(FakeService.builder().build()), FIRST).build()) {
			StatusException failure = catchThrowableOfType(StatusException.class, () -> greet(conn));
			assertThat(failure.code()).isEqualTo(StatusCode.UNIMPLEMENTED);
			assertThat(failure).hasMessageContaining("has a handler for helloworld.Greeter/SayHello");
		}
	}

	@Test
	void limitsOfTheChannelHold() {
		try (ClientConn conn = builder(this.network, FIRST).maxInboundMessageSize(5).build()) {
			StatusException failure = catchThrowableOfType(StatusException.class, () -> greet(conn));
			assertThat(failure.code()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED);
			assertThat(failure).hasMessageContaining("received message larger than max (11 vs. 5)");
		}
	}

	@Test
	void addressesLeadToServicesOfTheirOwn() {
		this.network.at(SECOND, greeter("Bonjour "));
		try (ClientConn first = builder(this.network, FIRST).build();
				ClientConn second = builder(this.network, SECOND).build()) {
			assertThat(greet(first)).isEqualTo("Hello Ada");
			assertThat(greet(second)).isEqualTo("Bonjour Ada");
		}
	}

	@Test
	void servicesMayRunAtOnce() {
		try (ClientConn conn = builder(this.network.runningOn(Runnable::run), FIRST).build()) {
			assertThat(greet(conn)).isEqualTo("Hello Ada");
			this.network.dropConnections();
			assertThat(greet(conn)).isEqualTo("Hello Ada");
		}
	}

	@Test
	void requestsThatNobodyCanReadEndTheCall() {
		MethodDescriptor<HelloRequest, HelloReply> wrong = MethodDescriptor.of("helloworld.Greeter/SayHello",
				MethodDescriptor.Kind.UNARY, NONSENSE, GreeterMethods.SAY_HELLO.responseMarshaller());
		try (ClientConn conn = builder(this.network, FIRST).build()) {
			StatusException failure = catchThrowableOfType(StatusException.class,
					() -> ClientCalls.unary(conn, wrong, ADA, PATIENT));
			assertThat(failure.code()).isEqualTo(StatusCode.INTERNAL);
			assertThat(failure).hasMessageContaining("cannot read the request of helloworld.Greeter/SayHello");
		}
	}

	@Test
	void aRefusedConnectionIsTriedElsewhere() {
		this.network.refuseConnections(FIRST);
		try (ClientConn conn = builder(this.network, FIRST, SECOND).build()) {
			assertThat(greet(conn)).isEqualTo("Hello Ada");
			assertThat(this.network.attempts()).containsExactlyInAnyOrder(FIRST, SECOND).endsWith(SECOND);
		}
	}

	@Test
	void whenAllConnectionsAreRefusedCallsSayWhere() {
		this.network.refuseConnections();
		try (ClientConn conn = builder(this.network, FIRST).build()) {
			StatusException failure = catchThrowableOfType(StatusException.class,
					() -> GreeterClient.over(conn).sayHello(ADA));
			assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
			assertThat(failure).hasMessageContaining("connect to 10.0.0.7:9090 refused");
			this.network.acceptConnections();
			conn.resetConnectBackoff();
			assertThat(greet(conn)).isEqualTo("Hello Ada");
		}
	}

	@Test
	void aRefusedStreamGoesElsewhereUnseen() {
		this.network.refuseStreams(1);
		try (ClientConn conn = builder(this.network, FIRST).build()) {
			assertThat(greet(conn)).isEqualTo("Hello Ada");
			assertThat(this.service.calls(GreeterMethods.SAY_HELLO)).hasSize(1);
		}
	}

	@Test
	void aLostConnectionFailsItsCallsAndTheNextOneConnectsAnew() throws Exception {
		CompletableFuture<Boolean> asked = new CompletableFuture<>();
		CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
		FakeService silent = FakeService.builder().handle(GreeterMethods.SAY_HELLO, (call) -> {
			call.request(1);
			return hearing(asked, cancelled);
		}).build();
		InMemoryTransport quiet = InMemoryTransport.to(silent);
		try (ClientConn conn = builder(quiet, FIRST).build()) {
			RpcFuture<HelloReply> reply = GreeterAsyncClient.over(conn).sayHello(ADA, PATIENT);
			asked.get(20, TimeUnit.SECONDS);
			quiet.dropConnections(FIRST);
			assertThat(reply).failsWithin(Duration.ofSeconds(20))
				.withThrowableThat()
				.withMessageContaining("connection to 10.0.0.7:9090 reset by peer");
			assertThat(cancelled.get(20, TimeUnit.SECONDS)).isTrue();
			quiet.at(FIRST, this.service);
			assertThat(greet(conn)).isEqualTo("Hello Ada");
			assertThat(quiet.attempts()).hasSize(2);
		}
	}

	private static RequestListener<HelloRequest> hearing(CompletableFuture<Boolean> asked,
			CompletableFuture<Boolean> cancelled) {
		return new RequestListener<>() {

			@Override
			public void onMessage(HelloRequest message) {
				asked.complete(true);
			}

			@Override
			public void onCancel() {
				cancelled.complete(true);
			}

		};
	}

	@Test
	void afterGoAwayCallsFinishAndNewOnesGoToANewConnection() {
		try (ClientConn conn = builder(this.network, FIRST).build();
				BidiStreamingCall<HelloRequest, HelloReply> chat = GreeterClient.over(conn).openBidiHello(PATIENT)) {
			chat.write(ADA);
			assertThat(chat.read()).isEqualTo(reply("Ada"));
			this.network.goAway();
			chat.write(ADA);
			assertThat(chat.read()).isEqualTo(reply("Ada"));
			assertThat(greet(conn)).isEqualTo("Hello Ada");
			assertThat(this.network.attempts()).containsExactly(FIRST, FIRST);
			assertThat(this.network.connections()).hasSize(2);
			chat.halfClose();
			assertThat(chat.read()).isNull();
		}
	}

	@Test
	void aDeadlineReachesTheService() throws Exception {
		CompletableFuture<Boolean> asked = new CompletableFuture<>();
		CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
		FakeService silent = FakeService.builder().handle(GreeterMethods.SAY_HELLO, (call) -> {
			call.request(1);
			return hearing(asked, cancelled);
		}).build();
		ManualScheduler clock = new ManualScheduler();
		try (ClientRuntime runtime = ClientRuntime.builder().scheduler(clock).build();
				ClientConn conn = builder(InMemoryTransport.to(silent), FIRST).runtime(runtime).build()) {
			RpcFuture<HelloReply> reply = GreeterAsyncClient.over(conn).sayHello(ADA, PATIENT);
			asked.get(20, TimeUnit.SECONDS);
			clock.advance(Duration.ofSeconds(20));
			StatusException failure = catchThrowableOfType(StatusException.class, reply::await);
			assertThat(failure.code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
			assertThat(cancelled.get(20, TimeUnit.SECONDS)).isTrue();
		}
	}

}
