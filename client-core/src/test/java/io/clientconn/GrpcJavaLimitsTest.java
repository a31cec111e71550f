package io.clientconn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.clientconn.resolver.Address;
import io.clientconn.rpc.Attributes;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.ResponseInfo;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.ClientCalls;
import io.clientconn.stub.RpcFuture;
import io.clientconn.stub.ServerStreamingCall;
import io.clientconn.testing.FaultProxy;
import io.clientconn.testing.ManualScheduler;
import io.clientconn.testing.TestServer;
import io.clientconn.transport.ConnectRequest;
import io.clientconn.transport.FlowControl;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The limits that a grpc-java server sets: streams, windows, header lists.
 */
class GrpcJavaLimitsTest {

	private static final RpcOptions SOON = RpcOptions.NONE.timeout(Duration.ofSeconds(30));

	@RegisterExtension
	final RealServerFixture fixture = new RealServerFixture();

	private static RpcFuture<String> call(ClientConn conn, String request, RpcOptions options) {
		return ClientCalls.unaryAsync(conn, TestServer.method("Echo"), request, options);
	}

	private static StatusException failure(RpcFuture<String> call) {
		CompletionException failure = catchThrowableOfType(CompletionException.class,
				() -> call.orTimeout(30, TimeUnit.SECONDS).join());
		assertThat(failure).isNotNull();
		return (StatusException) failure.getCause();
	}

	/**
	 * A call that the server does not answer, and that has taken the only place there is.
	 */
	private BidiStreamingCall<String, String> occupy(ClientConn conn) {
		BidiStreamingCall<String, String> chat = ClientCalls.bidiStreaming(conn, TestServer.method("Chat"), SOON);
		chat.write("here");
		assertThat(chat.read()).isEqualTo("here");
		return chat;
	}

	@Test
	void whoWaitsForRoomLeavesWithItsDeadlineItsCancellationOrTheChannel() {
		TestServer server = this.fixture.track(TestServer.startWithLimit("one", 1));
		ManualScheduler clock = new ManualScheduler();
		ClientConn conn = this.fixture.track(
				this.fixture.builder("static:///" + server.address()).runtime(this.fixture.runtimeOn(clock)).build());
		try (BidiStreamingCall<String, String> chat = occupy(conn)) {
			RpcFuture<String> patient = call(conn, "patient", RpcOptions.NONE);
			RpcFuture<String> hasty = call(conn, "hasty", RpcOptions.NONE.timeout(Duration.ofMillis(50)));
			RpcFuture<String> unwanted = call(conn, "unwanted", SOON);
			// Time passes on this thread, so both of them leave before the chat does.
			clock.advance(Duration.ofMillis(50));
			assertThat(failure(hasty).code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
			unwanted.cancel(true);
			RpcFuture<String> late = call(conn, "late", SOON);
			chat.halfClose();
			assertThat(chat.read()).isNull();
			assertThat(patient.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo("patient");
			assertThat(late.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo("late");
		}
		assertThat(server.calls()).as("the chat, who was patient and who came late").isEqualTo(3);
		try (BidiStreamingCall<String, String> chat = occupy(conn)) {
			RpcFuture<String> waits = call(conn, "waits", SOON);
			conn.close();
			assertThat(failure(waits).code()).isEqualTo(StatusCode.CANCELLED);
			assertThatThrownBy(chat::read).isInstanceOf(StatusException.class);
		}
	}

	@Test
	void whoWaitsForRoomOnAConnectionThatIsCutGoesElsewhere() {
		TestServer first = this.fixture.track(TestServer.startWithLimit("first", 1));
		TestServer second = this.fixture.server("second");
		try (FaultProxy network = new FaultProxy(first.port())) {
			ClientConn conn = this.fixture.connect("static:///" + network.address() + "," + second.address());
			List<RpcFuture<String>> waiting = new ArrayList<>();
			try (BidiStreamingCall<String, String> chat = occupy(conn)) {
				for (int i = 0; i < 20; i++) {
					waiting.add(call(conn, "call " + i, SOON));
				}
				network.reset();
				assertThatThrownBy(chat::read).isInstanceOf(StatusException.class);
			}
			for (int i = 0; i < 20; i++) {
				assertThat(waiting.get(i).orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo("call " + i);
			}
		}
		// The stream that was cut, and each of the others once.
		assertThat(first.calls() + second.calls()).isEqualTo(21);
	}

	@Test
	void whoWaitsForRoomOnAServerThatDrainsGoesElsewhere() throws Exception {
		TestServer first = this.fixture.track(TestServer.startWithLimit("first", 1));
		TestServer second = this.fixture.server("second");
		ClientConn conn = this.fixture.connect("static:///" + first.address() + "," + second.address());
		try (BidiStreamingCall<String, String> chat = occupy(conn)) {
			RpcFuture<String> waits = call(conn, "waits", SOON);
			Thread stopper = new Thread(() -> {
				try {
					first.stopGracefully();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			});
			stopper.start();
			assertThat(waits.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo("waits");
			chat.write("still there");
			assertThat(chat.read()).isEqualTo("still there");
			chat.halfClose();
			assertThat(chat.read()).isNull();
			stopper.join(10_000);
			assertThat(stopper.isAlive()).isFalse();
		}
		assertThat(second.calls()).isOne();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 1000, 65_535, 8 << 20 })
	void requestsPassThroughWindowsOfAnySizeOfTheServer(int window) {
		ClientConn conn = this.fixture.connectTo(
				this.fixture.track(TestServer.startWith("windows", (builder) -> builder.flowControlWindow(window))));
		int size = (window == 1) ? 2_000 : 2_000_000;
		String text = "0123456789".repeat(size / 10);
		assertThat(RealServerFixture.echo(conn, text, SOON).equals(text)).isTrue();
		try (BidiStreamingCall<String, String> chat = occupy(conn)) {
			for (int i = 0; i < 20; i++) {
				String part = text.substring(0, size / 20);
				chat.write(part);
				assertThat(part.equals(chat.read())).isTrue();
			}
		}
	}

	@Test
	void aStreamThatNobodyReadsHoldsUpNoOther() {
		TestServer server = this.fixture.server("busy");
		ClientConn conn = this.fixture.track(this.fixture.builder("static:///" + server.address())
			.flowControl(FlowControl.fixed(65_535, 65_535))
			.build());
		int count = 20_000;
		try (ServerStreamingCall<String> unread = ClientCalls.serverStreaming(conn, TestServer.method("Count"),
				Integer.toString(count), SOON)) {
			assertThat(unread.read()).isEqualTo("1");
			for (int i = 0; i < 20; i++) {
				assertThat(RealServerFixture.echo(conn, "size:100000", SOON)).hasSize(100_000);
			}
			for (int i = 2; i <= count; i++) {
				assertThat(unread.read()).isEqualTo(Integer.toString(i));
			}
			assertThat(unread.read()).isNull();
		}
	}

	@Test
	void theServersLimitForHeaderListsIsObeyedBeforeAnythingIsSent() {
		TestServer server = this.fixture
			.track(TestServer.startWith("small", (builder) -> builder.maxInboundMetadataSize(2000)));
		ClientConn conn = this.fixture.connectTo(server);
		StatusException failure = failure(call(conn, "hello", SOON.header("big", "x".repeat(2000))));
		assertThat(failure.code()).isEqualTo(StatusCode.INTERNAL);
		assertThat(failure.description())
			.contains("header list size to send violates the maximum size (2000 bytes) set by server");
		assertThat(failure.outcome().failedAttempts()).isEmpty();
		assertThat(server.calls()).isZero();
		assertThat(RealServerFixture.echo(conn, "hello", SOON)).isEqualTo("hello");
	}

	@Test
	void headerListsLargerThanAFrameContinueInBothDirections() {
		TestServer server = this.fixture.track(TestServer.startWith("large",
				(builder) -> builder.maxInboundMetadataSize(100_000).intercept(new BigHeaders(40_000))));
		ClientConn conn = this.fixture
			.track(this.fixture.builder("static:///" + server.address()).maxInboundMetadataSize(100_000).build());
		ResponseInfo info = new ResponseInfo();
		RpcOptions options = SOON.header("big", "x".repeat(40_000)).capture(info);
		assertThat(RealServerFixture.echo(conn, "hello", options)).isEqualTo("hello");
		io.grpc.Metadata.Key<String> big = io.grpc.Metadata.Key.of("big", io.grpc.Metadata.ASCII_STRING_MARSHALLER);
		assertThat(server.headers().get(0).get(big)).hasSize(40_000);
		assertThat(info.headers()).extracting((headers) -> headers.get("big")).asString().hasSize(40_000);
	}

	@Test
	void metadataOfEveryKindReachesTheServerAndKeepsItsOrder() {
		TestServer server = this.fixture.server("one");
		ClientConn conn = this.fixture.connectTo(server);
		byte[] bytes = { 0, 1, (byte) 0xff, 13, 10 };
		Metadata headers = Metadata.builder().add("k", "one").add("b-bin", bytes).add("k", "two").build();
		assertThat(RealServerFixture.echo(conn, "hello", SOON.headers(headers))).isEqualTo("hello");
		io.grpc.Metadata received = server.headers().get(0);
		assertThat(received.getAll(io.grpc.Metadata.Key.of("k", io.grpc.Metadata.ASCII_STRING_MARSHALLER)))
			.containsExactly("one", "two");
		assertThat(received.get(io.grpc.Metadata.Key.of("b-bin", io.grpc.Metadata.BINARY_BYTE_MARSHALLER)))
			.containsExactly(bytes);
	}

	@Test
	void headersOfAnAddressStandBehindAllOthers() {
		TestServer server = this.fixture.server("one");
		Attributes ofAddress = Attributes.EMPTY.with(Address.HEADERS,
				Metadata.builder().add("k", "of the address").add("te", "gone").build());
		ClientConn conn = this.fixture.track(this.fixture.builder("static:///" + server.address())
			.transport((factory) -> (request, listener) -> factory
				.connect(new ConnectRequest(new Address(request.address().socketAddress(), ofAddress),
						request.authority(), request.timeoutNanos()), listener))
			.build());
		assertThat(RealServerFixture.echo(conn, "hello", SOON.header("k", "of the call"))).isEqualTo("hello");
		assertThat(
				server.headers().get(0).getAll(io.grpc.Metadata.Key.of("k", io.grpc.Metadata.ASCII_STRING_MARSHALLER)))
			.containsExactly("of the call", "of the address");
	}

	@Test
	void aContentSubtypeIsTakenByTheServer() {
		TestServer server = this.fixture.server("one");
		ClientConn conn = this.fixture
			.track(this.fixture.builder("static:///" + server.address()).contentSubtype("Proto").build());
		assertThat(RealServerFixture.echo(conn, "hello", SOON)).isEqualTo("hello");
		assertThat(RealServerFixture.echo(conn, "hello", SOON.contentSubtype("text"))).isEqualTo("hello");
		io.grpc.Metadata.Key<String> type = io.grpc.Metadata.Key.of("content-type",
				io.grpc.Metadata.ASCII_STRING_MARSHALLER);
		assertThat(server.headers()).extracting((headers) -> headers.get(type))
			.containsExactly("application/grpc+proto", "application/grpc+text");
	}

	/**
	 * Answers with a header of so many characters.
	 */
	private record BigHeaders(int size) implements io.grpc.ServerInterceptor {

		@Override
		public <Q, R> io.grpc.ServerCall.Listener<Q> interceptCall(io.grpc.ServerCall<Q, R> call,
				io.grpc.Metadata headers, io.grpc.ServerCallHandler<Q, R> next) {
			return next.startCall(new io.grpc.ForwardingServerCall.SimpleForwardingServerCall<Q, R>(call) {

				@Override
				public void sendHeaders(io.grpc.Metadata responseHeaders) {
					responseHeaders.put(io.grpc.Metadata.Key.of("big", io.grpc.Metadata.ASCII_STRING_MARSHALLER),
							"x".repeat(BigHeaders.this.size));
					super.sendHeaders(responseHeaders);
				}

			}, headers);
		}

	}

}
