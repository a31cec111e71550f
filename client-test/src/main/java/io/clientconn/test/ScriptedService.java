package io.clientconn.test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;

/**
 * A service that plays one script in all methods of a client, and the channel to it. For
 * one test. It remembers what reached it.
 */
@AnyThread
final class ScriptedService implements Channel {

	/** How a failing service fails. */
	static final Status FAILURE = Status.of(StatusCode.NOT_FOUND, "the service of the contract has no such thing");

	static final Metadata FAILURE_TRAILERS = Metadata.of("x-contract-why", "asked to fail");

	/** So many responses has a stream. */
	static final int RESPONSES = 3;

	final List<Object> requests = new CopyOnWriteArrayList<>();

	final List<String> called = new CopyOnWriteArrayList<>();

	final List<RpcOptions> options = new CopyOnWriteArrayList<>();

	final CompletableFuture<Boolean> started = new CompletableFuture<>();

	final CompletableFuture<Boolean> cancelled = new CompletableFuture<>();

	private final Script script;

	private final IntFunction<Object> responses;

	private final InMemoryChannel channel;

	/**
	 * Sets up a service.
	 * @param methods what it serves
	 * @param script what it does in all of them
	 * @param responses the messages it answers
	 */
	ScriptedService(List<ClientMethod> methods, Script script, IntFunction<Object> responses) {
		this.script = script;
		this.responses = responses;
		FakeService.Builder service = FakeService.builder();
		methods.forEach((method) -> service.handle(method.rpc(), (call) -> serve(method.rpc(), call)));
		this.channel = service.build().channel();
	}

	/**
	 * What the service answers if it is asked for as many messages as a client sends.
	 * @param method what was called
	 * @param sent how many messages the client sends
	 */
	List<Object> answers(MethodDescriptor<?, ?> method, int sent) {
		int count = switch (method.kind()) {
			case UNARY, CLIENT_STREAMING -> 1;
			case SERVER_STREAMING -> RESPONSES;
			case BIDI_STREAMING -> sent;
		};
		List<Object> answers = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			answers.add(this.responses.apply(i));
		}
		return answers;
	}

	private RequestListener<Object> serve(MethodDescriptor<?, ?> method, ServedCall<Object> call) {
		this.called.add(method.fullName());
		this.started.complete(true);
		call.request(Integer.MAX_VALUE);
		return new RequestListener<>() {

			private int sent;

			@Override
			public void onMessage(Object message) {
				ScriptedService.this.requests.add(message);
				if (method.kind() == MethodDescriptor.Kind.BIDI_STREAMING
						&& ScriptedService.this.script != Script.SILENT) {
					send();
				}
			}

			@Override
			public void onHalfClose() {
				if (ScriptedService.this.script == Script.SILENT) {
					return;
				}
				boolean fails = ScriptedService.this.script == Script.FAIL;
				int left = switch (method.kind()) {
					case UNARY, CLIENT_STREAMING -> fails ? 0 : 1;
					case SERVER_STREAMING -> RESPONSES;
					case BIDI_STREAMING -> 0;
				};
				for (int i = 0; i < left; i++) {
					send();
				}
				call.close(fails ? FAILURE : Status.OK, fails ? FAILURE_TRAILERS : Metadata.EMPTY);
			}

			@Override
			public void onCancel() {
				ScriptedService.this.cancelled.complete(true);
			}

			private void send() {
				call.send(ScriptedService.this.responses.apply(this.sent++));
			}

		};
	}

	@Override
	public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions asked,
			ResponseListener<R> listener) {
		this.options.add(asked);
		return this.channel.newStream(method, asked, listener);
	}

	@Override
	public String authority() {
		return this.channel.authority();
	}

	/**
	 * What the service does.
	 */
	enum Script {

		/** Responds and ends with OK. */
		ANSWER,

		/** Responds, unless there is one response only, and fails. */
		FAIL,

		/** Takes requests and does nothing. */
		SILENT

	}

}
