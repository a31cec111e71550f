package io.clientconn.autoconfigure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import io.clientconn.ClientConnBuilder;
import io.clientconn.balancer.BalancerProvider;
import io.clientconn.config.BackoffPolicy;
import io.clientconn.resolver.ResolverProvider;
import io.clientconn.rpc.Compressor;
import io.clientconn.rpc.Decompressor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The beans of the application that every channel knows. They are looked up when they are
 * asked for, so that a resolver may itself use a channel. Stateless.
 */
final class ChannelBeans {

	private final ConfigurableListableBeanFactory beanFactory;

	private final UserBeans userBeans;

	private final Customizers customizers;

	/**
	 * Makes a finder.
	 * @param beanFactory where to look
	 * @param channels the canonical names of the configured channels
	 */
	ChannelBeans(ConfigurableListableBeanFactory beanFactory, Set<String> channels) {
		this.beanFactory = beanFactory;
		this.userBeans = new UserBeans(beanFactory, channels);
		this.customizers = new Customizers(beanFactory.getBeanProvider(ClientConnCustomizer.class), beanFactory);
	}

	/**
	 * How channels are secured, bundles and credentials included that are beans.
	 */
	ChannelSecurity security(PropertyFailures failures) {
		return new ChannelSecurity(failures, this.beanFactory, this.userBeans);
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
		BackoffPolicy backoff = this.userBeans.qualifiedOrFirst(BackoffPolicy.class, ChannelName.canonical(channel));
		if (backoff != null) {
			builder.backoff(backoff);
		}
		resolvers().forEach(builder::resolver);
		balancers().forEach(builder::balancer);
		compressors().forEach(builder::compressor);
		decompressors().forEach(builder::decompressor);
		this.customizers.apply(channel, builder);
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
