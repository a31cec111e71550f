package io.clientconn.codegen;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.palantir.javapoet.ClassName;

/**
 * One service with all its names in Java. Immutable.
 *
 * @param fullName package and service, as on the wire
 * @param javaPackage where its clients go
 * @param javaName its name in the names of its clients
 * @param suffix the end of the names of its interfaces
 * @param comment its comment, safe for Javadoc; empty if there is none
 * @param deprecated whether it is marked so
 * @param usesDeprecated whether something that its clients mention is
 * @param rpcs its methods in order
 */
record ServiceModel(String fullName, String javaPackage, String javaName, String suffix, String comment,
		boolean deprecated, boolean usesDeprecated, List<RpcModel> rpcs) {

	/** Taken by a constant that is always there. */
	static final String SERVICE_NAME_CONSTANT = "SERVICE_NAME";

	static ServiceModel of(ServiceDescriptor service, PluginOptions options) throws GenerationException {
		ProtoComments comments = ProtoComments.of(service.getFile());
		Set<String> methodNames = new HashSet<>();
		Set<String> constants = new HashSet<>(Set.of(SERVICE_NAME_CONSTANT));
		List<RpcModel> rpcs = new ArrayList<>();
		boolean usesDeprecated = false;
		for (MethodDescriptor method : service.getMethods()) {
			Descriptor input = method.getInputType();
			Descriptor output = method.getOutputType();
			rpcs.add(new RpcModel(service.getFullName() + "/" + method.getName(),
					unique(JavaNames.methodName(method.getName()), methodNames),
					unique(JavaNames.constantName(method.getName()), constants), RpcKind.of(method),
					messageClass(input, service), messageClass(output, service), comments.on(method),
					method.getOptions().getDeprecated(), method.getOptions().getIdempotencyLevel()));
			usesDeprecated |= method.getOptions().getDeprecated() || isDeprecated(input) || isDeprecated(output);
		}
		boolean deprecated = service.getOptions().getDeprecated() || service.getFile().getOptions().getDeprecated();
		return new ServiceModel(service.getFullName(), JavaNames.javaPackage(service.getFile()),
				JavaNames.upperFirst(service.getName()), options.suffix(), comments.on(service), deprecated,
				usesDeprecated || deprecated, List.copyOf(rpcs));
	}

	ClassName methods() {
		return ClassName.get(this.javaPackage, this.javaName + "Methods");
	}

	ClassName client(Flavour flavour) {
		return ClassName.get(this.javaPackage, flavour.clientName(this.javaName, this.suffix));
	}

	/**
	 * Starts like the interface, so that no two services need the same class unless they
	 * need the same interface.
	 */
	ClassName channelClient(Flavour flavour) {
		return ClassName.get(this.javaPackage, client(flavour).simpleName() + "OverChannel");
	}

	ClassName factory(Flavour flavour) {
		return ClassName.get(this.javaPackage, client(flavour).simpleName() + "Factory");
	}

	/**
	 * Naming a nested message names those around it.
	 */
	private static boolean isDeprecated(Descriptor message) {
		Descriptor outer = message.getContainingType();
		return message.getOptions().getDeprecated() || message.getFile().getOptions().getDeprecated()
				|| (outer != null && isDeprecated(outer));
	}

	/**
	 * Two RPCs can become one name in Java, as {@code Get} and {@code get} do; the later
	 * one gets an underscore.
	 */
	private static String unique(String wanted, Set<String> taken) {
		String name = wanted;
		while (!taken.add(name)) {
			name += "_";
		}
		return name;
	}

	private static ClassName messageClass(Descriptor message, ServiceDescriptor service) throws GenerationException {
		ClassName name = JavaNames.messageClass(message);
		if (name.packageName().isEmpty() && !JavaNames.javaPackage(service.getFile()).isEmpty()) {
			throw new GenerationException(
					service.getFile().getName() + ": service " + service.getName() + " uses " + message.getFullName()
							+ ", whose Java class has no package and cannot be imported; set java_package in "
							+ message.getFile().getName());
		}
		return name;
	}

}
