package io.clientconn.codegen;

import com.google.protobuf.Descriptors.MethodDescriptor;

/**
 * The four kinds of method, named as the constants of the runtime's descriptor.
 */
enum RpcKind {

	/** One request, one response. */
	UNARY,
	/** Many requests, one response. */
	CLIENT_STREAMING,
	/** One request, many responses. */
	SERVER_STREAMING,
	/** Many of both. */
	BIDI_STREAMING;

	static RpcKind of(MethodDescriptor method) {
		if (method.isClientStreaming()) {
			return method.isServerStreaming() ? BIDI_STREAMING : CLIENT_STREAMING;
		}
		return method.isServerStreaming() ? SERVER_STREAMING : UNARY;
	}

}
