package io.clientconn.codegen;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;

/**
 * Carries the {@code deprecated} option over to Java, and keeps generated code itself
 * free of the warnings that this gives its users. Stateless.
 */
final class Deprecation {

	private Deprecation() {
	}

	static void mark(TypeSpec.Builder type, ServiceModel service) {
		if (service.deprecated()) {
			type.addAnnotation(Deprecated.class);
		}
		quieten(type, service);
	}

	static void mark(MethodSpec.Builder method, RpcModel rpc) {
		if (rpc.deprecated()) {
			method.addAnnotation(Deprecated.class);
		}
	}

	static void quieten(TypeSpec.Builder type, ServiceModel service) {
		if (service.usesDeprecated()) {
			type.addAnnotation(
					AnnotationSpec.builder(SuppressWarnings.class).addMember("value", "$S", "deprecation").build());
		}
	}

}
