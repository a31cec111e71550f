package io.clientconn.autoconfigure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import io.clientconn.ClientConn;
import io.clientconn.ClientConnBuilder;
import io.clientconn.balancer.BalancerProvider;
import io.clientconn.balancer.BalancerRegistry;
import io.clientconn.resolver.ResolverProvider;
import io.clientconn.resolver.ResolverRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Makes connections from settings and the application's beans. Beans are looked up when
 * they are needed, so that a resolver may itself use a channel. Stateless.
 */
final class ClientConnFactory {

	private final PropertyFailures failures;

	private final ObjectProvider<ResolverProvider> resolvers;

	private final ObjectProvider<BalancerProvider> balancers;

	private final Customizers customizers;

	ClientConnFactory(PropertyFailures failures, ObjectProvider<ResolverProvider> resolvers,
			ObjectProvider<BalancerProvider> balancers, Customizers customizers) {
		this.failures = failures;
		this.resolvers = resolvers;
		this.balancers = balancers;
		this.customizers = customizers;
	}

	/**
	 * Checks what depends on beans: the scheme of the target and the policy.
	 */
	void validate(ChannelSettings settings) {
		checkScheme(settings);
		checkPolicy(settings);
	}

	private void checkScheme(ChannelSettings settings) {
		ResolverRegistry registry = ResolverRegistry.withBuiltIns(leastImportantFirst(this.resolvers));
		if (registry.find(settings.defaultScheme()) == null) {
			throw this.failures.refuse(GrpcClientProperties.PREFIX + ".default-scheme", settings.defaultScheme(),
					"there is no resolver for this scheme", "Use one of: " + String.join(", ", registry.schemes())
							+ ". Another scheme needs a bean of type " + ResolverProvider.class.getName() + ".");
		}
		try {
			registry.target(settings.target(), settings.defaultScheme());
		}
		catch (IllegalArgumentException ex) {
			throw this.failures.refuse(ChannelCatalog.CHANNELS + settings.name() + ".target", settings.target(),
					String.valueOf(ex.getMessage()), "Known schemes are: " + String.join(", ", registry.schemes())
							+ ". Another scheme needs a bean of type " + ResolverProvider.class.getName() + ".");
		}
	}

	private void checkPolicy(ChannelSettings settings) {
		Set<String> known = BalancerRegistry.withBuiltIns(leastImportantFirst(this.balancers)).policyNames();
		if (!known.contains(settings.policy())) {
			throw this.failures.refuse(ChannelCatalog.CHANNELS + settings.name() + ".default.load-balancing-policy",
					settings.policy(), "there is no such policy." + Suggestion.question(settings.policy(), known),
					"Use one of: " + String.join(", ", known) + ". Another policy needs a bean of type "
							+ BalancerProvider.class.getName() + ".");
		}
	}

	/**
	 * Makes the connection of a channel. No I/O.
	 */
	ClientConn create(ChannelSettings settings) {
		validate(settings);
		ClientConnBuilder builder = ClientConn.builder(settings.target()).plaintext();
		settings.applyTo(builder);
		leastImportantFirst(this.resolvers).forEach(builder::resolver);
		leastImportantFirst(this.balancers).forEach(builder::balancer);
		this.customizers.apply(settings.name(), builder);
		try {
			return builder.build();
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			throw new FailureAnalyzedException(
					"The gRPC channel '" + settings.name() + "' cannot be made: " + ex.getMessage() + ".",
					"Correct the properties that begin with '" + ChannelCatalog.CHANNELS + settings.name()
							+ ".', or the customizer that set it.",
					ex);
		}
	}

	/**
	 * The builder lets the last one of a name win, a context the first.
	 */
	private static <T> List<T> leastImportantFirst(ObjectProvider<T> beans) {
		List<T> ordered = new ArrayList<>(beans.orderedStream().toList());
		Collections.reverse(ordered);
		return ordered;
	}

}
