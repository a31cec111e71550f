package io.clientconn.codegen;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.google.protobuf.Message;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.stub.ClientFactories;

/**
 * The public side of generated classes, seen by reflection.
 *
 * @param interfaces the client interfaces
 * @param holders the classes of method descriptors
 */
record GeneratedApi(List<Class<?>> interfaces, List<Class<?>> holders) {

	static GeneratedApi of(GeneratedSources sources, ClassLoader loader) throws ClassNotFoundException {
		List<Class<?>> interfaces = new ArrayList<>();
		List<Class<?>> holders = new ArrayList<>();
		for (String path : sources.byPath().keySet()) {
			String name = path.substring(0, path.length() - ".java".length()).replace('/', '.');
			Class<?> type = Class.forName(name, true, loader);
			if (ClientFactories.isGeneratedClient(type)) {
				interfaces.add(type);
			}
			else if (name.endsWith("Methods")) {
				holders.add(type);
			}
		}
		return new GeneratedApi(interfaces, holders);
	}

	/**
	 * Interfaces with their methods and holders with their constants, as reviewed text.
	 */
	String text() {
		StringBuilder text = new StringBuilder();
		for (Class<?> type : this.interfaces) {
			text.append(mark(type.isAnnotationPresent(Deprecated.class))).append(type.getName()).append('\n');
			Arrays.stream(type.getDeclaredMethods())
				.filter((method) -> !Modifier.isStatic(method.getModifiers()))
				.map(GeneratedApi::line)
				.sorted()
				.forEach((line) -> text.append("    ").append(line).append('\n'));
		}
		for (Class<?> type : this.holders) {
			text.append(mark(type.isAnnotationPresent(Deprecated.class))).append(type.getName()).append('\n');
			for (Map.Entry<String, Field> constant : constants(type).entrySet()) {
				MethodDescriptor<?, ?> method = value(constant.getValue());
				text.append("    ")
					.append(mark(constant.getValue().isAnnotationPresent(Deprecated.class)))
					.append(constant.getKey() + " = " + method.fullName() + " " + method.kind() + " "
							+ method.idempotency())
					.append('\n');
			}
		}
		return text.toString();
	}

	/**
	 * All descriptors by the full name of their method.
	 */
	Map<String, MethodDescriptor<?, ?>> descriptors() {
		Map<String, MethodDescriptor<?, ?>> all = new TreeMap<>();
		fields().forEach((name, field) -> all.put(name, value(field)));
		return all;
	}

	/**
	 * What each method takes and gives, by the name its proto has.
	 */
	Map<String, String> messages() {
		Map<String, String> all = new TreeMap<>();
		fields().forEach((name, field) -> all.put(name,
				Arrays.stream(arguments(field.getGenericType()))
					.map((type) -> Samples.of(raw(type)).getDescriptorForType().getFullName())
					.collect(Collectors.joining(" -> "))));
		return all;
	}

	/**
	 * A response of the right type for a method.
	 */
	Message response(MethodDescriptor<?, ?> method) {
		return Samples.of(raw(arguments(fields().get(method.fullName()).getGenericType())[1]));
	}

	/**
	 * The class behind a type that may be a wildcard or have arguments.
	 */
	static Class<?> raw(Type type) {
		if (type instanceof WildcardType wildcard) {
			return raw(wildcard.getUpperBounds()[0]);
		}
		return (Class<?>) ((type instanceof ParameterizedType generic) ? generic.getRawType() : type);
	}

	static Type[] arguments(Type type) {
		return ((ParameterizedType) type).getActualTypeArguments();
	}

	private Map<String, Field> fields() {
		Map<String, Field> all = new TreeMap<>();
		for (Class<?> type : this.holders) {
			constants(type).values().forEach((field) -> all.put(value(field).fullName(), field));
		}
		return all;
	}

	private static Map<String, Field> constants(Class<?> holder) {
		Map<String, Field> constants = new TreeMap<>();
		for (Field field : holder.getFields()) {
			if (field.getType() == MethodDescriptor.class) {
				constants.put(field.getName(), field);
			}
		}
		return constants;
	}

	private static MethodDescriptor<?, ?> value(Field field) {
		try {
			return (MethodDescriptor<?, ?>) field.get(null);
		}
		catch (IllegalAccessException ex) {
			throw new LinkageError(field + " is not public", ex);
		}
	}

	private static String line(Method method) {
		return mark(method.isAnnotationPresent(Deprecated.class)) + method.getName()
				+ Arrays.stream(method.getGenericParameterTypes())
					.map(GeneratedApi::shortName)
					.collect(Collectors.joining(", ", "(", "): "))
				+ shortName(method.getGenericReturnType());
	}

	private static String shortName(Type type) {
		return type.getTypeName()
			.replace("io.clientconn.rpc.RpcOptions", "+options")
			.replace("io.clientconn.stub.", "+")
			.replace("java.util.concurrent.Flow$", "+")
			.replace("reactor.core.publisher.", "+");
	}

	private static String mark(boolean deprecated) {
		return deprecated ? "@Deprecated " : "";
	}

}
