package io.clientconn.stub;

import io.clientconn.rpc.Channel;

/**
 * Makes generated clients of which only the interface is known, as a dependency injection
 * container does. Code that names the interface calls its static {@code over} method
 * instead. Stateless and thread-safe.
 *
 * @since 0.1.0
 */
public final class ClientFactories {

	private ClientFactories() {
	}

	/**
	 * Whether a type is a generated client interface.
	 * @param type any type
	 * @return true if {@link #create} accepts it
	 */
	public static boolean isGeneratedClient(Class<?> type) {
		return type.isAnnotationPresent(GeneratedClient.class);
	}

	/**
	 * Makes a client.
	 * @param <T> the client interface
	 * @param type the generated interface
	 * @param channel where its calls go
	 * @return an immutable, thread-safe client
	 * @throws IllegalArgumentException if the type is no generated client interface
	 * @throws IllegalStateException if its factory cannot be used
	 */
	public static <T> T create(Class<T> type, Channel channel) {
		GeneratedClient generated = type.getAnnotation(GeneratedClient.class);
		if (generated == null) {
			throw new IllegalArgumentException(type.getName() + " is not a generated client: it has no @"
					+ GeneratedClient.class.getSimpleName()
					+ " annotation. Expected an interface that the ClientConn protoc plugin wrote for a service");
		}
		return type.cast(factory(type, generated.value()).create(channel));
	}

	private static ClientFactory<?> factory(Class<?> type, Class<? extends ClientFactory<?>> factoryType) {
		try {
			return factoryType.getConstructor().newInstance();
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("the factory " + factoryType.getName() + " of " + type.getName()
					+ " cannot be created: it must be public with a public constructor without parameters", ex);
		}
	}

}
