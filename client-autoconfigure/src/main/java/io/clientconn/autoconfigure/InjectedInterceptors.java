package io.clientconn.autoconfigure;

import java.util.Arrays;
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
	Channel around(Class<? extends ClientInterceptor>[] types, Channel channel, String place) {
		List<? extends ClientInterceptor> interceptors = Arrays.stream(types)
			.map((type) -> interceptor(type, place))
			.toList();
		Channel wrapped = channel;
		for (int i = interceptors.size() - 1; i >= 0; i--) {
			wrapped = interceptors.get(i).around(wrapped);
		}
		return wrapped;
	}

	private ClientInterceptor interceptor(Class<? extends ClientInterceptor> type, String place) {
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
		if (type.isInterface() || java.lang.reflect.Modifier.isAbstract(type.getModifiers())) {
			throw new FailureAnalyzedException(
					"@GrpcClient on " + place + " names the interceptor " + type.getName()
							+ ", which is abstract, and there is no such bean.",
					"Add a bean of this type, or name a class that can be made.");
		}
		return make(type, place);
	}

	private ClientInterceptor make(Class<? extends ClientInterceptor> type, String place) {
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
