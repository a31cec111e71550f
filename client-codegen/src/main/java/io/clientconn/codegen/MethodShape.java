package io.clientconn.codegen;

import java.util.List;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.WildcardTypeName;

/**
 * How the primary method of an RPC looks in one flavour. Immutable.
 *
 * @param name its name
 * @param inputs what it takes besides options: one parameter, or none if it only opens a
 * stream
 * @param returns what it answers
 * @param calls the class of the runtime that carries it out
 * @param call the method of that class
 * @param input what its parameter is, for Javadoc
 * @param result what its answer is, for Javadoc
 */
record MethodShape(String name, List<ParameterSpec> inputs, TypeName returns, ClassName calls, String call,
		String input, String result) {

	private static final String ONE_REQUEST = "the request";

	private static final String MANY_REQUESTS = "the requests, pulled no faster than the connection takes them";

	private static final String MANY_RESPONSES = "the responses; each subscriber starts a call of its own";

	private static final String RUNNING_CALL = "the running call; close it";

	static MethodShape of(RpcModel rpc, Flavour flavour) {
		return switch (flavour) {
			case BLOCKING -> blocking(rpc);
			case ASYNC -> async(rpc);
			case REACTOR -> reactor(rpc);
		};
	}

	private static MethodShape blocking(RpcModel rpc) {
		return switch (rpc.kind()) {
			case UNARY -> blocking(rpc.methodName(), request(rpc), rpc.response(), "unary", "the response");
			case SERVER_STREAMING -> blocking(rpc.methodName(), request(rpc),
					of(RuntimeTypes.SERVER_STREAMING_CALL, rpc.response()), "serverStreaming", RUNNING_CALL);
			case CLIENT_STREAMING -> blocking(rpc.openMethodName(), List.of(),
					of(RuntimeTypes.CLIENT_STREAMING_CALL, rpc.request(), rpc.response()), "clientStreaming",
					RUNNING_CALL);
			case BIDI_STREAMING -> blocking(rpc.openMethodName(), List.of(),
					of(RuntimeTypes.BIDI_STREAMING_CALL, rpc.request(), rpc.response()), "bidiStreaming", RUNNING_CALL);
		};
	}

	private static MethodShape blocking(String name, List<ParameterSpec> inputs, TypeName returns, String call,
			String result) {
		return new MethodShape(name, inputs, returns, RuntimeTypes.CLIENT_CALLS, call, ONE_REQUEST, result);
	}

	private static MethodShape async(RpcModel rpc) {
		TypeName future = of(RuntimeTypes.RPC_FUTURE, rpc.response());
		TypeName publisher = of(RuntimeTypes.PUBLISHER, rpc.response());
		return publishing(rpc, future, publisher, RuntimeTypes.PUBLISHER, RuntimeTypes.CLIENT_CALLS, "Async",
				"the response to come");
	}

	private static MethodShape reactor(RpcModel rpc) {
		TypeName mono = of(RuntimeTypes.MONO, rpc.response());
		TypeName flux = of(RuntimeTypes.FLUX, rpc.response());
		return publishing(rpc, mono, flux, RuntimeTypes.FLUX, RuntimeTypes.REACTOR_CALLS, "",
				"the response; each subscriber starts a call of its own");
	}

	/**
	 * The shape of flavours that differ in their types alone.
	 */
	private static MethodShape publishing(RpcModel rpc, TypeName one, TypeName many, ClassName inputType,
			ClassName calls, String ending, String oneResponse) {
		boolean manyRequests = rpc.kind() == RpcKind.CLIENT_STREAMING || rpc.kind() == RpcKind.BIDI_STREAMING;
		boolean manyResponses = rpc.kind() == RpcKind.SERVER_STREAMING || rpc.kind() == RpcKind.BIDI_STREAMING;
		String call = switch (rpc.kind()) {
			case UNARY -> "unary";
			case SERVER_STREAMING -> "serverStreaming";
			case CLIENT_STREAMING -> "clientStreaming";
			case BIDI_STREAMING -> "bidiStreaming";
		};
		return new MethodShape(rpc.methodName(), manyRequests ? requests(rpc, inputType) : request(rpc),
				manyResponses ? many : one, calls, call + ending, manyRequests ? MANY_REQUESTS : ONE_REQUEST,
				manyResponses ? MANY_RESPONSES : oneResponse);
	}

	/**
	 * Whether it only opens a stream; such a method has no form without options.
	 */
	boolean opens() {
		return this.inputs.isEmpty();
	}

	private static List<ParameterSpec> request(RpcModel rpc) {
		return List.of(ParameterSpec.builder(rpc.request(), "request").build());
	}

	private static List<ParameterSpec> requests(RpcModel rpc, ClassName publisher) {
		TypeName type = of(publisher, WildcardTypeName.subtypeOf(rpc.request()));
		return List.of(ParameterSpec.builder(type, "requests").build());
	}

	private static TypeName of(ClassName raw, TypeName... arguments) {
		return ParameterizedTypeName.get(raw, arguments);
	}

}
