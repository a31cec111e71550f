package io.clientconn.interop;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import com.google.protobuf.ByteString;
import io.clientconn.ClientConn;
import io.clientconn.interop.proto.BoolValue;
import io.clientconn.interop.proto.EchoStatus;
import io.clientconn.interop.proto.Empty;
import io.clientconn.interop.proto.Payload;
import io.clientconn.interop.proto.ResponseParameters;
import io.clientconn.interop.proto.SimpleRequest;
import io.clientconn.interop.proto.SimpleResponse;
import io.clientconn.interop.proto.StreamingInputCallRequest;
import io.clientconn.interop.proto.StreamingInputCallResponse;
import io.clientconn.interop.proto.StreamingOutputCallRequest;
import io.clientconn.interop.proto.StreamingOutputCallResponse;
import io.clientconn.interop.proto.TestServiceClient;
import io.clientconn.interop.proto.UnimplementedServiceClient;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.ResponseInfo;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.ClientStreamingCall;
import io.clientconn.stub.ServerStreamingCall;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The cases of gRPC's interop-test-descriptions.md with generated clients, by their names
 * there, each with the messages and the assertions that the description asks for. The
 * server is grpc-java's, or another one that {@code -Dinterop.target=host:port} names;
 * {@code -Dinterop.compression=gzip} compresses all requests, and
 * {@code -DexcludedGroups=compression} leaves out the cases that ask the server for more
 * than calls. See docs/interop.md.
 */
@Timeout(60)
class InteropTest {

	private static final int LARGE_REQUEST = 271_828;

	private static final int LARGE_RESPONSE = 314_159;

	private static final RpcOptions GZIP = RpcOptions.NONE.compression("gzip");

	private static final RpcOptions IDENTITY = RpcOptions.NONE.compression("identity");

	private static final String ECHO_INITIAL = "x-grpc-test-echo-initial";

	private static final String ECHO_TRAILING = "x-grpc-test-echo-trailing-bin";

	private static final byte[] TRAILING_VALUE = { (byte) 0xab, (byte) 0xab, (byte) 0xab };

	private static final RpcOptions CUSTOM_METADATA = RpcOptions.NONE
		.header(ECHO_INITIAL, "test_initial_metadata_value")
		.headers(Metadata.builder().add(ECHO_TRAILING, TRAILING_VALUE).build());

	private static @Nullable InteropServer server;

	private static String target = "";

	private final RecordingGzip compressedResponses = new RecordingGzip();

	private final ClientConn conn = connect(this.compressedResponses);

	private final TestServiceClient service = TestServiceClient.over(this.conn);

	@BeforeAll
	static void startServer() throws IOException {
		String other = System.getProperty("interop.target");
		if (other != null) {
			target = other;
			return;
		}
		InteropServer own = InteropServer.start();
		server = own;
		target = "static:///" + own.address();
	}

	@AfterAll
	static void stopServer() {
		if (server != null) {
			server.close();
		}
	}

	private static ClientConn connect(RecordingGzip gzip) {
		return ClientConn.builder(target)
			.plaintext()
			.decompressor(gzip)
			.compression(System.getProperty("interop.compression", "identity"))
			.build();
	}

	@AfterEach
	void disconnect() {
		this.conn.close();
	}

	@Test
	void emptyUnary() {
		assertThat(this.service.emptyCall(Empty.getDefaultInstance())).isEqualTo(Empty.getDefaultInstance());
	}

	@Test
	void largeUnary() {
		assertLarge(this.service.unaryCall(large().build()));
	}

	@Test
	@Tag("compression")
	void clientCompressedUnary() {
		SimpleRequest probe = large().setExpectCompressed(bool(true)).build();
		assertFails(StatusCode.INVALID_ARGUMENT, () -> this.service.unaryCall(probe, IDENTITY));
		assertLarge(this.service.unaryCall(large().setExpectCompressed(bool(true)).build(), GZIP));
		assertLarge(this.service.unaryCall(large().setExpectCompressed(bool(false)).build(), IDENTITY));
	}

	@Test
	@Tag("compression")
	void serverCompressedUnary() {
		assertLarge(this.service.unaryCall(large().setResponseCompressed(bool(true)).build()));
		assertThat(this.compressedResponses.sizes()).as("sizes of compressed responses").hasSize(1);
		assertLarge(this.service.unaryCall(large().setResponseCompressed(bool(false)).build()));
		assertThat(this.compressedResponses.sizes()).as("sizes of compressed responses").hasSize(1);
	}

	@Test
	void clientStreaming() {
		try (ClientStreamingCall<StreamingInputCallRequest, StreamingInputCallResponse> call = this.service
			.openStreamingInputCall(RpcOptions.NONE)) {
			for (int size : new int[] { 27_182, 8, 1828, 45_904 }) {
				assertThat(call.write(input(size).build())).isTrue();
			}
			assertThat(call.finish().getAggregatedPayloadSize()).isEqualTo(74_922);
		}
	}

	@Test
	@Tag("compression")
	void clientCompressedStreaming() {
		StreamingInputCallRequest first = input(27_182).setExpectCompressed(bool(true)).build();
		try (ClientStreamingCall<StreamingInputCallRequest, StreamingInputCallResponse> probe = this.service
			.openStreamingInputCall(GZIP)) {
			probe.writeUncompressed(first);
			assertFails(StatusCode.INVALID_ARGUMENT, probe::finish);
		}
		try (ClientStreamingCall<StreamingInputCallRequest, StreamingInputCallResponse> call = this.service
			.openStreamingInputCall(GZIP)) {
			assertThat(call.write(first)).isTrue();
			assertThat(call.writeUncompressed(input(45_904).setExpectCompressed(bool(false)).build())).isTrue();
			assertThat(call.finish().getAggregatedPayloadSize()).isEqualTo(73_086);
		}
	}

	@Test
	void serverStreaming() {
		StreamingOutputCallRequest.Builder request = StreamingOutputCallRequest.newBuilder();
		List<Integer> sizes = List.of(31_415, 9, 2653, 58_979);
		sizes.forEach((size) -> request.addResponseParameters(ResponseParameters.newBuilder().setSize(size)));
		assertThat(sizesOf(request.build())).isEqualTo(sizes);
	}

	@Test
	@Tag("compression")
	void serverCompressedStreaming() {
		StreamingOutputCallRequest request = StreamingOutputCallRequest.newBuilder()
			.addResponseParameters(ResponseParameters.newBuilder().setCompressed(bool(true)).setSize(31_415))
			.addResponseParameters(ResponseParameters.newBuilder().setCompressed(bool(false)).setSize(92_653))
			.build();
		assertThat(sizesOf(request)).containsExactly(31_415, 92_653);
		assertThat(this.compressedResponses.sizes()).as("sizes of compressed responses")
			.singleElement()
			.satisfies((size) -> assertThat(size).isBetween(31_415L, 32_000L));
	}

	private List<Integer> sizesOf(StreamingOutputCallRequest request) {
		try (ServerStreamingCall<StreamingOutputCallResponse> call = this.service.streamingOutputCall(request)) {
			return call.stream().map((response) -> zeros(response.getPayload())).toList();
		}
	}

	@Test
	void pingPong() {
		int[] requests = { 27_182, 8, 1828, 45_904 };
		int[] responses = { 31_415, 9, 2653, 58_979 };
		try (BidiStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call = fullDuplex(
				RpcOptions.NONE)) {
			IntStream.range(0, requests.length).forEach((i) -> {
				assertThat(call.write(output(responses[i], requests[i]))).isTrue();
				assertThat(zeros(read(call).getPayload())).isEqualTo(responses[i]);
			});
			call.halfClose();
			assertThat(call.read()).isNull();
		}
	}

	@Test
	void emptyStream() {
		try (BidiStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call = fullDuplex(
				RpcOptions.NONE)) {
			call.halfClose();
			assertThat(call.read()).isNull();
		}
	}

	@Test
	void customMetadata() {
		ResponseInfo unary = new ResponseInfo();
		assertLarge(this.service.unaryCall(large().build(), CUSTOM_METADATA.capture(unary)));
		assertEchoed(unary);
		ResponseInfo stream = new ResponseInfo();
		try (BidiStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call = fullDuplex(
				CUSTOM_METADATA.capture(stream))) {
			assertThat(call.write(output(LARGE_RESPONSE, LARGE_REQUEST))).isTrue();
			call.halfClose();
			assertThat(zeros(read(call).getPayload())).isEqualTo(LARGE_RESPONSE);
			assertThat(call.read()).isNull();
		}
		assertEchoed(stream);
	}

	private static void assertEchoed(ResponseInfo info) {
		assertThat(info.headers().get(ECHO_INITIAL)).isEqualTo("test_initial_metadata_value");
		assertThat(info.trailers().getBinary(ECHO_TRAILING)).isEqualTo(TRAILING_VALUE);
	}

	@Test
	void statusCodeAndMessage() {
		EchoStatus status = EchoStatus.newBuilder().setCode(2).setMessage("test status message").build();
		assertUnknown("test status message",
				() -> this.service.unaryCall(SimpleRequest.newBuilder().setResponseStatus(status).build()));
		try (BidiStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call = fullDuplex(
				RpcOptions.NONE)) {
			call.write(StreamingOutputCallRequest.newBuilder().setResponseStatus(status).build());
			call.halfClose();
			assertUnknown("test status message", call::read);
		}
	}

	@Test
	void specialStatusMessage() {
		String message = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \ud83d\ude08\t\n";
		SimpleRequest request = SimpleRequest.newBuilder()
			.setResponseStatus(EchoStatus.newBuilder().setCode(2).setMessage(message))
			.build();
		assertUnknown(message, () -> this.service.unaryCall(request));
	}

	@Test
	void unimplementedMethod() {
		assertFails(StatusCode.UNIMPLEMENTED, () -> this.service.unimplementedCall(Empty.getDefaultInstance()));
	}

	@Test
	void unimplementedService() {
		UnimplementedServiceClient unimplemented = UnimplementedServiceClient.over(this.conn);
		assertFails(StatusCode.UNIMPLEMENTED, () -> unimplemented.unimplementedCall(Empty.getDefaultInstance()));
	}

	@Test
	void cancelAfterBegin() {
		ClientStreamingCall<StreamingInputCallRequest, StreamingInputCallResponse> call = this.service
			.openStreamingInputCall(RpcOptions.NONE);
		call.close();
		assertFails(StatusCode.CANCELLED, call::finish);
	}

	@Test
	void cancelAfterFirstResponse() {
		BidiStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call = fullDuplex(RpcOptions.NONE);
		try (call) {
			assertThat(call.write(output(31_415, 27_182))).isTrue();
			assertThat(zeros(read(call).getPayload())).isEqualTo(31_415);
		}
		assertFails(StatusCode.CANCELLED, call::read);
	}

	@Test
	void timeoutOnSleepingServer() {
		RpcOptions options = RpcOptions.NONE.timeout(Duration.ofMillis(1));
		assertFails(StatusCode.DEADLINE_EXCEEDED, () -> {
			try (BidiStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call = fullDuplex(
					options)) {
				call.write(StreamingOutputCallRequest.newBuilder().setPayload(payload(27_182)).build());
				call.read();
			}
		});
	}

	private BidiStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> fullDuplex(RpcOptions options) {
		return this.service.openFullDuplexCall(options);
	}

	private static <R> R read(BidiStreamingCall<?, R> call) {
		R response = call.read();
		assertThat(response).isNotNull();
		return response;
	}

	private static void assertLarge(SimpleResponse response) {
		assertThat(zeros(response.getPayload())).isEqualTo(LARGE_RESPONSE);
	}

	/**
	 * The size of a payload, which must be all zeros.
	 */
	private static int zeros(Payload payload) {
		assertThat(payload.getBody()).isEqualTo(ByteString.copyFrom(new byte[payload.getBody().size()]));
		return payload.getBody().size();
	}

	private static void assertUnknown(String message, ThrowingCallable call) {
		assertThat(assertFails(StatusCode.UNKNOWN, call).description()).isEqualTo(message);
	}

	private static StatusException assertFails(StatusCode code, ThrowingCallable call) {
		StatusException failure = catchThrowableOfType(StatusException.class, call);
		assertThat(failure).isNotNull();
		assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
		return failure;
	}

	private static SimpleRequest.Builder large() {
		return SimpleRequest.newBuilder().setResponseSize(LARGE_RESPONSE).setPayload(payload(LARGE_REQUEST));
	}

	private static StreamingInputCallRequest.Builder input(int size) {
		return StreamingInputCallRequest.newBuilder().setPayload(payload(size));
	}

	private static StreamingOutputCallRequest output(int responseSize, int requestSize) {
		return StreamingOutputCallRequest.newBuilder()
			.addResponseParameters(ResponseParameters.newBuilder().setSize(responseSize))
			.setPayload(payload(requestSize))
			.build();
	}

	private static Payload payload(int size) {
		return Payload.newBuilder().setBody(ByteString.copyFrom(new byte[size])).build();
	}

	private static BoolValue bool(boolean value) {
		return BoolValue.newBuilder().setValue(value).build();
	}

}
