package io.clientconn.guide;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.IntStream;

import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import io.clientconn.ClientConn;
import io.clientconn.protobuf.StatusDetails;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.ResponseInfo;
import io.clientconn.rpc.RetryPolicy;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.ClientStreamingCall;
import io.clientconn.stub.PendingRpc;
import io.clientconn.stub.RpcFuture;
import io.clientconn.stub.ServerStreamingCall;
import io.clientconn.stub.WriteResult;
import io.clientconn.test.FakeService;
import io.clientconn.test.GeneratedClientContract;
import io.clientconn.test.InMemoryServiceExtension;
import io.clientconn.test.ManualScheduler;
import io.clientconn.test.helloworld.GreeterAsyncClient;
import io.clientconn.test.helloworld.GreeterClient;
import io.clientconn.test.helloworld.GreeterGrpc;
import io.clientconn.test.helloworld.GreeterMethods;
import io.clientconn.test.helloworld.HelloReply;
import io.clientconn.test.helloworld.HelloRequest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.FlowAdapters;
import reactor.test.subscriber.TestSubscriber;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/** The snippets of docs/stubs.md; {@link GuideSnippetsTest} finds them here. */
@Timeout(30)
class StubsGuideTest {

	@RegisterExtension
	static final InMemoryServiceExtension GREETER = InMemoryServiceExtension
		.of(() -> FakeService.builder().unary(GreeterMethods.SAY_HELLO, (request) -> hello(request.getName())).build());

	static final RpcOptions PATIENT = RpcOptions.NONE.timeout(Duration.ofSeconds(30))
		.waitForReady(true)
		.header("x-tenant", "acme");

	static final RetryPolicy THRICE = RetryPolicy.builder()
		.maxAttempts(3)
		.initialBackoff(Duration.ofMillis(50))
		.retryOn(StatusCode.UNAVAILABLE, StatusCode.ABORTED)
		.build();

	private final HelloRequest ada = HelloRequest.newBuilder().setName("Ada").build();

	private final HelloRequest bob = HelloRequest.newBuilder().setName("Bob").build();

	private final HelloRequest nobody = HelloRequest.getDefaultInstance();

	private final FakeService service = FakeService.builder()
		.unary(GreeterMethods.SAY_HELLO, StubsGuideTest::greet)
		.serverStreaming(GreeterMethods.LOTS_OF_REPLIES,
				(request) -> IntStream.range(0, 100).mapToObj((i) -> hello(request.getName() + i)).toList())
		.clientStreaming(GreeterMethods.LOTS_OF_GREETINGS, (requests) -> hello(requests.size() + " people"))
		.bidiStreaming(GreeterMethods.BIDI_HELLO, (request) -> List.of(hello(request.getName())))
		.build();

	private final GreeterClient greeter = GreeterClient.over(this.service.channel());

	private final GreeterAsyncClient async = GreeterAsyncClient.over(this.service.channel());

	@Test
	void theFirstCall() throws IOException {
		Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.addService(new GreeterGrpc.GreeterImplBase() {

				@Override
				public void sayHello(HelloRequest request, StreamObserver<HelloReply> response) {
					response.onNext(hello(request.getName()));
					response.onCompleted();
				}

			})
			.build()
			.start();
		try {
			String target = "static:///127.0.0.1:" + server.getPort();
			loadClasses(target, this.ada);
			callOnce(target, this.ada);
		}
		finally {
			server.shutdownNow();
		}
	}

	/** Otherwise the second of the call is spent on the first use of everything. */
	private static void loadClasses(String target, HelloRequest ada) {
		try (ClientConn conn = ClientConn.builder(target).plaintext().build()) {
			GreeterClient.over(conn).sayHello(ada);
		}
	}

	private static void callOnce(String target, HelloRequest ada) {
		try (ClientConn conn = ClientConn.builder(target).plaintext().build()) {
			GreeterClient greeter = GreeterClient.over(conn);
			HelloReply reply = greeter.sayHello(ada, RpcOptions.NONE.timeout(Duration.ofSeconds(1)));
			assertThat(reply.getMessage()).isEqualTo("Hello Ada");
		}
	}

	@Test
	void blockingStreams() {
		assertThat(readSome(this.greeter, this.ada)).isTrue();
		assertThat(pulled(this.greeter, this.ada, this.bob)).isEqualTo(hello("2 people"));
		assertThat(written(this.greeter, this.ada, this.bob)).isEqualTo("Hello 2 people");
		converse(this.greeter, this.ada);
	}

	private static boolean readSome(GreeterClient greeter, HelloRequest ada) {
		try (ServerStreamingCall<HelloReply> replies = greeter.lotsOfReplies(ada)) {
			for (HelloReply reply : replies) {
				if (reply.getMessage().endsWith("3")) {
					break;
				}
			}
		}
		return true;
	}

	private static HelloReply pulled(GreeterClient greeter, HelloRequest ada, HelloRequest bob) {
		HelloReply reply = greeter.lotsOfGreetings(List.of(ada, bob));
		return reply;
	}

	private static String written(GreeterClient greeter, HelloRequest ada, HelloRequest bob) {
		try (ClientStreamingCall<HelloRequest, HelloReply> upload = greeter.openLotsOfGreetings(RpcOptions.NONE)) {
			upload.write(ada);
			if (upload.tryWrite(bob, Duration.ofSeconds(5)) == WriteResult.NOT_READY) {
				throw new IllegalStateException("the greeter does not keep up");
			}
			return upload.finish().getMessage();
		}
	}

	private static void converse(GreeterClient greeter, HelloRequest ada) {
		try (BidiStreamingCall<HelloRequest, HelloReply> chat = greeter.openBidiHello(RpcOptions.NONE)) {
			chat.write(ada);
			assertThat(chat.read()).isEqualTo(hello("Ada"));
			chat.halfClose();
			assertThat(chat.read()).isNull();
		}
	}

	@Test
	@SuppressWarnings("FutureReturnValueIgnored")
	void futures() {
		List<String> greetings = new ArrayList<>();
		HelloRequest ada = this.ada;
		GreeterAsyncClient async = this.async;
		RpcFuture<HelloReply> future = async.sayHello(ada);
		future.thenAccept((reply) -> greetings.add(reply.getMessage()));
		assertThat(greetings).containsExactly("Hello Ada");
	}

	@Test
	void publishers() {
		GreeterAsyncClient async = this.async;
		TestSubscriber<HelloReply> replies = TestSubscriber.create();
		Flow.Subscriber<HelloReply> subscriber = FlowAdapters.toFlowSubscriber(replies);
		try (SubmissionPublisher<HelloRequest> requests = new SubmissionPublisher<>()) {
			async.bidiHello(requests).subscribe(subscriber);
			requests.submit(this.ada);
			requests.submit(this.bob);
		}
		replies.block(Duration.ofSeconds(10));
		assertThat(replies.getReceivedOnNext()).containsExactly(hello("Ada"), hello("Bob"));
	}

	@Test
	void pendingFutures() {
		HelloRequest ada = this.ada;
		PendingRpc<HelloReply> pending = RpcFuture.pending();
		GreeterAsyncClient fake = new GreeterAsyncClient() {

			@Override
			public RpcFuture<HelloReply> sayHello(HelloRequest request, RpcOptions options) {
				return pending.future();
			}

		};
		RpcFuture<HelloReply> future = fake.sayHello(ada);
		pending.succeed(hello("Ada"));
		assertThat(future).isCompletedWithValue(hello("Ada"));
		assertThat(pending.isCancelled()).isFalse();
	}

	@Test
	void errors() {
		assertThat(tryToGreet(this.greeter, this.nobody)).isEqualTo("nobody of that name");
		StatusException failure = catchThrowableOfType(StatusException.class, () -> this.greeter.sayHello(this.nobody));
		Optional<RetryInfo> retry = StatusDetails.from(failure).detail(RetryInfo.class);
		assertThat(retry).isPresent();
	}

	private static String tryToGreet(GreeterClient greeter, HelloRequest nobody) {
		try {
			greeter.sayHello(nobody);
		}
		catch (StatusException ex) {
			if (ex.code() == StatusCode.NOT_FOUND && ex.origin() == CallOutcome.Origin.SERVER) {
				return "nobody of that name";
			}
			throw ex;
		}
		return "greeted";
	}

	@Test
	void captures() {
		GreeterClient greeter = this.greeter;
		HelloRequest ada = this.ada;
		ResponseInfo info = new ResponseInfo();
		greeter.sayHello(ada, PATIENT.capture(info));
		String servedBy = info.headers().get("served-by");
		Duration total = info.timings().total();
		assertThat(servedBy).isNull();
		assertThat(total).isZero();
	}

	@Test
	void compresses() {
		GreeterClient greeter = this.greeter;
		HelloRequest ada = this.ada;
		greeter.sayHello(ada, RpcOptions.NONE.compression("gzip"));
	}

	@Test
	void triesAgain() {
		GreeterClient greeter = this.greeter;
		HelloRequest ada = this.ada;
		greeter.sayHello(ada, RpcOptions.NONE.retry(THRICE));
		greeter.sayHello(ada, RpcOptions.NONE.idempotent(true));
		greeter.sayHello(ada, RpcOptions.NONE.retry(RetryPolicy.OFF));
	}

	@Test
	void fakes() {
		HelloRequest ada = this.ada;
		FakeService service = FakeService.builder()
			.unary(GreeterMethods.SAY_HELLO, (request) -> hello(request.getName()))
			.serverStreaming(GreeterMethods.LOTS_OF_REPLIES, (request) -> List.of(hello("1"), hello("2")))
			.build();
		GreeterClient greeter = GreeterClient.over(service.channel());
		assertThat(greeter.sayHello(ada)).isEqualTo(hello("Ada"));
		assertThat(service.requests(GreeterMethods.SAY_HELLO)).containsExactly(ada);
	}

	@Test
	void clocks() {
		HelloRequest ada = this.ada;
		FakeService silent = FakeService.builder().handle(GreeterMethods.SAY_HELLO, (call) -> (request) -> {
		}).build();
		ManualScheduler clock = new ManualScheduler();
		GreeterAsyncClient async = GreeterAsyncClient.over(silent.channel().withScheduler(clock));
		RpcFuture<HelloReply> future = async.sayHello(ada, RpcOptions.NONE.timeout(Duration.ofSeconds(30)));
		clock.advance(Duration.ofSeconds(30));
		assertThat(future).isCompletedExceptionally();
	}

	@Test
	void mocks() {
		HelloRequest ada = this.ada;
		GreeterClient greeter = mock();
		given(greeter.sayHello(eq(ada), any())).willReturn(hello("Ada"));
		assertThat(patiently(greeter, ada)).isEqualTo(hello("Ada"));
	}

	@Test
	void greets(GreeterClient greeter, FakeService service) {
		assertThat(greeter.sayHello(ada)).isEqualTo(hello("Ada"));
		assertThat(service.requests(GreeterMethods.SAY_HELLO)).containsExactly(ada);
	}

	@Nested
	class LoggingGreeterContractTest extends GeneratedClientContract<GreeterClient> {

		LoggingGreeterContractTest() {
			super(GreeterClient.class);
		}

		@Override
		protected GreeterClient over(Channel channel) {
			return new LoggingGreeter(GreeterClient.over(channel));
		}

	}

	private static HelloReply patiently(GreeterClient greeter, HelloRequest request) {
		return greeter.sayHello(request, PATIENT);
	}

	private static HelloReply greet(HelloRequest request) {
		if (!request.getName().isEmpty()) {
			return hello(request.getName());
		}
		byte[] details = com.google.rpc.Status.newBuilder()
			.setCode(StatusCode.NOT_FOUND.value())
			.addDetails(Any.pack(RetryInfo.getDefaultInstance()))
			.build()
			.toByteArray();
		throw new StatusException(null,
				new CallOutcome(Status.of(StatusCode.NOT_FOUND, "nobody"),
						Metadata.builder().add("grpc-status-details-bin", details).build(), null,
						CallOutcome.Origin.SERVER, CallOutcome.NO_HTTP2_ERROR, List.of()));
	}

	private static HelloReply hello(String name) {
		return HelloReply.newBuilder().setMessage("Hello " + name).build();
	}

}
