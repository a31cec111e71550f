package io.clientconn.autoconfigure;

import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.clientconn.ClientConn;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Adds what has to be there before any bean is made: a definition for the connection of
 * each configured channel, and the resolver that serves {@link GrpcClient}. Stateless.
 */
final class ClientConnBeans implements BeanDefinitionRegistryPostProcessor {

	private static final String BEAN_NAME_PREFIX = "grpcClientConn.";

	private final Environment environment;

	ClientConnBeans(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		if (!(registry instanceof ConfigurableListableBeanFactory beanFactory)) {
			LeftoverKeys.of(getClass().getClassLoader()).check(this.environment);
			return;
		}
		LeftoverKeys.of(beanFactory.getBeanClassLoader()).check(this.environment);
		Set<String> channels = channelNames();
		UserBeans userBeans = new UserBeans(beanFactory, canonical(channels));
		for (String name : channels) {
			String canonical = ChannelName.canonical(name);
			String beanName = BEAN_NAME_PREFIX + canonical;
			if (!registry.containsBeanDefinition(beanName)
					&& userBeans.qualified(ClientConn.class, canonical) == null) {
				registry.registerBeanDefinition(beanName,
						definition(canonical, () -> beanFactory.getBean(ClientConns.class).get(name)));
			}
		}
	}

	private Set<String> channelNames() {
		GrpcClientProperties properties = Binder.get(this.environment)
			.bindOrCreate(GrpcClientProperties.PREFIX, GrpcClientProperties.class);
		return new ChannelCatalog(properties).names();
	}

	private static Set<String> canonical(Set<String> channels) {
		return channels.stream().map(ChannelName::canonical).collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * A bean that only hands on: the registry makes the connection and closes it. Without
	 * reflection, so that it needs nothing in a native image.
	 */
	private static RootBeanDefinition definition(String canonical, Supplier<ClientConn> conn) {
		RootBeanDefinition definition = new RootBeanDefinition(ClientConn.class, conn);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, canonical));
		definition.setAttribute(UserBeans.OURS, true);
		definition.setFallback(canonical.equals(ChannelName.TEMPLATE));
		definition.setLazyInit(true);
		definition.setDestroyMethodName("");
		return definition;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		if (beanFactory instanceof DefaultListableBeanFactory defaultFactory) {
			UserBeans userBeans = new UserBeans(beanFactory, canonical(channelNames()));
			defaultFactory.setAutowireCandidateResolver(
					new GrpcClientCandidateResolver(new ClientInjection(beanFactory, userBeans)));
		}
	}

}
