package io.clientconn.stub;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.clientconn.concurrent.Serializer;
import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;

/** A channel whose calls are played by the test. Messages are strings. */
final class ScriptedChannel implements Channel {

	final List<ScriptedCall> calls = new CopyOnWriteArrayList<>();

	private final Consumer<ScriptedCall> script;

	private final Executor callbacks;

	/**
	 * A channel that plays a script for every call.
	 * @param script runs once the call has started, on a thread of its own
	 */
	ScriptedChannel(Consumer<ScriptedCall> script) {
		this(script, (task) -> TestThreads.start(task));
	}

	/**
	 * A channel whose callbacks run where the test says.
	 * @param callbacks the channel's callback executor
	 */
	ScriptedChannel(Consumer<ScriptedCall> script, Executor callbacks) {
		this.script = script;
		this.callbacks = callbacks;
	}

	@Override
	@SuppressWarnings("unchecked")
	public <Q, R> ClientStream<Q> newStream(MethodDescriptor<Q, R> method, RpcOptions options,
			ResponseListener<R> listener) {
		Executor executor = (options.executor() != null) ? options.executor() : this.callbacks;
		// Callbacks are serial whatever the executor; what they throw cancels the call.
		Serializer serial = new Serializer(executor, (ex) -> this.calls.get(0).cancel("listener", ex));
		ScriptedCall call = new ScriptedCall(options, (ResponseListener<String>) listener, serial);
		this.calls.add(call);
		this.script.accept(call);
		return (ClientStream<Q>) call;
	}

	@Override
	public String authority() {
		return "scripted";
	}

	ScriptedCall call() {
		return this.calls.get(0);
	}

}
