package io.clientconn.autoconfigure;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

import io.clientconn.grpcjava.ClientConnChannelBuilder;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannelBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.grpc.client.ChannelBuilderOptions;
import org.springframework.grpc.client.ChannelCredentialsProvider;
import org.springframework.grpc.client.GrpcChannelBuilderCustomizer;

/**
 * What an application has to say of the channels of Spring gRPC: global interceptors,
 * customizers, and beans that have no say here. Stateless.
 */
final class SpringGrpcBeans {

	private static final String BOOTS = "org.springframework.boot.";

	private final ConfigurableListableBeanFactory beanFactory;

	private final GlobalInterceptors globalInterceptors;

	private final BeanQualifiers beans;

	SpringGrpcBeans(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.globalInterceptors = new GlobalInterceptors(beanFactory);
		this.beans = new BeanQualifiers(beanFactory);
	}

	/**
	 * The interceptors of a channel, the outermost one first. Those of the options come
	 * after the global ones, unless they are to be sorted together.
	 */
	List<ClientInterceptor> interceptors(ChannelBuilderOptions options) {
		if (options.mergeWithGlobalInterceptors()) {
			return this.globalInterceptors.find(options.interceptors());
		}
		List<ClientInterceptor> interceptors = this.globalInterceptors.find();
		interceptors.addAll(options.interceptors());
		return interceptors;
	}

	/**
	 * What changes the builder of a channel: the application's beans in their order, then
	 * the one of the options. Boot's own bean sets what its keys say, which are not read
	 * here.
	 */
	List<Named> customizers(ChannelBuilderOptions options) {
		IdentityHashMap<GrpcChannelBuilderCustomizer<?>, String> names = new IdentityHashMap<>();
		List<GrpcChannelBuilderCustomizer<?>> customizers = new ArrayList<>();
		for (String name : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory,
				GrpcChannelBuilderCustomizer.class)) {
			GrpcChannelBuilderCustomizer<?> customizer = this.beanFactory.getBean(name,
					GrpcChannelBuilderCustomizer.class);
			if (!isBoots(customizer.getClass())) {
				names.put(customizer, name);
				customizers.add(customizer);
			}
		}
		this.beans.sort(customizers, names);
		List<Named> named = new ArrayList<>();
		customizers.forEach((customizer) -> named.add(new Named(names.get(customizer), customizer)));
		GrpcChannelBuilderCustomizer<?> own = options.<ClientConnChannelBuilder>customizer();
		if (own != null && own != ChannelBuilderOptions.defaults().<ClientConnChannelBuilder>customizer()) {
			named.add(new Named(null, own));
		}
		return named;
	}

	/**
	 * Lets a customizer have its say.
	 * @throws FailureAnalyzedException if it cannot, with the bean named
	 */
	@SuppressWarnings("unchecked") // one for another kind of builder fails, as told below
	void apply(Named named, String target, ClientConnChannelBuilder builder) {
		try {
			((GrpcChannelBuilderCustomizer<ClientConnChannelBuilder>) named.customizer()).customize(target, builder);
		}
		catch (ClassCastException ex) {
			throw new FailureAnalyzedException(
					"The channel '" + target + "' of Spring gRPC cannot be made: " + named.describe()
							+ " is written for another kind of builder: " + ex.getMessage() + ".",
					"Write it for " + ManagedChannelBuilder.class.getName() + " or "
							+ ClientConnChannelBuilder.class.getName()
							+ ", or set the option below 'grpc.client.channel' instead.",
					ex);
		}
		catch (RuntimeException ex) {
			throw new FailureAnalyzedException("The channel '" + target + "' of Spring gRPC cannot be made: "
					+ named.describe() + " failed with " + ex.getClass().getName() + ": " + ex.getMessage() + ".",
					"Correct the customizer.", ex);
		}
	}

	/**
	 * Whether a bean does what keys of Boot's client say.
	 */
	private static boolean isBoots(Class<?> type) {
		return type.getName().startsWith(BOOTS);
	}

	/**
	 * Refuses what would be left out in silence.
	 */
	void refuseCredentials() {
		for (String name : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory,
				ChannelCredentialsProvider.class, true, false)) {
			Class<?> type = this.beanFactory.getType(name, false);
			if (type == null || !isBoots(type)) {
				throw new FailureAnalyzedException(
						"The bean '" + name + "' is a " + ChannelCredentialsProvider.class.getName()
								+ ", and channels of Spring gRPC that run on ClientConn do not ask it.",
						"Secure each channel with '" + ChannelCatalog.CHANNELS + "<name>.ssl.bundle' and remove the "
								+ "bean, or keep Boot's own channels: exclude "
								+ GrpcChannelFactoryAutoConfiguration.class.getName() + ".");
			}
		}
	}

	/**
	 * A customizer and where it comes from.
	 *
	 * @param bean the name of the bean, or null if it is the one of the options
	 * @param customizer the customizer
	 */
	record Named(@Nullable String bean, GrpcChannelBuilderCustomizer<?> customizer) {

		String describe() {
			return (this.bean != null) ? "the GrpcChannelBuilderCustomizer '" + this.bean + "'"
					: "the GrpcChannelBuilderCustomizer of its ChannelBuilderOptions";
		}

	}

}
