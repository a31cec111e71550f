package io.clientconn.grpcjava;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server, one channel to it and one listener, for tests of the rules of calls.
 */
abstract class CallFixture {

	final TextServer server = new TextServer();

	@Nullable ManagedChannel channel;

	final Heard heard = new Heard();

	CallFixture() throws IOException {
	}

	@AfterEach
	void stop() throws Exception {
		if (this.channel != null) {
			this.channel.shutdownNow();
			assertThat(this.channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		}
		this.server.close();
	}

	ClientCall<String, String> call(Side side, MethodType type) {
		return call(side, type, UnaryOperator.identity());
	}

	ClientCall<String, String> call(Side side, MethodType type, UnaryOperator<CallOptions> options) {
		if (this.channel == null) {
			this.channel = side.channel(this.server.port()).build();
		}
		return this.channel.newCall(TextServer.method(type), options.apply(CallOptions.DEFAULT));
	}

	void unary(ClientCall<String, String> call, Metadata headers) {
		unary(call, headers, this.heard);
	}

	static void unary(ClientCall<String, String> call, Metadata headers, Heard heard) {
		call.start(heard, headers);
		call.request(2);
		call.sendMessage("x");
		call.halfClose();
	}

	/**
	 * Makes a call. grpc-java loses what fails on its way out before there is a
	 * connection.
	 */
	void warmUp(Side side) throws Exception {
		Heard first = new Heard();
		unary(call(side, MethodType.UNARY), new Metadata(), first);
		assertThat(first.status().isOk()).isTrue();
	}

	static ServerCall.Listener<String> silent(ServerCall<String, String> call) {
		return new ServerCall.Listener<>() {
		};
	}

}
