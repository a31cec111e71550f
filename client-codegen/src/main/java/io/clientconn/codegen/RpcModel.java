package io.clientconn.codegen;

import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.palantir.javapoet.ClassName;

/**
 * One RPC with all its names in Java. Immutable.
 *
 * @param fullName service and method, as on the wire
 * @param methodName the Java method
 * @param constantName the constant that holds its descriptor
 * @param kind which sides stream
 * @param request the class of requests
 * @param response the class of responses
 * @param comment its comment, safe for Javadoc; empty if there is none
 * @param deprecated whether it is marked so
 * @param idempotency the declared level
 */
record RpcModel(String fullName, String methodName, String constantName, RpcKind kind, ClassName request,
		ClassName response, String comment, boolean deprecated, IdempotencyLevel idempotency) {

	String protoName() {
		return this.fullName.substring(this.fullName.lastIndexOf('/') + 1);
	}

	/**
	 * The blocking method that only opens a stream: {@code openChat} for {@code Chat}.
	 */
	String openMethodName() {
		return "open" + JavaNames.upperFirst(this.methodName);
	}

}
