package io.clientconn.codegen;

import javax.lang.model.element.Modifier;

import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeSpec;

/**
 * Writes the descriptors of a service's methods. Stateless.
 */
final class MethodsClass {

	private MethodsClass() {
	}

	static TypeSpec of(ServiceModel service) {
		TypeSpec.Builder type = TypeSpec.classBuilder(service.methods())
			.addModifiers(Modifier.PUBLIC, Modifier.FINAL)
			.addAnnotation(RuntimeTypes.NULL_MARKED)
			.addJavadoc("The methods of {@code $L}, for calls by hand, fakes and interceptors.\n", service.fullName())
			.addField(FieldSpec
				.builder(String.class, ServiceModel.SERVICE_NAME_CONSTANT, Modifier.PUBLIC, Modifier.STATIC,
						Modifier.FINAL)
				.addJavadoc("The full name of the service.\n")
				.initializer("$S", service.fullName())
				.build());
		Deprecation.mark(type, service);
		for (RpcModel rpc : service.rpcs()) {
			type.addField(descriptor(rpc));
		}
		return type.addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).build()).build();
	}

	private static FieldSpec descriptor(RpcModel rpc) {
		FieldSpec.Builder field = FieldSpec
			.builder(ParameterizedTypeName.get(RuntimeTypes.METHOD_DESCRIPTOR, rpc.request(), rpc.response()),
					rpc.constantName(), Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
			.addJavadoc("{@code $L}.\n", rpc.fullName());
		if (rpc.deprecated()) {
			field.addAnnotation(Deprecated.class);
		}
		CodeBlock.Builder value = CodeBlock.builder()
			.add("$T.of($S,\n$>$>$T.$L,\n", RuntimeTypes.METHOD_DESCRIPTOR, rpc.fullName(), RuntimeTypes.KIND,
					rpc.kind())
			.add("$1T.of($2T.getDefaultInstance()),\n$1T.of($3T.getDefaultInstance()))", RuntimeTypes.MARSHALLER,
					rpc.request(), rpc.response());
		if (rpc.idempotency() != IdempotencyLevel.IDEMPOTENCY_UNKNOWN) {
			value.add("\n.withIdempotency($T.$L)", RuntimeTypes.IDEMPOTENCY, rpc.idempotency());
		}
		return field.initializer(value.add("$<$<").build()).build();
	}

}
