package io.clientconn.grpcjava;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What stubs, interceptors and users of grpc-java rely on, rule by rule. What runs on
 * both sides shows that the rule is grpc-java's.
 */
class CallContractTest extends CallFixture {

	private static final Metadata.Key<String> TEXT = Metadata.Key.of("x-text", Metadata.ASCII_STRING_MARSHALLER);

	private static final Metadata.Key<byte[]> BYTES = Metadata.Key.of("x-bytes-bin", Metadata.BINARY_BYTE_MARSHALLER);

	CallContractTest() throws IOException {
	}

	@ParameterizedTest
	@EnumSource
	void b1ACallKeepsTheContextOfItsMaker(Side side) throws Exception {
		Context.Key<String> key = Context.key("who");
		LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
		Context mine = Context.current().withValue(key, "maker");
		Context before = mine.attach();
		ClientCall<String, String> call = call(side, MethodType.UNARY);
		mine.detach(before);
		assertThat(this.channel.authority()).isEqualTo("127.0.0.1:" + this.server.port());
		this.heard.doing((event) -> seen.add(event + " " + key.get()));
		unary(call, new Metadata());
		assertThat(this.heard.status().isOk()).isTrue();
		assertThat(seen).containsExactly("headers maker", "message maker", "close maker");
	}

	@ParameterizedTest
	@EnumSource
	void b3HeadersThenMessagesThenTheEnd(Side side) throws Exception {
		ClientCall<String, String> call = call(side, MethodType.BIDI_STREAMING);
		call.start(this.heard, new Metadata());
		call.request(10);
		call.sendMessage("one");
		call.sendMessage("two");
		call.halfClose();
		assertThat(this.heard.status().isOk()).isTrue();
		assertThat(this.heard.events()).containsExactly("headers", "message one", "message two", "close OK");
	}

	@ParameterizedTest
	@EnumSource
	void b3TrailersAloneAreNoHeaders(Side side) throws Exception {
		this.server.on(MethodType.UNARY, (call, headers) -> {
			Metadata trailers = new Metadata();
			trailers.put(TEXT, "why");
			call.close(Status.NOT_FOUND.withDescription("nothing"), trailers);
			return silent(call);
		});
		unary(call(side, MethodType.UNARY), new Metadata());
		assertThat(this.heard.status().getDescription()).isEqualTo("nothing");
		assertThat(this.heard.events()).containsExactly("close NOT_FOUND");
		assertThat(this.heard.trailers().get(TEXT)).isEqualTo("why");
		assertThat(this.heard.trailers().keys()).noneMatch((name) -> name.startsWith("grpc-") || name.startsWith(":"));
	}

	@ParameterizedTest
	@EnumSource
	void b5NothingComesThatWasNotAskedFor(Side side) throws Exception {
		CountDownLatch sent = new CountDownLatch(1);
		this.server.on(MethodType.SERVER_STREAMING, (call, headers) -> {
			call.request(1);
			return new ServerCall.Listener<>() {

				@Override
				public void onHalfClose() {
					call.sendHeaders(new Metadata());
					List.of("1", "2", "3").forEach(call::sendMessage);
					call.close(Status.OK, new Metadata());
					sent.countDown();
				}

			};
		});
		ClientCall<String, String> call = call(side, MethodType.SERVER_STREAMING);
		call.start(this.heard, new Metadata());
		call.request(1);
		call.sendMessage("go");
		call.halfClose();
		assertThat(this.heard.message()).isEqualTo("1");
		assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.heard.events()).containsExactly("headers", "message 1");
		call.request(1);
		call.request(Integer.MAX_VALUE);
		call.request(Integer.MAX_VALUE);
		assertThat(this.heard.status().isOk()).isTrue();
		assertThat(this.heard.events()).containsExactly("headers", "message 1", "message 2", "message 3", "close OK");
	}

	@ParameterizedTest
	@EnumSource
	void b5ACancelledCallDropsWhatWaits(Side side) throws Exception {
		ClientCall<String, String> call = call(side, MethodType.BIDI_STREAMING);
		call.start(this.heard, new Metadata());
		call.request(1);
		call.sendMessage("one");
		call.sendMessage("two");
		assertThat(this.heard.message()).isEqualTo("one");
		call.cancel("enough", new IllegalStateException("mine"));
		Status status = this.heard.status();
		assertThat(status.getCode()).isEqualTo(Status.Code.CANCELLED);
		assertThat(status.getDescription()).isEqualTo("enough");
		assertThat(status.getCause()).hasMessage("mine");
		assertThat(this.heard.events()).containsExactly("headers", "message one", "close CANCELLED");
	}

	@ParameterizedTest
	@EnumSource
	void b6ACallIsReadyOnceItHasAConnectionAndAgainWhenThereIsRoom(Side side) throws Exception {
		LinkedBlockingQueue<ServerCall<String, String>> calls = new LinkedBlockingQueue<>();
		this.server.on(MethodType.CLIENT_STREAMING, (call, headers) -> {
			calls.add(call);
			return silent(call);
		});
		ClientCall<String, String> call = call(side, MethodType.CLIENT_STREAMING);
		call.start(this.heard, new Metadata());
		this.heard.ready();
		assertThat(call.isReady()).isTrue();
		String large = "x".repeat(1024 * 1024);
		for (int i = 0; i < 4; i++) {
			call.sendMessage(large);
		}
		ServerCall<String, String> served = calls.poll(10, TimeUnit.SECONDS);
		assertThat(served).isNotNull();
		awaitNotReady(call);
		if (side == Side.CLIENT_CONN) { // grpc-java may tell the first edge twice
			assertThat(this.heard.readies()).isZero();
		}
		served.request(4);
		do {
			this.heard.ready();
		}
		while (!call.isReady());
		call.halfClose();
		assertThat(call.isReady()).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void b6ACallMaySayHowMuchMayWaitUntilItIsNotReady(Side side) throws Exception {
		LinkedBlockingQueue<ServerCall<String, String>> calls = new LinkedBlockingQueue<>();
		this.server.on(MethodType.CLIENT_STREAMING, (call, headers) -> {
			calls.add(call);
			return silent(call);
		});
		Heard eager = new Heard();
		ClientCall<String, String> patient = call(side, MethodType.CLIENT_STREAMING,
				(options) -> options.withOnReadyThreshold(1 << 20));
		patient.start(this.heard, new Metadata());
		this.heard.ready();
		String large = "x".repeat(300_000);
		patient.sendMessage(large);
		assertThat(patient.isReady()).as("the server took 64 KiB, the rest is below 1 MiB").isTrue();
		for (int i = 0; i < 4; i++) {
			patient.sendMessage(large);
		}
		awaitNotReady(patient);
		ServerCall<String, String> served = calls.poll(10, TimeUnit.SECONDS);
		assertThat(served).isNotNull();
		served.request(5);
		do {
			this.heard.ready();
		}
		while (!patient.isReady());
		ClientCall<String, String> strict = call(side, MethodType.CLIENT_STREAMING,
				(options) -> options.withOnReadyThreshold(1));
		strict.start(eager, new Metadata());
		eager.ready();
		strict.sendMessage("x".repeat(70_000));
		awaitNotReady(strict); // though less than 32 KiB wait
		strict.cancel("enough", null);
		patient.cancel("enough", null);
	}

	/**
	 * Nothing takes what waits, but a message may be on its way to where it counts.
	 */
	private static void awaitNotReady(ClientCall<String, String> call) {
		long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
		while (call.isReady() && System.nanoTime() < until) {
			Thread.onSpinWait();
		}
		assertThat(call.isReady()).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void b6ACallWithOneRequestIsNeverToldThatItIsReady(Side side) throws Exception {
		unary(call(side, MethodType.UNARY), new Metadata());
		assertThat(this.heard.status().isOk()).isTrue();
		assertThat(this.heard.readies()).isZero();
	}

	@Test
	void b9ATimeoutAmongTheHeadersIsNotSent() throws Exception {
		Metadata.Key<String> timeout = Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);
		Metadata headers = new Metadata();
		headers.put(timeout, "1n");
		unary(call(Side.CLIENT_CONN, MethodType.UNARY), headers);
		assertThat(this.heard.status().isOk()).isTrue();
		assertThat(this.server.headers.get(0).containsKey(timeout)).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void b9HeadersOfTheProtocolAreNotTheUsers(Side side) throws Exception {
		Metadata headers = new Metadata();
		for (String name : List.of("content-type", "te", "user-agent", "content-length", "grpc-encoding",
				"accept-encoding", "content-encoding")) {
			headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), "mine");
		}
		headers.put(TEXT, "kept");
		headers.put(BYTES, new byte[] { 0, -1, 7 });
		unary(call(side, MethodType.UNARY), headers);
		assertThat(this.heard.status().isOk()).isTrue();
		Metadata received = this.server.headers.get(0);
		for (String name : received.keys()) {
			if (!name.endsWith("-bin")) {
				assertThat(received.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER))).as(name)
					.doesNotContain("mine");
			}
		}
		assertThat(received.get(TEXT)).isEqualTo("kept");
		assertThat(received.get(BYTES)).containsExactly(0, -1, 7);
	}

	@ParameterizedTest
	@EnumSource
	void b12AListenerThatThrowsEndsTheCall(Side side) throws Exception {
		for (String event : List.of("headers", "message", "ready")) {
			Heard throwing = new Heard().doing((now) -> {
				if (now.equals(event)) {
					throw new IllegalStateException("on purpose");
				}
			});
			ClientCall<String, String> call = call(side, MethodType.BIDI_STREAMING);
			call.start(throwing, new Metadata());
			call.request(5);
			call.sendMessage("one");
			call.sendMessage("two");
			Status status = throwing.status();
			assertThat(status.getCode()).as(event).isEqualTo(Status.Code.CANCELLED);
			assertThat(status.getDescription()).isEqualTo(switch (event) {
				case "headers" -> "Failed to read headers";
				case "message" -> "Failed to read message.";
				default -> "Failed to call onReady.";
			});
			assertThat(status.getCause()).hasMessage("on purpose");
			assertThat(throwing.trailers().keys()).isEmpty();
			assertThat(throwing.events()).last().isEqualTo("close CANCELLED");
			assertThat(throwing.events()).doesNotContain("message two");
		}
	}

	@ParameterizedTest
	@EnumSource
	void b12WhatOnCloseThrowsHurtsNobody(Side side) throws Exception {
		java.util.concurrent.CompletableFuture<Status> closed = new java.util.concurrent.CompletableFuture<>();
		ClientCall<String, String> call = call(side, MethodType.UNARY);
		call.start(new ClientCall.Listener<>() {

			@Override
			public void onClose(Status status, Metadata trailers) {
				closed.complete(status);
				throw new IllegalStateException("on purpose");
			}

		}, new Metadata());
		call.request(2);
		call.sendMessage("x");
		call.halfClose();
		assertThat(closed.get(10, TimeUnit.SECONDS).isOk()).isTrue();
		warmUp(side);
		this.channel.shutdown();
		assertThat(this.channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void b14TheTwoEndsOfTheConnectionAreKnown(Side side) throws Exception {
		ClientCall<String, String> call = call(side, MethodType.UNARY);
		assertThat(call.getAttributes()).isEqualTo(io.grpc.Attributes.EMPTY);
		unary(call, new Metadata());
		assertThat(this.heard.status().isOk()).isTrue();
		assertThat(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR))
			.isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.server.port()));
		assertThat(call.getAttributes().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR)).isNotNull();
		assertThat(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION)).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void b17AChannelThatIsShutDownFinishesItsCallsAndTakesNoOthers(Side side) throws Exception {
		ClientCall<String, String> call = call(side, MethodType.BIDI_STREAMING);
		call.start(this.heard, new Metadata());
		call.request(5);
		call.sendMessage("one");
		assertThat(this.heard.message()).isEqualTo("one");
		this.channel.shutdown();
		assertThat(this.channel.isShutdown()).isTrue();
		Heard late = new Heard();
		call(side, MethodType.UNARY).start(late, new Metadata());
		assertThat(late.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
		assertThat(late.status().getDescription()).isEqualTo("Channel shutdown invoked");
		assertThat(this.channel.isTerminated()).isFalse();
		call.sendMessage("two");
		assertThat(this.heard.message()).isEqualTo("two");
		call.halfClose();
		assertThat(this.heard.status().isOk()).isTrue();
		assertThat(this.channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.channel.isTerminated()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void b17AChannelThatIsShutDownNowEndsItsCalls(Side side) throws Exception {
		ClientCall<String, String> call = call(side, MethodType.BIDI_STREAMING);
		call.start(this.heard, new Metadata());
		call.request(5);
		call.sendMessage("one");
		assertThat(this.heard.message()).isEqualTo("one");
		this.channel.shutdownNow();
		assertThat(this.heard.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
		assertThat(this.heard.status().getDescription()).isEqualTo("Channel shutdownNow invoked");
		assertThat(this.channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
	}

}
