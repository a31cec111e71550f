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
 * @param call the method of the runtime that carries it out
 * @param input what its parameter is, for Javadoc
 * @param result what its answer is, for Javadoc
 */
record MethodShape(String name, List<ParameterSpec> inputs, TypeName returns, String call, String input,
		String result) {

	private static final String ONE_REQUEST = "the request";

	static MethodShape of(RpcModel rpc, Flavour flavour) {
		return switch (flavour) {
			case BLOCKING -> blocking(rpc);
			case ASYNC -> async(rpc);
		};
	}

	private static MethodShape blocking(RpcModel rpc) {
		return switch (rpc.kind()) {
			case UNARY ->
				new MethodShape(rpc.methodName(), request(rpc), rpc.response(), "unary", ONE_REQUEST, "the response");
			case SERVER_STREAMING ->
				new MethodShape(rpc.methodName(), request(rpc), of(RuntimeTypes.SERVER_STREAMING_CALL, rpc.response()),
						"serverStreaming", ONE_REQUEST, "the running call; close it");
			case CLIENT_STREAMING -> new MethodShape(rpc.openMethodName(), List.of(),
					of(RuntimeTypes.CLIENT_STREAMING_CALL, rpc.request(), rpc.response()), "clientStreaming", "",
					"the running call; close it");
			case BIDI_STREAMING -> new MethodShape(rpc.openMethodName(), List.of(),
					of(RuntimeTypes.BIDI_STREAMING_CALL, rpc.request(), rpc.response()), "bidiStreaming", "",
					"the running call; close it");
		};
	}

	private static MethodShape async(RpcModel rpc) {
		TypeName future = of(RuntimeTypes.RPC_FUTURE, rpc.response());
		TypeName publisher = of(RuntimeTypes.PUBLISHER, rpc.response());
		String manyRequests = "the requests, pulled no faster than the connection takes them";
		String oneResponse = "the response to come";
		String manyResponses = "the responses; each subscriber starts a call of its own";
		return switch (rpc.kind()) {
			case UNARY ->
				new MethodShape(rpc.methodName(), request(rpc), future, "unaryAsync", ONE_REQUEST, oneResponse);
			case SERVER_STREAMING -> new MethodShape(rpc.methodName(), request(rpc), publisher, "serverStreamingAsync",
					ONE_REQUEST, manyResponses);
			case CLIENT_STREAMING -> new MethodShape(rpc.methodName(), requests(rpc), future, "clientStreamingAsync",
					manyRequests, oneResponse);
			case BIDI_STREAMING -> new MethodShape(rpc.methodName(), requests(rpc), publisher, "bidiStreamingAsync",
					manyRequests, manyResponses);
		};
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

	private static List<ParameterSpec> requests(RpcModel rpc) {
		TypeName publisher = of(RuntimeTypes.PUBLISHER, WildcardTypeName.subtypeOf(rpc.request()));
		return List.of(ParameterSpec.builder(publisher, "requests").build());
	}

	private static TypeName of(ClassName raw, TypeName... arguments) {
		return ParameterizedTypeName.get(raw, arguments);
	}

}
