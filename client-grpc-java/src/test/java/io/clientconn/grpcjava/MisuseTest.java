package io.clientconn.grpcjava;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * B2: what a call may be told after what, said by grpc-java itself: the same table runs
 * on both, and what comes out must be the same to the word.
 */
class MisuseTest {

	private TextServer server;

	@BeforeEach
	void start() throws Exception {
		this.server = new TextServer();
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	/** Names of what one may do to a call. */
	private static Map<String, Consumer<ClientCall<String, String>>> steps(Heard heard) {
		Map<String, Consumer<ClientCall<String, String>>> steps = new LinkedHashMap<>();
		steps.put("start", (call) -> call.start(heard, new Metadata()));
		steps.put("start without headers", (call) -> call.start(heard, null));
		steps.put("request 1", (call) -> call.request(1));
		steps.put("request 0", (call) -> call.request(0));
		steps.put("request -1", (call) -> call.request(-1));
		steps.put("send", (call) -> call.sendMessage("x"));
		steps.put("halfClose", ClientCall::halfClose);
		steps.put("cancel", (call) -> call.cancel("enough", null));
		steps.put("cancel without reason", (call) -> call.cancel(null, null));
		steps.put("compress", (call) -> call.setMessageCompression(true));
		steps.put("attributes", ClientCall::getAttributes);
		steps.put("await", (call) -> await(heard));
		return steps;
	}

	private static void await(Heard heard) {
		try {
			heard.status();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Rows that await the end tell it. Those that cancel a call which is only just
	 * starting do not: how grpc-java tells that depends on how far its stream has come.
	 */
	private static final List<List<String>> TABLE = List.of(List.of("request 1"), List.of("send"), List.of("halfClose"),
			List.of("compress"), List.of("attributes"), List.of("cancel", "start"), List.of("cancel", "cancel"),
			List.of("cancel", "send"), List.of("cancel", "halfClose"), List.of("cancel", "request 1"),
			List.of("start without headers"), List.of("start", "start", "cancel"),
			List.of("start", "request -1", "request 0", "cancel"),
			List.of("start", "cancel", "send", "halfClose", "request 1", "cancel", "start", "compress"),
			List.of("start", "cancel without reason", "cancel", "send"),
			List.of("start", "request 1", "send", "halfClose", "send", "halfClose", "await", "send", "halfClose",
					"request 1", "request -1", "cancel", "start"),
			List.of("start", "request 1", "send", "halfClose", "await", "cancel without reason", "compress"));

	private List<String> run(Side side, MethodType type, List<String> row) throws Exception {
		ManagedChannel channel = side.channel(this.server.port()).build();
		try {
			warmUp(channel);
			Heard heard = new Heard();
			ClientCall<String, String> call = channel.newCall(TextServer.method(type), CallOptions.DEFAULT);
			Map<String, Consumer<ClientCall<String, String>>> steps = steps(heard);
			List<String> said = new ArrayList<>();
			for (String step : row) {
				try {
					steps.get(step).accept(call);
					said.add(step + ": fine");
				}
				catch (RuntimeException ex) {
					said.add(step + ": " + ex.getClass().getSimpleName() + " " + ex.getMessage());
				}
			}
			if (row.contains("await")) {
				said.addAll(heard.events());
				said.add(heard.status().getDescription() + " " + heard.trailers().keys());
			}
			return said;
		}
		finally {
			channel.shutdownNow();
			assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		}
	}

	/** Until names are resolved grpc-java has another kind of call in between. */
	private static void warmUp(ManagedChannel channel) throws Exception {
		Heard heard = new Heard();
		ClientCall<String, String> call = channel.newCall(TextServer.method(MethodType.UNARY), CallOptions.DEFAULT);
		call.start(heard, new Metadata());
		call.request(2);
		call.sendMessage("hello");
		call.halfClose();
		assertThat(heard.status().isOk()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(value = MethodType.class, names = { "UNARY", "BIDI_STREAMING" })
	void b2WhatACallMayBeToldAfterWhat(MethodType type) throws Exception {
		for (List<String> row : TABLE) {
			assertThat(run(Side.CLIENT_CONN, type, row)).as("%s", row).isEqualTo(run(Side.GRPC_JAVA, type, row));
		}
	}

	@Test
	void theTableSaysSomething() throws Exception {
		assertThat(run(Side.CLIENT_CONN, MethodType.UNARY, List.of("send")))
			.containsExactly("send: IllegalStateException Not started");
	}

}
