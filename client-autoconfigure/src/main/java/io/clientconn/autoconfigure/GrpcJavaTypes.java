package io.clientconn.autoconfigure;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import org.jspecify.annotations.Nullable;

/**
 * Types of grpc-java, known by name only: nothing of it need be on the class path.
 */
final class GrpcJavaTypes {

	private static final String CHANNEL = "io.grpc.Channel";

	private static final String MANAGED_CHANNEL = "io.grpc.ManagedChannel";

	private static final String STUB = "io.grpc.stub.AbstractStub";

	private GrpcJavaTypes() {
	}

	/**
	 * Whether a type is the channel that stubs call.
	 */
	static boolean isChannel(Class<?> type) {
		return type.getName().equals(CHANNEL);
	}

	/**
	 * Whether a type is a channel that its user may shut down.
	 */
	static boolean isManagedChannel(Class<?> type) {
		return type.getName().equals(MANAGED_CHANNEL);
	}

	/**
	 * Whether a type is a stub.
	 */
	static boolean isStub(Class<?> type) {
		for (Class<?> each = type.getSuperclass(); each != null; each = each.getSuperclass()) {
			if (each.getName().equals(STUB)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * What makes a stub of a channel: a static method of the nesting class, as in
	 * {@code OrdersGrpc.newBlockingStub(Channel)}, or else a constructor.
	 * @param type the type of the stub
	 * @return a method or constructor with the channel as its only parameter, or null
	 */
	static @Nullable Executable maker(Class<?> type) {
		Class<?> nesting = type.getEnclosingClass();
		for (Method method : (nesting != null) ? nesting.getMethods() : new Method[0]) {
			if (Modifier.isStatic(method.getModifiers()) && method.getReturnType() == type && takesChannel(method)) {
				return method;
			}
		}
		for (Constructor<?> constructor : type.getConstructors()) {
			if (takesChannel(constructor) && !Modifier.isAbstract(type.getModifiers())) {
				return constructor;
			}
		}
		return null;
	}

	private static boolean takesChannel(Executable executable) {
		return executable.getParameterCount() == 1 && isChannel(executable.getParameterTypes()[0]);
	}

}
