package io.clientconn.grpcjava;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.KnownLength;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests without bytes, as an empty message of protobuf is one.
 */
@Timeout(60)
class EmptyRequestsTest {

	private final AtomicInteger closed = new AtomicInteger();

	private final List<String> sent = new CopyOnWriteArrayList<>();

	@ParameterizedTest
	@EnumSource
	void b16MessagesWithoutBytesAreClosedAndCountedLikeOthers(Side side) throws Exception {
		MethodDescriptor<String, String> echo = TextServer.method(MethodType.BIDI_STREAMING);
		try (TextServer server = new TextServer()) {
			ManagedChannel channel = side.channel(server.port()).build();
			ClientCall<String, String> call = channel.newCall(
					echo.toBuilder(new Closing(), echo.getResponseMarshaller()).build(),
					CallOptions.DEFAULT.withStreamTracerFactory(new Factory()));
			Heard heard = new Heard();
			call.start(heard, new Metadata());
			call.request(5);
			for (String message : List.of("", "ping", "")) {
				call.sendMessage(message);
			}
			call.halfClose();
			assertThat(heard.status().isOk()).isTrue();
			assertThat(heard.events()).containsSubsequence("message ", "message ping", "message ");
			channel.shutdown();
			assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(this.sent).containsExactly("0 0 0", "1 4 4", "2 0 0");
		assertThat(this.closed).hasValue(3);
	}

	/**
	 * Counts the streams that are closed.
	 */
	private final class Closing implements MethodDescriptor.Marshaller<String> {

		@Override
		public InputStream stream(String value) {
			return new Known(value.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public String parse(InputStream stream) {
			try {
				return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	private final class Known extends ByteArrayInputStream implements KnownLength {

		Known(byte[] bytes) {
			super(bytes);
		}

		@Override
		public void close() {
			EmptyRequestsTest.this.closed.incrementAndGet();
		}

	}

	private final class Factory extends ClientStreamTracer.Factory {

		@Override
		public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
			return new ClientStreamTracer() {

				@Override
				public void outboundMessageSent(int number, long wire, long uncompressed) {
					EmptyRequestsTest.this.sent.add(number + " " + wire + " " + uncompressed);
				}

			};
		}

	}

}
