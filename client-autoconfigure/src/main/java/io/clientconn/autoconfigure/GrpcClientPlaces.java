package io.clientconn.autoconfigure;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The places marked with {@link GrpcClient} that belong to the making of a bean: in its
 * class, and the parameters of the method that makes it. Stateless.
 */
final class GrpcClientPlaces {

	private GrpcClientPlaces() {
	}

	/**
	 * Visits all places.
	 * @param type the class of the bean
	 * @param factoryMethod what makes it, or null if a constructor does
	 * @param visitor is told the annotation and the type of each place; a setter's place
	 * may be told twice
	 */
	static void visit(Class<?> type, @Nullable Method factoryMethod, BiConsumer<GrpcClient, ResolvableType> visitor) {
		ReflectionUtils.doWithFields(type, (field) -> visit(field, ResolvableType.forField(field, type), visitor));
		ReflectionUtils.doWithMethods(type, (method) -> visit(method, type, visitor));
		for (Constructor<?> constructor : type.getDeclaredConstructors()) {
			visit(constructor, type, visitor);
		}
		if (factoryMethod != null) {
			visit(factoryMethod, factoryMethod.getDeclaringClass(), visitor);
		}
	}

	/**
	 * The channels that are asked for.
	 * @param type the class of the bean, or null if it is not known
	 * @param factoryMethod what makes it, or null if a constructor does
	 * @param placeholders resolves placeholders in names
	 * @return their canonical names
	 */
	static Set<String> channels(@Nullable Class<?> type, @Nullable Method factoryMethod,
			UnaryOperator<String> placeholders) {
		Set<String> channels = new LinkedHashSet<>();
		visit((type != null) ? type : Object.class, factoryMethod,
				(wish, place) -> channels.add(ChannelName.canonical(placeholders.apply(wish.value()))));
		return channels;
	}

	private static void visit(Executable executable, Class<?> owner, BiConsumer<GrpcClient, ResolvableType> visitor) {
		Parameter[] parameters = executable.getParameters();
		for (int i = 0; i < parameters.length; i++) {
			ResolvableType type = ResolvableType
				.forMethodParameter(MethodParameter.forExecutable(executable, i).withContainingClass(owner));
			visit(parameters[i], type, visitor);
			visit(executable, type, visitor);
		}
	}

	private static void visit(AnnotatedElement place, ResolvableType type,
			BiConsumer<GrpcClient, ResolvableType> visitor) {
		GrpcClient wish = AnnotatedElementUtils.getMergedAnnotation(place, GrpcClient.class);
		if (wish != null) {
			visitor.accept(wish, type);
		}
	}

}
