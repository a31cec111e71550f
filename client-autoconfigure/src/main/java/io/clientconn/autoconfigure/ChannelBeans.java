package io.clientconn.autoconfigure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.clientconn.ClientConnBuilder;
import io.clientconn.balancer.BalancerProvider;
import io.clientconn.config.BackoffPolicy;
import io.clientconn.resolver.ResolverProvider;
import io.clientconn.rpc.Compressor;
import io.clientconn.rpc.Decompressor;
import org.springframework.beans.factory.BeanFactory;

/**
 * The beans of the application that every channel knows. They are looked up when they are
 * asked for, so that a resolver may itself use a channel. Stateless.
 */
final class ChannelBeans {

	private final BeanFactory beanFactory;

	private final UserBeans userBeans;

	ChannelBeans(BeanFactory beanFactory, UserBeans userBeans) {
		this.beanFactory = beanFactory;
		this.userBeans = userBeans;
	}

	List<ResolverProvider> resolvers() {
		return leastImportantFirst(ResolverProvider.class);
	}

	List<BalancerProvider> balancers() {
		return leastImportantFirst(BalancerProvider.class);
	}

	List<Compressor> compressors() {
		return leastImportantFirst(Compressor.class);
	}

	List<Decompressor> decompressors() {
		return leastImportantFirst(Decompressor.class);
	}

	/**
	 * Hands everything to the builder of a channel, customizers last.
	 */
	void applyTo(ClientConnBuilder builder, String channel) {
		BackoffPolicy backoff = this.userBeans.qualifiedOrFirst(BackoffPolicy.class, ChannelName.canonical(channel),
				this.beanFactory.getBeanProvider(BackoffPolicy.class));
		if (backoff != null) {
			builder.backoff(backoff);
		}
		resolvers().forEach(builder::resolver);
		balancers().forEach(builder::balancer);
		compressors().forEach(builder::compressor);
		decompressors().forEach(builder::decompressor);
		this.beanFactory.getBeanProvider(ClientConnCustomizer.class)
			.orderedStream()
			.forEach((customizer) -> customizer.customize(channel, builder));
	}

	/**
	 * The builder lets the last one of a name win, a context the first.
	 */
	private <T> List<T> leastImportantFirst(Class<T> type) {
		List<T> ordered = new ArrayList<>(this.beanFactory.getBeanProvider(type).orderedStream().toList());
		Collections.reverse(ordered);
		return ordered;
	}

}
