package io.clientconn.autoconfigure;

import java.util.stream.Stream;

import io.clientconn.ClientConnBuilder;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * The application's {@link ClientConnCustomizer} beans, and words for their mistakes.
 * Stateless.
 */
final class Customizers {

	private final ObjectProvider<ClientConnCustomizer> customizers;

	private final ConfigurableListableBeanFactory beanFactory;

	Customizers(ObjectProvider<ClientConnCustomizer> customizers, ConfigurableListableBeanFactory beanFactory) {
		this.customizers = customizers;
		this.beanFactory = beanFactory;
	}

	/**
	 * Lets all of them have their say, in their order.
	 * @param channel the name of the channel as configured
	 * @param builder the description of its connection
	 */
	void apply(String channel, ClientConnBuilder builder) {
		this.customizers.orderedStream().forEach((customizer) -> apply(customizer, channel, builder));
	}

	private void apply(ClientConnCustomizer customizer, String channel, ClientConnBuilder builder) {
		try {
			customizer.customize(channel, builder);
		}
		catch (FailureAnalyzedException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw new FailureAnalyzedException(
					"The gRPC channel '" + channel + "' cannot be made: " + describe(customizer) + " failed with "
							+ ex.getClass().getName() + ": " + ex.getMessage() + ".",
					"Correct the customizer. It is called for every channel, with the name as its first argument.", ex);
		}
	}

	/**
	 * The bean is told by its name, because the class of a lambda says little.
	 */
	private String describe(ClientConnCustomizer customizer) {
		String[] names = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory,
				ClientConnCustomizer.class);
		return "the " + ClientConnCustomizer.class.getSimpleName()
				+ Stream.of(names)
					.filter((name) -> this.beanFactory.getBean(name) == customizer)
					.findFirst()
					.map((name) -> " '" + name + "'")
					.orElse(" " + customizer.getClass().getName());
	}

}
