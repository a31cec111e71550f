package io.clientconn.codegen;

import java.util.List;

import com.palantir.javapoet.ClassName;

/**
 * The types of the runtime that generated code mentions, by name: the plugin does not
 * depend on the runtime.
 */
final class RuntimeTypes {

	private static final String RPC = "io.clientconn.rpc";

	private static final String STUB = "io.clientconn.stub";

	static final ClassName CHANNEL = ClassName.get(RPC, "Channel");

	static final ClassName RPC_OPTIONS = ClassName.get(RPC, "RpcOptions");

	static final ClassName STATUS_EXCEPTION = ClassName.get(RPC, "StatusException");

	static final ClassName METHOD_DESCRIPTOR = ClassName.get(RPC, "MethodDescriptor");

	static final ClassName KIND = METHOD_DESCRIPTOR.nestedClass("Kind");

	static final ClassName IDEMPOTENCY = METHOD_DESCRIPTOR.nestedClass("Idempotency");

	static final ClassName MARSHALLER = ClassName.get("io.clientconn.protobuf", "ProtobufMarshaller");

	static final ClassName CLIENT_CALLS = ClassName.get(STUB, "ClientCalls");

	static final ClassName CLIENT_FACTORY = ClassName.get(STUB, "ClientFactory");

	static final ClassName GENERATED_CLIENT = ClassName.get(STUB, "GeneratedClient");

	static final ClassName RPC_FUTURE = ClassName.get(STUB, "RpcFuture");

	static final ClassName SERVER_STREAMING_CALL = ClassName.get(STUB, "ServerStreamingCall");

	static final ClassName CLIENT_STREAMING_CALL = ClassName.get(STUB, "ClientStreamingCall");

	static final ClassName BIDI_STREAMING_CALL = ClassName.get(STUB, "BidiStreamingCall");

	static final ClassName NULL_MARKED = ClassName.get("org.jspecify.annotations", "NullMarked");

	static final ClassName PUBLISHER = ClassName.get("java.util.concurrent", "Flow", "Publisher");

	static final ClassName REACTOR_CALLS = ClassName.get("io.clientconn.reactor", "ReactorCalls");

	static final ClassName MONO = ClassName.get("reactor.core.publisher", "Mono");

	static final ClassName FLUX = ClassName.get("reactor.core.publisher", "Flux");

	/** All of the above, and what else generated code mentions besides messages. */
	static final List<ClassName> ALL = List.of(CHANNEL, RPC_OPTIONS, STATUS_EXCEPTION, METHOD_DESCRIPTOR, KIND,
			IDEMPOTENCY, MARSHALLER, CLIENT_CALLS, CLIENT_FACTORY, GENERATED_CLIENT, RPC_FUTURE, SERVER_STREAMING_CALL,
			CLIENT_STREAMING_CALL, BIDI_STREAMING_CALL, NULL_MARKED, PUBLISHER, REACTOR_CALLS, MONO, FLUX,
			ClassName.get(Deprecated.class), ClassName.get(Iterable.class), ClassName.get(Override.class),
			ClassName.get(String.class), ClassName.get(SuppressWarnings.class));

	private RuntimeTypes() {
	}

}
