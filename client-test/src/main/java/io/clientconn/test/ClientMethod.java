package io.clientconn.test;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.stub.BidiStreamingCall;
import io.clientconn.stub.ClientStreamingCall;
import io.clientconn.stub.RpcFuture;
import io.clientconn.stub.ServerStreamingCall;
import org.jspecify.annotations.Nullable;

/**
 * A method of a generated client interface that takes options, and what belongs to it.
 * Immutable.
 *
 * @param rpc what it calls
 * @param style how
 * @param primary the method with options
 * @param shortForm the one without, if there is one
 * @param request the class of its requests
 * @param response the class of its responses
 */
record ClientMethod(MethodDescriptor<Object, Object> rpc, Style style, Method primary, @Nullable Method shortForm,
		Class<?> request, Class<?> response) {

	/**
	 * The methods of an interface.
	 * @param type a generated client interface
	 * @throws IllegalArgumentException if it is none
	 */
	static List<ClientMethod> of(Class<?> type) {
		RpcFinder finder = new RpcFinder(type);
		List<ClientMethod> methods = new ArrayList<>();
		Arrays.stream(type.getMethods())
			.filter((method) -> takesOptions(method))
			.sorted(Comparator.comparing(Method::getName))
			.forEach((method) -> methods.add(of(type, method, finder)));
		return List.copyOf(methods);
	}

	private static ClientMethod of(Class<?> type, Method primary, RpcFinder finder) {
		Style style = Style.of(primary);
		Type result = primary.getGenericReturnType();
		Type request = style.opens() ? argument(result, 0) : primary.getGenericParameterTypes()[0];
		Class<?> requests = (style.manyRequests() && !style.opens()) ? raw(argument(request, 0)) : raw(request);
		Class<?> responses = switch (style) {
			case UNARY, PULLED -> raw(result);
			case UPLOAD, CHAT -> raw(argument(result, 1));
			default -> raw(argument(result, 0));
		};
		return new ClientMethod(finder.find(primary), style, primary, shortForm(type, primary), requests, responses);
	}

	private static boolean takesOptions(Method method) {
		Class<?>[] parameters = method.getParameterTypes();
		return parameters.length > 0 && parameters[parameters.length - 1] == RpcOptions.class;
	}

	private static @Nullable Method shortForm(Class<?> type, Method primary) {
		Class<?>[] all = primary.getParameterTypes();
		try {
			return (all.length > 1) ? type.getMethod(primary.getName(), Arrays.copyOf(all, all.length - 1)) : null;
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalArgumentException(type.getName() + " is no client of this version: " + primary
					+ " has no form without options; generate it again", ex);
		}
	}

	/**
	 * Calls a method as its user would: what it throws is thrown. A {@code Mono} or
	 * {@code Flux} is taken and answered as a publisher of {@link Flow}.
	 */
	static Object call(Object client, Method method, Object... arguments) {
		try {
			Class<?>[] types = method.getParameterTypes();
			Object[] fitting = new Object[types.length];
			Arrays.setAll(fitting, (i) -> ReactorTypes.toParameter(types[i], arguments[i]));
			Object result = method.invoke(client, fitting);
			if (result == null) {
				throw new AssertionError(method + " answered null");
			}
			return ReactorTypes.fromResult(method.getReturnType(), result);
		}
		catch (InvocationTargetException ex) {
			Throwable thrown = ex.getTargetException();
			if (thrown instanceof RuntimeException unchecked) {
				throw unchecked;
			}
			if (thrown instanceof Error error) {
				throw error;
			}
			throw new AssertionError(method + " threw " + thrown + ", which it does not declare", thrown);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalArgumentException(method + " is not public", ex);
		}
	}

	/**
	 * What the contracts send.
	 * @param samples makes messages of a class that differ by a number
	 */
	List<Object> requests(BiFunction<Class<?>, Integer, Object> samples) {
		return IntStream.range(0, this.style.manyRequests() ? 3 : 1)
			.mapToObj((number) -> samples.apply(this.request, 1 + number))
			.toList();
	}

	String name() {
		return this.primary.getName();
	}

	private static Type argument(Type type, int index) {
		return ((ParameterizedType) type).getActualTypeArguments()[index];
	}

	private static Class<?> raw(Type type) {
		if (type instanceof WildcardType wildcard) {
			return raw(wildcard.getUpperBounds()[0]);
		}
		return (Class<?>) ((type instanceof ParameterizedType generic) ? generic.getRawType() : type);
	}

	/**
	 * The shapes that methods of generated interfaces have.
	 */
	enum Style {

		/** Request in, response out. */
		UNARY,

		/** Request in, stream to read out. */
		DOWNLOAD,

		/** Nothing in, stream to write out. */
		UPLOAD,

		/** Iterable in, response out. */
		PULLED,

		/** Nothing in, stream to write and to read out. */
		CHAT,

		/** Request in, future out. */
		FUTURE,

		/** Request in, publisher out, if only of one response. */
		PUBLISHED,

		/** Publisher in, future out. */
		FUTURE_OF_MANY,

		/** Publisher in, publisher out. */
		PUBLISHED_BOTH_WAYS;

		static Style of(Method primary) {
			Class<?> result = primary.getReturnType();
			Class<?> first = primary.getParameterTypes()[0];
			boolean published = first == Flow.Publisher.class || ReactorTypes.isFlux(first);
			if (result == BidiStreamingCall.class) {
				return CHAT;
			}
			if (result == ClientStreamingCall.class) {
				return UPLOAD;
			}
			if (result == ServerStreamingCall.class) {
				return DOWNLOAD;
			}
			if (result == RpcFuture.class) {
				return published ? FUTURE_OF_MANY : FUTURE;
			}
			if (result == Flow.Publisher.class || ReactorTypes.isPublisher(result)) {
				return published ? PUBLISHED_BOTH_WAYS : PUBLISHED;
			}
			return (first == Iterable.class) ? PULLED : UNARY;
		}

		boolean opens() {
			return this == UPLOAD || this == CHAT;
		}

		boolean manyRequests() {
			return this != UNARY && this != DOWNLOAD && this != FUTURE && this != PUBLISHED;
		}

		boolean publishes() {
			return this == PUBLISHED || this == PUBLISHED_BOTH_WAYS;
		}

		boolean promises() {
			return this == FUTURE || this == FUTURE_OF_MANY;
		}

		boolean waits() {
			return this == UNARY || this == PULLED;
		}

	}

}
