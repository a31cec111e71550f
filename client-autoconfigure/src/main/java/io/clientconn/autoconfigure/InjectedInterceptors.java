package io.clientconn.autoconfigure;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.ClientInterceptor;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.NestedExceptionUtils;

/**
 * The interceptors that a {@link GrpcClient} names: beans, or objects made for the place
 * if the application has no bean of that class. Stateless.
 */
final class InjectedInterceptors {

	private final ConfigurableListableBeanFactory beanFactory;

	InjectedInterceptors(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Puts interceptors around a channel, the first one outermost.
	 * @param types their classes
	 * @param channel what they wrap
	 * @param place where the annotation stands, in words
	 * @return the channel to call
	 */
	Channel around(Class<?>[] types, Channel channel, String place) {
		List<ClientInterceptor> interceptors = find(types, ClientInterceptor.class, place);
		Channel wrapped = channel;
		for (int i = interceptors.size() - 1; i >= 0; i--) {
			wrapped = interceptors.get(i).around(wrapped);
		}
		return wrapped;
	}

	/**
	 * Finds or makes interceptors.
	 * @param types their classes
	 * @param kind what the place can take
	 * @param place where the annotation stands, in words
	 * @return one for each class, in the same order
	 */
	<T> List<T> find(Class<?>[] types, Class<T> kind, String place) {
		List<T> found = new ArrayList<>();
		for (Class<?> type : types) {
			if (!kind.isAssignableFrom(type)) {
				throw new FailureAnalyzedException(
						"@GrpcClient on " + place + " names the interceptor " + type.getName()
								+ ", but the calls of this type go through those of type " + kind.getName() + ".",
						"Name classes of that type. Generated clients of ClientConn take its own interceptors, stubs "
								+ "of grpc-java and io.grpc.Channel those of grpc-java; for both at once add one of "
								+ "ClientConn's in a " + ClientConnCustomizer.class.getSimpleName() + ".");
			}
			found.add(interceptor(type.asSubclass(kind), place));
		}
		return found;
	}

	private <T> T interceptor(Class<? extends T> type, String place) {
		String[] names = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type);
		if (names.length > 0) {
			try {
				return this.beanFactory.getBean(type);
			}
			catch (NoUniqueBeanDefinitionException ex) {
				throw new FailureAnalyzedException(
						"@GrpcClient on " + place + " names the interceptor " + type.getName()
								+ ", and there are several such beans: " + String.join(", ", names) + ".",
						"Name a more special class, or mark one of the beans with @Primary.", ex);
			}
		}
		if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
			throw new FailureAnalyzedException(
					"@GrpcClient on " + place + " names the interceptor " + type.getName()
							+ ", which is abstract, and there is no such bean.",
					"Add a bean of this type, or name a class that can be made.");
		}
		return make(type, place);
	}

	private <T> T make(Class<? extends T> type, String place) {
		try {
			return this.beanFactory.createBean(type);
		}
		catch (BeansException ex) {
			throw new FailureAnalyzedException(
					"@GrpcClient on " + place + " names the interceptor " + type.getName()
							+ ", of which there is no bean, and one cannot be made: "
							+ NestedExceptionUtils.getMostSpecificCause(ex).getMessage(),
					"Add a bean of this type, or give the class one constructor whose parameters are beans.", ex);
		}
	}

}
