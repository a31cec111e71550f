package io.clientconn.codegen;

import javax.lang.model.element.Modifier;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import com.palantir.javapoet.WildcardTypeName;

/**
 * Writes the client interface of a service in one flavour. Every method has a body, so
 * that a new RPC never breaks somebody's fake.
 */
final class ClientInterface {

	private static final ParameterSpec OPTIONS = ParameterSpec.builder(RuntimeTypes.RPC_OPTIONS, "options").build();

	private static final String OPTIONS_DOC = "@param options what the call asks for\n";

	private final ServiceModel service;

	private final Flavour flavour;

	private final ClassName name;

	private ClientInterface(ServiceModel service, Flavour flavour) {
		this.service = service;
		this.flavour = flavour;
		this.name = service.client(flavour);
	}

	static TypeSpec of(ServiceModel service, Flavour flavour) {
		return new ClientInterface(service, flavour).write();
	}

	private TypeSpec write() {
		TypeSpec.Builder type = TypeSpec.interfaceBuilder(this.name)
			.addModifiers(Modifier.PUBLIC)
			.addAnnotation(RuntimeTypes.NULL_MARKED)
			.addAnnotation(AnnotationSpec.builder(RuntimeTypes.GENERATED_CLIENT)
				.addMember("value", "$T.class", this.service.factory(this.flavour))
				.build())
			.addJavadoc("$L", intro());
		Deprecation.mark(type, this.service);
		type.addMethod(over());
		for (RpcModel rpc : this.service.rpcs()) {
			MethodShape shape = MethodShape.of(rpc, this.flavour);
			if (!shape.opens()) {
				type.addMethod(shortForm(rpc, shape));
			}
			type.addMethod(primary(rpc, shape));
			if (this.flavour == Flavour.BLOCKING && rpc.kind() == RpcKind.CLIENT_STREAMING) {
				type.addMethod(pullShortForm(rpc));
				type.addMethod(pull(rpc, shape));
			}
		}
		return type.build();
	}

	private String intro() {
		String comment = this.service.comment().isEmpty() ? "" : this.service.comment() + "\n<p>\n";
		String style = switch (this.flavour) {
			case BLOCKING -> "Calls {@code " + this.service.fullName() + "} and waits for its responses.\n";
			case ASYNC -> "Calls {@code " + this.service.fullName() + "} without waiting for its responses.\n";
			case REACTOR -> "Describes calls of {@code " + this.service.fullName()
					+ "}; each subscription is one, and none starts before.\n";
		};
		return comment + style
				+ "Many threads may use one implementation at once. A method that an implementation leaves out fails with UNIMPLEMENTED.\n";
	}

	private MethodSpec over() {
		return MethodSpec.methodBuilder("over")
			.addModifiers(Modifier.PUBLIC, Modifier.STATIC)
			.addJavadoc("""
					Makes a client over a channel.
					@param channel where the calls go
					@return an immutable, thread-safe client
					""")
			.returns(this.name)
			.addParameter(RuntimeTypes.CHANNEL, "channel")
			.addStatement("return new $T(channel)", this.service.channelClient(this.flavour))
			.build();
	}

	/**
	 * Calls with {@code this.}, for a bare {@code yield(...)} would be a statement.
	 */
	private MethodSpec shortForm(RpcModel rpc, MethodShape shape) {
		ParameterSpec input = shape.inputs().get(0);
		return method(rpc, shape.name(), shape.returns())
			.addJavadoc("@param $L $L\n@return $L\n", input.name(), shape.input(), shape.result())
			.addParameter(input)
			.addStatement("return this.$N($N, $T.NONE)", shape.name(), input, RuntimeTypes.RPC_OPTIONS)
			.build();
	}

	private MethodSpec primary(RpcModel rpc, MethodShape shape) {
		MethodSpec.Builder method = method(rpc, shape.name(), shape.returns());
		for (ParameterSpec input : shape.inputs()) {
			method.addJavadoc("@param $L $L\n", input.name(), shape.input()).addParameter(input);
		}
		return method.addJavadoc(OPTIONS_DOC)
			.addJavadoc("@return $L\n", shape.result())
			.addParameter(OPTIONS)
			.addStatement("throw $T.unimplemented($S)", RuntimeTypes.STATUS_EXCEPTION, rpc.fullName())
			.build();
	}

	private MethodSpec pullShortForm(RpcModel rpc) {
		ParameterSpec requests = requests(rpc);
		return pullMethod(rpc, requests).addJavadoc("@return the response\n")
			.addStatement("return this.$N($N, $T.NONE)", rpc.methodName(), requests, RuntimeTypes.RPC_OPTIONS)
			.build();
	}

	private MethodSpec pull(RpcModel rpc, MethodShape open) {
		ParameterSpec requests = requests(rpc);
		return pullMethod(rpc, requests).addJavadoc(OPTIONS_DOC + "@return the response\n")
			.addParameter(OPTIONS)
			.addStatement("return $T.sendAll($N($N), $N)", RuntimeTypes.CLIENT_CALLS, open.name(), OPTIONS, requests)
			.build();
	}

	private MethodSpec.Builder pullMethod(RpcModel rpc, ParameterSpec requests) {
		return method(rpc, rpc.methodName(), rpc.response())
			.addJavadoc("@param $L the requests, pulled no faster than the connection takes them\n", requests.name())
			.addParameter(requests);
	}

	private static ParameterSpec requests(RpcModel rpc) {
		TypeName type = ParameterizedTypeName.get(ClassName.get(Iterable.class),
				WildcardTypeName.subtypeOf(rpc.request()));
		return ParameterSpec.builder(type, "requests").build();
	}

	private MethodSpec.Builder method(RpcModel rpc, String methodName, TypeName returns) {
		MethodSpec.Builder method = MethodSpec.methodBuilder(methodName)
			.addModifiers(Modifier.PUBLIC, Modifier.DEFAULT)
			.returns(returns)
			.addJavadoc("$L\n", rpc.comment().isEmpty() ? "Calls {@code " + rpc.protoName() + "}." : rpc.comment());
		Deprecation.mark(method, rpc);
		return method;
	}

}
