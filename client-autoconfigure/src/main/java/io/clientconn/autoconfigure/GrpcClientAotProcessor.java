package io.clientconn.autoconfigure;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

import io.clientconn.stub.GeneratedClient;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.aot.BeanRegistrationExcludeFilter;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.ResolvableType;

/**
 * What injection needs when a context is processed ahead of time. It says which factories
 * and interceptors are made by reflection, and what makes stubs: those named by constants
 * at places marked with {@link GrpcClient}. And it keeps the connections of channels out
 * of the generated code: they follow from the properties at run time, as they do without
 * processing. Stateless.
 */
final class GrpcClientAotProcessor implements BeanRegistrationAotProcessor, BeanRegistrationExcludeFilter {

	GrpcClientAotProcessor() {
	}

	@Override
	public boolean isExcludedFromAotProcessing(RegisteredBean registeredBean) {
		return registeredBean.getMergedBeanDefinition().hasAttribute(UserBeans.OURS);
	}

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean registeredBean) {
		Set<Class<?>> made = new LinkedHashSet<>();
		GrpcClientPlaces.visit(registeredBean.getBeanClass(),
				registeredBean.getMergedBeanDefinition().getResolvedFactoryMethod(), (wish, type) -> {
					made.addAll(Arrays.asList(wish.interceptors()));
					collectFactories(type, made);
				});
		return made.isEmpty() ? null
				: (context, code) -> made.forEach((each) -> register(each, context.getRuntimeHints().reflection()));
	}

	private static void register(Class<?> made, ReflectionHints hints) {
		if (!GrpcJavaTypes.isStub(made)) {
			hints.registerType(made, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
			return;
		}
		hints.registerType(made);
		Executable maker = GrpcJavaTypes.maker(made);
		if (maker instanceof Method method) {
			hints.registerMethod(method, ExecutableMode.INVOKE);
		}
		else if (maker instanceof Constructor<?> constructor) {
			hints.registerConstructor(constructor, ExecutableMode.INVOKE);
		}
	}

	/**
	 * The factory of a client, or a stub of grpc-java, also of one that is wrapped in a
	 * provider.
	 */
	private static void collectFactories(ResolvableType type, Set<Class<?>> made) {
		GeneratedClient generated = type.toClass().getAnnotation(GeneratedClient.class);
		if (generated != null) {
			made.add(generated.value());
		}
		else if (GrpcJavaTypes.isStub(type.toClass())) {
			made.add(type.toClass());
		}
		for (ResolvableType argument : type.getGenerics()) {
			collectFactories(argument, made);
		}
	}

}
