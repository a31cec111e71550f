package io.clientconn.grpcjava;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.StatusException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.BlockingClientCall;
import io.grpc.testing.integration.EmptyProtos;
import io.grpc.testing.integration.Messages;
import io.grpc.testing.integration.TestServiceGrpc;
import io.grpc.testing.integration.TestServiceImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The stubs that the interoperability suite does not use: blocking with two directions,
 * and futures.
 */
class StubsTest {

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private Server server;

	private ManagedChannel channel;

	@BeforeEach
	void start() throws Exception {
		this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.flowControlWindow(64 * 1024)
			.addService(new TestServiceImpl(this.timer))
			.build()
			.start();
		this.channel = Side.CLIENT_CONN.channel(this.server.getPort()).build();
	}

	@AfterEach
	void stop() throws Exception {
		this.channel.shutdownNow();
		assertThat(this.channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		this.server.shutdownNow();
		this.timer.shutdownNow();
	}

	private static Messages.StreamingOutputCallRequest ask(int bytes) {
		return Messages.StreamingOutputCallRequest.newBuilder()
			.addResponseParameters(Messages.ResponseParameters.newBuilder().setSize(bytes))
			.build();
	}

	@Test
	void blockingV2() throws Exception {
		TestServiceGrpc.TestServiceBlockingV2Stub stub = TestServiceGrpc.newBlockingV2Stub(this.channel)
			.withDeadlineAfter(30, TimeUnit.SECONDS);
		assertThat(stub.emptyCall(EmptyProtos.Empty.getDefaultInstance())).isNotNull();
		assertThatExceptionOfType(StatusException.class)
			.isThrownBy(() -> stub.unimplementedCall(EmptyProtos.Empty.getDefaultInstance()));
		BlockingClientCall<Messages.StreamingOutputCallRequest, Messages.StreamingOutputCallResponse> call = stub
			.fullDuplexCall();
		for (int i = 1; i <= 20; i++) {
			assertThat(call.write(ask(i * 1000))).isTrue();
			assertThat(call.read().getPayload().getBody().size()).isEqualTo(i * 1000);
		}
		call.halfClose();
		assertThat(call.read()).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void blockingV2WaitsForRoomToWrite(Side side) throws Exception {
		try (TextServer silent = new TextServer()) {
			CompletableFuture<io.grpc.ServerCall<String, String>> served = new CompletableFuture<>();
			silent.on(MethodType.BIDI_STREAMING, (call, headers) -> {
				served.complete(call);
				return CallFixture.silent(call);
			});
			ManagedChannel other = side.channel(silent.port()).build();
			BlockingClientCall<String, String> call = io.grpc.stub.ClientCalls.blockingBidiStreamingCall(other,
					TextServer.method(MethodType.BIDI_STREAMING), io.grpc.CallOptions.DEFAULT);
			String large = "x".repeat(1024 * 1024);
			assertThat(call.write(large, 10, TimeUnit.SECONDS)).isTrue();
			assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> {
				for (int i = 0; i < 100; i++) { // some are on their way to where they
												// count
					call.write(large, 50, TimeUnit.MILLISECONDS);
				}
			});
			served.get(10, TimeUnit.SECONDS).request(200);
			assertThat(call.write(large, 10, TimeUnit.SECONDS)).isTrue();
			call.cancel("done", null);
			other.shutdownNow();
			assertThat(other.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void futures() throws Exception {
		Messages.SimpleResponse response = TestServiceGrpc.newFutureStub(this.channel)
			.unaryCall(Messages.SimpleRequest.newBuilder()
				.setResponseSize(5)
				.setPayload(Messages.Payload.newBuilder().setBody(ByteString.copyFromUtf8("hello")))
				.build())
			.get(10, TimeUnit.SECONDS);
		assertThat(response.getPayload().getBody().size()).isEqualTo(5);
	}

}
