package io.clientconn.grpcjava;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.clientconn.test.PeerScript;
import io.clientconn.test.ScriptedPeer;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Codec;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.DecompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * B7 to B11 as the other end of the wire sees them, frame by frame. What runs on both
 * sides shows that the rule is grpc-java's.
 */
class WireTest {

	private static final byte[] X = "x".getBytes(StandardCharsets.UTF_8);

	private static final long CANCEL = 8;

	private final Heard heard = new Heard();

	private ManagedChannel channel;

	@AfterEach
	void stop() throws InterruptedException {
		this.channel.shutdownNow();
		assertThat(this.channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
	}

	/** grpc-java keeps the first one for an upgrade that never comes. */
	private static int first(Side side) {
		return (side == Side.GRPC_JAVA) ? 3 : 1;
	}

	private static PeerScript connected() {
		return ScriptedPeer.script().expectConnection().handshake();
	}

	private static PeerScript answer(PeerScript script, int streamId) {
		return script.sendResponseHeaders(streamId).sendMessage(streamId, X).sendTrailers(streamId, "grpc-status", "0");
	}

	private static ManagedChannelBuilder<?> builder(Side side, ScriptedPeer peer) {
		return side.channel(Integer.parseInt(peer.address().substring(peer.address().indexOf(':') + 1)));
	}

	private ClientCall<String, String> call(MethodType type) {
		return this.channel.newCall(TextServer.method(type), CallOptions.DEFAULT);
	}

	private static List<String> data(ScriptedPeer peer, int streamId) {
		return peer.received()
			.stream()
			.filter((frame) -> frame.startsWith("DATA on stream " + streamId + ","))
			.toList();
	}

	@ParameterizedTest
	@EnumSource
	void b7TheLastFrameOfASingleRequestCarriesItsMessage(Side side) throws Exception {
		int id = first(side);
		PeerScript script = connected().expectHeaders(id).expectMessage(id, X).expectEndOfStream(id);
		try (ScriptedPeer peer = answer(script, id).start()) {
			this.channel = builder(side, peer).build();
			CallFixture.unary(call(MethodType.UNARY), new Metadata(), this.heard);
			assertThat(this.heard.status().isOk()).isTrue();
			peer.awaitEnd();
			assertThat(data(peer, id)).containsExactly("DATA on stream " + id + ", 6 bytes, END_STREAM");
		}
	}

	/**
	 * Another call goes all the way meanwhile; the stream is not even open yet.
	 */
	@Test
	void b7ASingleRequestWaitsForTheEndOfItsSide() throws Exception {
		PeerScript script = answer(connected().expectRequest(1), 1).expectHeaders(3)
			.expectMessage(3, X)
			.expectEndOfStream(3);
		try (ScriptedPeer peer = answer(script, 3).start()) {
			this.channel = builder(Side.CLIENT_CONN, peer).build();
			ClientCall<String, String> call = call(MethodType.UNARY);
			call.start(this.heard, new Metadata());
			call.request(2);
			call.sendMessage("x");
			answered();
			assertThat(peer.received()).noneMatch((frame) -> frame.contains("stream 3"));
			call.halfClose();
			assertThat(this.heard.status().isOk()).isTrue();
			peer.awaitEnd();
			assertThat(data(peer, 3)).containsExactly("DATA on stream 3, 6 bytes, END_STREAM");
		}
	}

	private void answered() throws Exception {
		Heard each = new Heard();
		CallFixture.unary(call(MethodType.UNARY), new Metadata(), each);
		assertThat(each.status().isOk()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void b7EachMessageOfAStreamGoesOutAtOnce(Side side) throws Exception {
		int id = first(side);
		PeerScript script = connected().expectHeaders(id)
			.expectMessage(id, X)
			.sendResponseHeaders(id)
			.sendMessage(id, X)
			.expectMessage(id, X)
			.expectEndOfStream(id)
			.sendTrailers(id, "grpc-status", "0");
		try (ScriptedPeer peer = script.start()) {
			this.channel = builder(side, peer).build();
			ClientCall<String, String> call = call(MethodType.BIDI_STREAMING);
			call.start(this.heard, new Metadata());
			call.request(2);
			call.sendMessage("x");
			assertThat(this.heard.message()).as("the peer has the first one").isEqualTo("x");
			call.sendMessage("x");
			call.halfClose();
			assertThat(this.heard.status().isOk()).isTrue();
			peer.awaitEnd();
		}
	}

	// Encodings

	private static DecompressorRegistry registry() {
		return DecompressorRegistry.emptyInstance()
			.with(new Codec.Gzip(), true)
			.with(new Named("squash"), true)
			.with(new Named("hidden"), false)
			.with(Codec.Identity.NONE, false);
	}

	@ParameterizedTest
	@EnumSource
	void b9TheEncodingsThatAreAcceptedAreThoseTheRegistryAdvertises(Side side) throws Exception {
		int id = first(side);
		PeerScript script = connected().expectHeaders(id, "grpc-accept-encoding", "gzip,squash", "x-text", "kept")
			.expectMessage(id, X)
			.expectEndOfStream(id);
		try (ScriptedPeer peer = answer(script, id).start()) {
			this.channel = builder(side, peer).decompressorRegistry(registry()).build();
			Metadata headers = new Metadata();
			headers.put(Metadata.Key.of("grpc-accept-encoding", Metadata.ASCII_STRING_MARSHALLER), "mine");
			headers.put(Metadata.Key.of("x-text", Metadata.ASCII_STRING_MARSHALLER), "kept");
			CallFixture.unary(call(MethodType.UNARY), headers, this.heard);
			assertThat(this.heard.status().isOk()).isTrue();
			peer.awaitEnd();
			assertThat(peer.received()).noneMatch((frame) -> frame.contains("mine"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void b9NoneAreAcceptedIfTheRegistryAdvertisesNone(Side side) throws Exception {
		int id = first(side);
		PeerScript script = connected().expectHeaders(id).expectMessage(id, X).expectEndOfStream(id);
		try (ScriptedPeer peer = answer(script, id).start()) {
			this.channel = builder(side, peer).decompressorRegistry(DecompressorRegistry.emptyInstance()).build();
			CallFixture.unary(call(MethodType.UNARY), new Metadata(), this.heard);
			assertThat(this.heard.status().isOk()).isTrue();
			assertThat(peer.received()).noneMatch((frame) -> frame.contains("grpc-accept-encoding"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void b8AnEncodingThatIsKnownButNotAdvertisedIsRead(Side side) throws Exception {
		try (ScriptedPeer peer = encoded(first(side), "hidden").start()) {
			this.channel = builder(side, peer).decompressorRegistry(registry()).build();
			CallFixture.unary(call(MethodType.UNARY), new Metadata(), this.heard);
			assertThat(this.heard.status().isOk()).isTrue();
			assertThat(this.heard.message()).isEqualTo("xx");
		}
	}

	@ParameterizedTest
	@EnumSource
	void b8AnEncodingThatIsNotKnownIsInternal(Side side) throws Exception {
		try (ScriptedPeer peer = encoded(first(side), "secret").start()) {
			this.channel = builder(side, peer).decompressorRegistry(registry()).build();
			CallFixture.unary(call(MethodType.UNARY), new Metadata(), this.heard);
			assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.INTERNAL);
			assertThat(this.heard.status().getDescription()).contains("secret");
		}
	}

	/**
	 * A response of one compressed message.
	 */
	private static PeerScript encoded(int id, String encoding) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (OutputStream compressing = new Codec.Gzip().compress(bytes)) {
			compressing.write("xx".getBytes(StandardCharsets.UTF_8));
		}
		byte[] message = ByteBuffer.allocate(5 + bytes.size())
			.put((byte) 1)
			.putInt(bytes.size())
			.put(bytes.toByteArray())
			.array();
		return connected().expectRequest(id)
			.sendHeaders(id, ":status", "200", "content-type", "application/grpc", "grpc-encoding", encoding)
			.sendData(id, message)
			.sendTrailers(id, "grpc-status", "0");
	}

	// The end

	/**
	 * The clock of the deadline stands still until the test says so, so no timer is
	 * quicker than the server.
	 */
	@ParameterizedTest
	@EnumSource
	void b10ACancellationByTheServerAtTheDeadlineIsTheDeadline(Side side) throws Exception {
		int id = first(side);
		Clock clock = new Clock();
		PeerScript script = connected().expectHeaders(id)
			.expectMessage(id, X)
			.sendResponseHeaders(id)
			.sendMessage(id, X)
			.expectMessage(id, X)
			.sendTrailers(id, "grpc-status", "1", "grpc-message", "too late", "x-text", "stale");
		try (ScriptedPeer peer = script.start()) {
			this.channel = builder(side, peer).build();
			ClientCall<String, String> call = this.channel.newCall(TextServer.method(MethodType.BIDI_STREAMING),
					CallOptions.DEFAULT.withDeadline(Deadline.after(1, TimeUnit.HOURS, clock)));
			call.start(this.heard, new Metadata());
			call.request(5);
			call.sendMessage("x");
			assertThat(this.heard.message()).isEqualTo("x");
			clock.nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
			call.sendMessage("x");
			assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
			assertThat(this.heard.trailers().keys()).as("fresh").isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	void b10AnyOtherCancellationByTheServerKeepsItsTrailers(Side side) throws Exception {
		int id = first(side);
		PeerScript script = connected().expectRequest(id)
			.sendTrailers(id, ":status", "200", "content-type", "application/grpc", "grpc-status", "1", "grpc-message",
					"no more", "x-text", "why");
		try (ScriptedPeer peer = script.start()) {
			this.channel = builder(side, peer).build();
			ClientCall<String, String> call = this.channel.newCall(TextServer.method(MethodType.UNARY),
					CallOptions.DEFAULT.withDeadline(Deadline.after(1, TimeUnit.HOURS, new Clock())));
			CallFixture.unary(call, new Metadata(), this.heard);
			assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.CANCELLED);
			assertThat(this.heard.status().getDescription()).isEqualTo("no more");
			assertThat(this.heard.trailers().get(Metadata.Key.of("x-text", Metadata.ASCII_STRING_MARSHALLER)))
				.isEqualTo("why");
		}
	}

	@ParameterizedTest
	@EnumSource
	void b11AnEndOnThisSideResetsTheStream(Side side) throws Exception {
		PeerScript script = connected();
		for (int streamId = first(side); streamId < first(side) + 6; streamId += 2) {
			script.expectHeaders(streamId)
				.expectMessage(streamId, X)
				.sendResponseHeaders(streamId)
				.sendMessage(streamId, X)
				.expectReset(streamId, CANCEL);
		}
		try (ScriptedPeer peer = script.start()) {
			this.channel = builder(side, peer).build();
			started(this.heard).cancel("enough", null);
			assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.CANCELLED);
			Context.CancellableContext context = Context.current().withCancellation();
			Heard ofContext = new Heard();
			context.call(() -> started(ofContext));
			context.cancel(new IllegalStateException("gone"));
			assertThat(ofContext.status().getCode()).isEqualTo(Status.Code.CANCELLED);
			Heard failing = new Heard().doing((event) -> {
				if (event.equals("message")) {
					throw new IllegalStateException("on purpose");
				}
			});
			started(failing);
			assertThat(failing.status().getCode()).isEqualTo(Status.Code.CANCELLED);
			peer.awaitEnd();
		}
	}

	/**
	 * A call that has sent a message and got one.
	 */
	private ClientCall<String, String> started(Heard listener) throws InterruptedException {
		ClientCall<String, String> call = call(MethodType.BIDI_STREAMING);
		call.start(listener, new Metadata());
		call.request(2);
		call.sendMessage("x");
		assertThat(listener.message()).isEqualTo("x");
		return call;
	}

	private static final class Clock extends Deadline.Ticker {

		private final AtomicLong nanos = new AtomicLong();

		@Override
		public long nanoTime() {
			return this.nanos.get();
		}

	}

	/** gzip by another name. */
	private record Named(String name) implements Codec {

		@Override
		public String getMessageEncoding() {
			return this.name;
		}

		@Override
		public OutputStream compress(OutputStream target) throws IOException {
			return new Codec.Gzip().compress(target);
		}

		@Override
		public InputStream decompress(InputStream source) throws IOException {
			return new Codec.Gzip().decompress(source);
		}

	}

}
