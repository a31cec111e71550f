package io.clientconn.codegen;

import javax.lang.model.element.Modifier;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeSpec;

/**
 * Writes the implementation of a client interface: each primary method is one call of the
 * runtime. Stateless.
 */
final class ChannelClient {

	private ChannelClient() {
	}

	static TypeSpec of(ServiceModel service, Flavour flavour) {
		TypeSpec.Builder type = TypeSpec.classBuilder(service.channelClient(flavour))
			.addModifiers(Modifier.FINAL)
			.addAnnotation(RuntimeTypes.NULL_MARKED)
			.addSuperinterface(service.client(flavour))
			.addJavadoc("{@link $T} over a channel.\n", service.client(flavour))
			.addField(RuntimeTypes.CHANNEL, "channel", Modifier.PRIVATE, Modifier.FINAL)
			.addMethod(MethodSpec.constructorBuilder()
				.addParameter(RuntimeTypes.CHANNEL, "channel")
				.addStatement("this.channel = channel")
				.build());
		Deprecation.quieten(type, service);
		for (RpcModel rpc : service.rpcs()) {
			type.addMethod(method(service, rpc, MethodShape.of(rpc, flavour)));
		}
		return type
			.addMethod(MethodSpec.methodBuilder("toString")
				.addAnnotation(Override.class)
				.addModifiers(Modifier.PUBLIC)
				.returns(String.class)
				.addStatement("return $S + this.channel", service.client(flavour).simpleName() + " over ")
				.build())
			.build();
	}

	private static MethodSpec method(ServiceModel service, RpcModel rpc, MethodShape shape) {
		MethodSpec.Builder method = MethodSpec.methodBuilder(shape.name())
			.addAnnotation(Override.class)
			.addModifiers(Modifier.PUBLIC)
			.returns(shape.returns());
		Deprecation.mark(method, rpc);
		CodeBlock.Builder call = CodeBlock.builder()
			.add("return $T.$L(this.channel, $T.$L", shape.calls(), shape.call(), service.methods(),
					rpc.constantName());
		for (ParameterSpec input : shape.inputs()) {
			method.addParameter(input);
			call.add(", $N", input);
		}
		return method.addParameter(RuntimeTypes.RPC_OPTIONS, "options")
			.addStatement(call.add(", options)").build())
			.build();
	}

}
