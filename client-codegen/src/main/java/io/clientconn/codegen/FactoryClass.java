package io.clientconn.codegen;

import javax.lang.model.element.Modifier;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeSpec;

/**
 * Writes the factory that the annotation of a client interface names. It is a top-level
 * class: nested in the interface it would be inherited by every implementation, and there
 * hide a message or a class of the user's that is called the same. Stateless.
 */
final class FactoryClass {

	private FactoryClass() {
	}

	static TypeSpec of(ServiceModel service, Flavour flavour) {
		ClassName client = service.client(flavour);
		TypeSpec.Builder type = TypeSpec.classBuilder(service.factory(flavour))
			.addModifiers(Modifier.PUBLIC, Modifier.FINAL)
			.addAnnotation(RuntimeTypes.NULL_MARKED)
			.addSuperinterface(ParameterizedTypeName.get(RuntimeTypes.CLIENT_FACTORY, client))
			.addJavadoc("Makes a {@link $T} where only its type is known.\n", client);
		Deprecation.quieten(type, service);
		return type.addMethod(
				MethodSpec.constructorBuilder().addModifiers(Modifier.PUBLIC).addJavadoc("Makes a factory.\n").build())
			.addMethod(MethodSpec.methodBuilder("create")
				.addAnnotation(Override.class)
				.addModifiers(Modifier.PUBLIC)
				.returns(client)
				.addParameter(RuntimeTypes.CHANNEL, "channel")
				.addStatement("return $T.over(channel)", client)
				.build())
			.build();
	}

}
