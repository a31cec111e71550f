package io.clientconn.stub;

import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.MethodDescriptor.Kind;

/** One method of each kind. */
final class TestMethods {

	static final MethodDescriptor<String, String> UNARY = method("Unary", Kind.UNARY);

	static final MethodDescriptor<String, String> SERVER = method("Server", Kind.SERVER_STREAMING);

	static final MethodDescriptor<String, String> CLIENT = method("Client", Kind.CLIENT_STREAMING);

	static final MethodDescriptor<String, String> BIDI = method("Bidi", Kind.BIDI_STREAMING);

	private TestMethods() {
	}

	private static MethodDescriptor<String, String> method(String name, Kind kind) {
		return MethodDescriptor.of("test.Service/" + name, kind, new TextMarshaller(), new TextMarshaller());
	}

}
