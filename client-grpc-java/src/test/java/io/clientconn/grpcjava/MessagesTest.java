package io.clientconn.grpcjava;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.Detachable;
import io.grpc.Drainable;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * B7, B8, B12 and B13: how messages become bytes and back. What runs on both sides shows
 * that the rule is grpc-java's.
 */
class MessagesTest extends CallFixture {

	private static final Metadata.Key<String> ENCODING = Metadata.Key.of("grpc-encoding",
			Metadata.ASCII_STRING_MARSHALLER);

	MessagesTest() throws IOException {
	}

	@ParameterizedTest
	@EnumSource
	void b8EachMessageIsCompressedOrNot(Side side) throws Exception {
		List<Boolean> compressed = new CopyOnWriteArrayList<>();
		try (TextServer inspecting = new TextServer((builder) -> builder.addStreamTracerFactory(flags(compressed)))) {
			this.channel = side.channel(inspecting.port()).build();
			ClientCall<String, String> call = this.channel.newCall(TextServer.method(MethodType.BIDI_STREAMING),
					CallOptions.DEFAULT.withCompression("gzip"));
			call.start(this.heard, new Metadata());
			call.request(10);
			call.sendMessage("as the call says");
			call.setMessageCompression(false);
			call.sendMessage("as it is");
			call.setMessageCompression(true);
			call.sendMessage("again as the call says");
			call.sendMessage("");
			call.halfClose();
			assertThat(this.heard.status().isOk()).isTrue();
			assertThat(this.heard.events()).containsExactly("headers", "message as the call says", "message as it is",
					"message again as the call says", "message ", "close OK");
			assertThat(compressed).containsExactly(true, false, true, false);
			assertThat(inspecting.headers.get(0)
				.get(Metadata.Key.of("grpc-accept-encoding", Metadata.ASCII_STRING_MARSHALLER))).isEqualTo("gzip");
		}
	}

	private static ServerStreamTracer.Factory flags(List<Boolean> compressed) {
		return new ServerStreamTracer.Factory() {

			@Override
			public ServerStreamTracer newServerStreamTracer(String name, Metadata headers) {
				return new ServerStreamTracer() {

					@Override
					public void inboundMessageRead(int number, long wireBytes, long bytes) {
						compressed.add(bytes < 0);
					}

				};
			}

		};
	}

	@ParameterizedTest
	@EnumSource
	void b8AnUnknownCompressorIsToldToTheListener(Side side) throws Exception {
		unary(call(side, MethodType.UNARY, (options) -> options.withCompression("squash")), new Metadata());
		assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.INTERNAL);
		assertThat(this.heard.status().getDescription()).isEqualTo("Unable to find compressor by name squash");
	}

	@ParameterizedTest
	@EnumSource
	void b8EncodingsOfOnesOwnCountInBothDirections(Side side) throws Exception {
		CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
		compressors.register(new Squash());
		DecompressorRegistry decompressors = DecompressorRegistry.emptyInstance().with(new Squash(), true);
		try (TextServer knowing = new TextServer(
				(builder) -> builder.compressorRegistry(compressors).decompressorRegistry(decompressors))) {
			knowing.on(MethodType.UNARY, (call, headers) -> {
				call.setCompression("squash");
				return new TextServer.Echo(call, knowing);
			});
			this.channel = side.channel(knowing.port())
				.compressorRegistry(compressors)
				.decompressorRegistry(decompressors)
				.build();
			unary(this.channel.newCall(TextServer.method(MethodType.UNARY),
					CallOptions.DEFAULT.withCompression("squash")), new Metadata());
			assertThat(this.heard.status().isOk()).isTrue();
			assertThat(this.heard.events()).contains("message x");
			assertThat(this.heard.headers().get(ENCODING)).isIn("squash", null);
			assertThat(knowing.headers.get(0).get(ENCODING)).isEqualTo("squash");
		}
	}

	/** Another name for gzip. */
	private static final class Squash implements Codec {

		private final Codec gzip = new Codec.Gzip();

		@Override
		public String getMessageEncoding() {
			return "squash";
		}

		@Override
		public OutputStream compress(OutputStream target) throws IOException {
			return this.gzip.compress(target);
		}

		@Override
		public InputStream decompress(InputStream source) throws IOException {
			return this.gzip.decompress(source);
		}

	}

	@ParameterizedTest
	@EnumSource
	void b13AResponseThatIsTooLarge(Side side) throws Exception {
		ClientCall<String, String> call = call(side, MethodType.UNARY,
				(options) -> options.withMaxInboundMessageSize(3));
		call.start(this.heard, new Metadata());
		call.request(2);
		call.sendMessage("four");
		call.halfClose();
		assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
		assertThat(this.heard.status().getDescription()).contains("exceeds maximum");
	}

	@ParameterizedTest
	@EnumSource
	void b13ARequestThatIsTooLarge(Side side) throws Exception {
		warmUp(side);
		ClientCall<String, String> call = call(side, MethodType.UNARY,
				(options) -> options.withMaxOutboundMessageSize(3));
		call.start(this.heard, new Metadata());
		call.request(2);
		call.sendMessage("four");
		call.halfClose();
		Status status = this.heard.status();
		assertThat(status.getCode()).isEqualTo(Status.Code.CANCELLED);
		assertThat(status.getDescription()).isEqualTo("Failed to stream message");
		assertThat(Status.fromThrowable(status.getCause()).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
		assertThat(status.getCause()).hasMessageContaining("message too large 4 > 3");
	}

	@ParameterizedTest
	@EnumSource
	void b12AMarshallerThatFailsEndsTheCall(Side side) throws Exception {
		warmUp(side);
		for (String what : List.of("stream", "drain", "parse")) {
			Heard each = new Heard();
			ClientCall<String, String> call = this.channel.newCall(failing(what), CallOptions.DEFAULT);
			call.start(each, new Metadata());
			call.request(2);
			call.sendMessage("x");
			call.halfClose();
			Status status = each.status();
			assertThat(status.getCode()).as(what).isEqualTo(Status.Code.CANCELLED);
			assertThat(status.getDescription()).as(what)
				.isEqualTo(what.equals("parse") ? "Failed to read message." : "Failed to stream message");
			assertThat(status.getCause()).as(what).hasStackTraceContaining("on purpose");
			assertThat(each.trailers().keys()).isEmpty();
		}
	}

	private static MethodDescriptor<String, String> failing(String what) {
		MethodDescriptor<String, String> sound = TextServer.method(MethodType.UNARY);
		MethodDescriptor.Marshaller<String> marshaller = new MethodDescriptor.Marshaller<>() {

			@Override
			public InputStream stream(String value) {
				fail("stream");
				return what.equals("drain") ? new FailingStream() : sound.streamRequest(value);
			}

			@Override
			public String parse(InputStream stream) {
				fail("parse");
				return sound.parseResponse(stream);
			}

			private void fail(String at) {
				if (at.equals(what)) {
					throw new IllegalStateException("on purpose");
				}
			}

		};
		return sound.toBuilder(marshaller, marshaller).build();
	}

	private static final class FailingStream extends ByteArrayInputStream implements Drainable, KnownLength {

		FailingStream() {
			super(new byte[4]);
		}

		@Override
		public int drainTo(OutputStream target) {
			throw new IllegalStateException("on purpose");
		}

	}

	@Test
	void aResponseIsReadWhereItLiesAndCanBeKept() throws Exception {
		CompletableFuture<InputStream> kept = new CompletableFuture<>();
		MethodDescriptor<String, String> sound = TextServer.method(MethodType.UNARY);
		this.channel = Side.CLIENT_CONN.channel(this.server.port()).build();
		ClientCall<String, String> call = this.channel
			.newCall(sound.toBuilder(marshaller(sound), new MethodDescriptor.Marshaller<String>() {

				@Override
				public InputStream stream(String value) {
					throw new UnsupportedOperationException();
				}

				@Override
				public String parse(InputStream stream) {
					ByteBuffer bytes = ((HasByteBuffer) stream).getByteBuffer();
					assertThat(stream).isInstanceOf(KnownLength.class);
					kept.complete(((Detachable) stream).detach());
					return bytes.remaining() + " bytes";
				}

			}).build(), CallOptions.DEFAULT);
		call.start(this.heard, new Metadata());
		call.request(2);
		call.sendMessage("keep me");
		call.halfClose();
		assertThat(this.heard.status().isOk()).isTrue();
		assertThat(this.heard.events()).contains("message 7 bytes");
		try (InputStream mine = kept.get(10, TimeUnit.SECONDS)) {
			assertThat(new String(mine.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("keep me");
		}
	}

	private static MethodDescriptor.Marshaller<String> marshaller(MethodDescriptor<String, String> method) {
		return method.getRequestMarshaller();
	}

	@ParameterizedTest
	@EnumSource
	void b7ARequestWithoutAKnownLengthArrivesWhole(Side side) throws Exception {
		MethodDescriptor<String, String> sound = TextServer.method(MethodType.UNARY);
		this.channel = side.channel(this.server.port()).build();
		ClientCall<String, String> call = this.channel
			.newCall(sound.toBuilder(new MethodDescriptor.Marshaller<String>() {

				@Override
				public InputStream stream(String value) {
					return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
				}

				@Override
				public String parse(InputStream stream) {
					throw new UnsupportedOperationException();
				}

			}, sound.getResponseMarshaller()).build(), CallOptions.DEFAULT);
		String large = "y".repeat(300_000);
		call.start(this.heard, new Metadata());
		call.request(2);
		call.sendMessage(large);
		call.halfClose();
		assertThat(this.heard.status().isOk()).isTrue();
		assertThat(this.heard.message()).isEqualTo(large);
	}

	@Test
	void aRequestThatNobodyTakesAnyMoreIsClosed() throws Exception {
		AtomicInteger closed = new AtomicInteger();
		MethodDescriptor<String, String> sound = TextServer.method(MethodType.BIDI_STREAMING);
		this.server.on(MethodType.BIDI_STREAMING, (call, headers) -> {
			call.close(Status.NOT_FOUND, new Metadata());
			return silent(call);
		});
		this.channel = Side.CLIENT_CONN.channel(this.server.port()).build();
		ClientCall<String, String> call = this.channel
			.newCall(sound.toBuilder(new MethodDescriptor.Marshaller<String>() {

				@Override
				public InputStream stream(String value) {
					return new ByteArrayInputStream(new byte[4]) {

						@Override
						public void close() {
							closed.incrementAndGet();
						}

					};
				}

				@Override
				public String parse(InputStream stream) {
					throw new UnsupportedOperationException();
				}

			}, sound.getResponseMarshaller()).build(), CallOptions.DEFAULT);
		call.start(this.heard, new Metadata());
		assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.NOT_FOUND);
		call.sendMessage("late");
		assertThat(closed).hasPositiveValue();
	}

}
