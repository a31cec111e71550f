package io.clientconn.grpcjava;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.clientconn.test.PeerScript;
import io.clientconn.test.ScriptedPeer;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * B16: what tracers hear, attempt by attempt. The same script is played to both sides,
 * and both tell their tracers the same.
 */
@Timeout(60)
class TracerTest {

	private static final Metadata.Key<String> ATTEMPT = Metadata.Key.of("x-attempt", Metadata.ASCII_STRING_MARSHALLER);

	private final List<Recorder> attempts = new CopyOnWriteArrayList<>();

	private final Heard heard = new Heard();

	private List<List<String>> play(Side side, Function<Side, PeerScript> script, MethodType type) throws Exception {
		this.attempts.clear();
		try (ScriptedPeer peer = script.apply(side).start()) {
			String address = peer.address();
			ManagedChannel channel = side.channel(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)))
				.build();
			try {
				Heard each = new Heard();
				ClientCall<String, String> call = channel.newCall(TextServer.method(type),
						CallOptions.DEFAULT.withStreamTracerFactory(new Factory()));
				call.start(each, new Metadata());
				call.request(5);
				call.sendMessage("ping");
				call.halfClose();
				each.status();
				assertThat(this.attempts).allMatch((attempt) -> attempt.closes.get() == 1,
						"closed once when the listener hears the end");
				peer.awaitEnd();
				return this.attempts.stream().map(Recorder::told).toList();
			}
			finally {
				channel.shutdownNow();
				assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
			}
		}
	}

	private static PeerScript ready() {
		return ScriptedPeer.script().expectConnection().handshake();
	}

	private static byte[] text(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** grpc-java leaves the first stream to an upgrade. */
	private static int firstStream(Side side) {
		return (side == Side.GRPC_JAVA) ? 3 : 1;
	}

	private static PeerScript answered(Side side) {
		int id = firstStream(side);
		return ready().expectHeaders(id, "x-attempt", "0")
			.expectMessage(id, text("ping"))
			.expectEndOfStream(id)
			.sendResponseHeaders(id)
			.sendMessage(id, text("pong"))
			.sendMessage(id, text("pong again"))
			.sendTrailers(id, "grpc-status", "0");
	}

	private static PeerScript refusedFirst(Side side) {
		int id = firstStream(side);
		return ready().expectRequest(id)
			.sendReset(id, 7)
			.expectHeaders(id + 2, "x-attempt", "1")
			.expectMessage(id + 2, text("ping"))
			.expectEndOfStream(id + 2)
			.sendResponseHeaders(id + 2)
			.sendMessage(id + 2, text("pong"))
			.sendTrailers(id + 2, "grpc-status", "0");
	}

	@Test
	void b16OneAttempt() throws Exception {
		List<List<String>> ours = play(Side.CLIENT_CONN, TracerTest::answered, MethodType.SERVER_STREAMING);
		assertThat(ours).isEqualTo(play(Side.GRPC_JAVA, TracerTest::answered, MethodType.SERVER_STREAMING));
		assertThat(ours).hasSize(1);
		assertThat(ours.get(0)).contains("streamClosed OK", "inboundMessageRead 1 10", "outboundMessageSent 0 4 4");
	}

	@Test
	void b15EveryAttemptAsksItsCredentials() throws Exception {
		AtomicInteger asked = new AtomicInteger();
		try (ScriptedPeer peer = ready().expectRequest(1)
			.sendReset(1, 7)
			.expectHeaders(3, "authorization", "Bearer 2")
			.expectMessage(3, text("ping"))
			.expectEndOfStream(3)
			.sendResponseHeaders(3)
			.sendMessage(3, text("pong"))
			.sendTrailers(3, "grpc-status", "0")
			.start()) {
			String address = peer.address();
			ManagedChannel channel = Side.CLIENT_CONN
				.channel(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)))
				.build();
			ClientCall<String, String> call = channel.newCall(TextServer.method(MethodType.UNARY),
					CallOptions.DEFAULT.withCallCredentials(new io.grpc.CallCredentials() {

						@Override
						public void applyRequestMetadata(RequestInfo info, java.util.concurrent.Executor executor,
								MetadataApplier applier) {
							Metadata headers = new Metadata();
							headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
									"Bearer " + asked.incrementAndGet());
							applier.apply(headers);
						}

					}));
			call.start(this.heard, new Metadata());
			call.request(2);
			call.sendMessage("ping");
			call.halfClose();
			assertThat(this.heard.status().isOk()).isTrue();
			peer.awaitEnd();
			channel.shutdownNow();
			assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void b16ATransparentRetryIsAnAttemptOfItsOwn() throws Exception {
		List<List<String>> ours = play(Side.CLIENT_CONN, TracerTest::refusedFirst, MethodType.UNARY);
		assertThat(ours).isEqualTo(play(Side.GRPC_JAVA, TracerTest::refusedFirst, MethodType.UNARY));
		assertThat(ours).hasSize(2);
		assertThat(ours.get(0)).startsWith("attempt 0 transparent false").contains("streamClosed UNAVAILABLE");
		assertThat(ours.get(1)).startsWith("attempt 0 transparent true").contains("streamClosed OK");
	}

	@ParameterizedTest
	@EnumSource
	void b16TracersSeeTheConnectionAndTheHeaders(Side side) throws Exception {
		play(side, TracerTest::answered, MethodType.SERVER_STREAMING);
		Recorder only = this.attempts.get(0);
		assertThat(only.transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)).isNotNull();
		assertThat(only.headers.get(ATTEMPT)).isEqualTo("0");
	}

	@Test
	void b16ACallThatIsCancelledClosesItsAttemptOnce() throws Exception {
		try (TextServer server = new TextServer()) {
			ManagedChannel channel = Side.CLIENT_CONN.channel(server.port()).build();
			ClientCall<String, String> call = channel.newCall(TextServer.method(MethodType.BIDI_STREAMING),
					CallOptions.DEFAULT.withStreamTracerFactory(new Factory()));
			call.start(this.heard, new Metadata());
			call.request(5);
			call.sendMessage("one");
			assertThat(this.heard.message()).isEqualTo("one");
			call.cancel("enough", null);
			assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.CANCELLED);
			channel.shutdown();
			assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
			assertThat(this.attempts).hasSize(1);
			assertThat(this.attempts.get(0).closes).hasValue(1);
			assertThat(this.attempts.get(0).told()).contains("streamClosed CANCELLED")
				.noneMatch((event) -> event.startsWith("inboundTrailers"));
		}
	}

	@Test
	void b16ACallWithoutAConnectionHasNoAttempt() throws Exception {
		ManagedChannel channel = ClientConnChannelBuilder.forTarget("static:///127.0.0.1:1").usePlaintext().build();
		ClientCall<String, String> call = channel.newCall(TextServer.method(MethodType.UNARY),
				CallOptions.DEFAULT.withStreamTracerFactory(new Factory()));
		call.start(this.heard, new Metadata());
		call.sendMessage("x");
		call.halfClose();
		assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
		assertThat(this.attempts).isEmpty();
		channel.shutdownNow();
		assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void b16ATracerThatThrowsChangesNothing() throws Exception {
		Metadata.Key<String> token = Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
		try (TextServer server = new TextServer()) {
			ManagedChannel channel = Side.CLIENT_CONN.channel(server.port()).build();
			for (boolean early : List.of(true, false)) {
				Heard each = new Heard();
				ClientCall<String, String> call = channel.newCall(TextServer.method(MethodType.UNARY),
						CallOptions.DEFAULT.withStreamTracerFactory(new ClientStreamTracer.Factory() {

							@Override
							public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info,
									Metadata headers) {
								if (early) {
									throw new IllegalStateException("on purpose");
								}
								return new Throwing();
							}

						}).withStreamTracerFactory(new Factory()));
				Metadata headers = new Metadata();
				headers.put(token, "Bearer 1");
				call.start(each, headers);
				call.request(2);
				call.sendMessage("x");
				call.halfClose();
				assertThat(each.status().isOk()).isTrue();
				assertThat(each.events()).containsExactly("headers", "message x", "close OK");
			}
			assertThat(server.headers).allMatch((headers) -> "Bearer 1".equals(headers.get(token)));
			assertThat(this.attempts).hasSize(2).allMatch((attempt) -> attempt.closes.get() == 1);
			channel.shutdown();
			assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		}
	}

	private static final class Throwing extends ClientStreamTracer {

		@Override
		public void streamCreated(Attributes transport, Metadata headers) {
			throw new IllegalStateException("on purpose");
		}

		@Override
		public void outboundMessage(int number) {
			throw new IllegalStateException("on purpose");
		}

		@Override
		public void inboundMessage(int number) {
			throw new IllegalStateException("on purpose");
		}

		@Override
		public void inboundTrailers(Metadata trailers) {
			throw new IllegalStateException("on purpose");
		}

		@Override
		public void streamClosed(Status status) {
			throw new IllegalStateException("on purpose");
		}

	}

	private final class Factory extends ClientStreamTracer.Factory {

		@Override
		public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
			Recorder recorder = new Recorder(info);
			headers.put(ATTEMPT, Integer.toString(TracerTest.this.attempts.size()));
			TracerTest.this.attempts.add(recorder);
			return recorder;
		}

	}

	/**
	 * What goes out and what comes in, each in its order: the two directions are told by
	 * two threads.
	 */
	private static final class Recorder extends ClientStreamTracer {

		private final List<String> out = new CopyOnWriteArrayList<>();

		private final List<String> in = new CopyOnWriteArrayList<>();

		private final List<String> start = new CopyOnWriteArrayList<>();

		private final AtomicLong outBytes = new AtomicLong();

		private final AtomicLong inBytes = new AtomicLong();

		private final AtomicLong outWire = new AtomicLong();

		private final AtomicLong inWire = new AtomicLong();

		private final AtomicInteger closes = new AtomicInteger();

		private volatile Attributes transport = Attributes.EMPTY;

		private volatile Metadata headers = new Metadata();

		Recorder(StreamInfo info) {
			this.start.add("attempt " + info.getPreviousAttempts() + " transparent " + info.isTransparentRetry());
		}

		List<String> told() {
			List<String> all = new ArrayList<>(this.start);
			all.addAll(this.out);
			all.addAll(this.in);
			all.add("bytes out " + this.outBytes + " in " + this.inBytes);
			all.add("on the wire out " + this.outWire + " in " + this.inWire);
			return all;
		}

		@Override
		public void streamCreated(Attributes transportAttrs, Metadata sent) {
			this.transport = transportAttrs;
			this.headers = sent;
			this.start.add("streamCreated");
		}

		@Override
		public void outboundHeaders() {
			this.start.add("outboundHeaders");
		}

		@Override
		public void outboundMessage(int number) {
			this.out.add("outboundMessage " + number);
		}

		@Override
		public void outboundMessageSent(int number, long wire, long bytes) {
			this.out.add("outboundMessageSent " + number + " " + wire + " " + bytes);
		}

		@Override
		public void outboundUncompressedSize(long bytes) {
			this.outBytes.addAndGet(bytes);
		}

		@Override
		public void outboundWireSize(long bytes) {
			this.outWire.addAndGet(bytes);
		}

		@Override
		public void inboundWireSize(long bytes) {
			this.inWire.addAndGet(bytes);
		}

		@Override
		public void inboundUncompressedSize(long bytes) {
			this.inBytes.addAndGet(bytes);
		}

		@Override
		public void inboundHeaders(Metadata received) {
			this.in.add("inboundHeaders");
		}

		@Override
		public void inboundMessage(int number) {
			this.in.add("inboundMessage " + number);
		}

		@Override
		public void inboundMessageRead(int number, long wire, long bytes) {
			this.in.add("inboundMessageRead " + number + " " + wire);
		}

		@Override
		public void inboundTrailers(Metadata trailers) {
			this.in.add("inboundTrailers");
		}

		@Override
		public void streamClosed(Status status) {
			this.closes.incrementAndGet();
			this.in.add("streamClosed " + status.getCode());
		}

	}

}
