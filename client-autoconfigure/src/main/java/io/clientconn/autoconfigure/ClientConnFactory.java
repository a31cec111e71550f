package io.clientconn.autoconfigure;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.clientconn.ClientConn;
import io.clientconn.ClientConnBuilder;
import io.clientconn.balancer.BalancerProvider;
import io.clientconn.balancer.BalancerRegistry;
import io.clientconn.resolver.ResolverProvider;
import io.clientconn.resolver.ResolverRegistry;
import io.clientconn.rpc.Compressor;
import io.clientconn.rpc.Decompressor;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Makes connections from settings and the application's beans. Stateless.
 */
final class ClientConnFactory {

	private final PropertyFailures failures;

	private final ChannelBeans beans;

	private final ChannelSecurity security;

	ClientConnFactory(PropertyFailures failures, ChannelBeans beans) {
		this.failures = failures;
		this.beans = beans;
		this.security = beans.security(failures);
	}

	/**
	 * Checks what depends on beans: the scheme of the target, the policy and the
	 * encodings of messages.
	 */
	void validate(ChannelSettings settings) {
		checkScheme(settings);
		checkPolicy(settings);
		checkEncodings(settings);
	}

	private void checkScheme(ChannelSettings settings) {
		ResolverRegistry registry = ResolverRegistry.withBuiltIns(this.beans.resolvers());
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
		Set<String> known = BalancerRegistry.withBuiltIns(this.beans.balancers()).policyNames();
		if (!known.contains(settings.policy())) {
			throw this.failures.refuse(ChannelCatalog.CHANNELS + settings.name() + ".default.load-balancing-policy",
					settings.policy(), "there is no such policy." + Suggestion.question(settings.policy(), known),
					"Use one of: " + String.join(", ", known) + ". Another policy needs a bean of type "
							+ BalancerProvider.class.getName() + ".");
		}
	}

	private void checkEncodings(ChannelSettings settings) {
		Set<String> known = builtInAnd(this.beans.compressors().stream().map(Compressor::encoding));
		checkEncoding(settings, "request", settings.compression().request(), known, Compressor.class);
		Set<String> readable = builtInAnd(this.beans.decompressors().stream().map(Decompressor::encoding));
		settings.compression()
			.accept()
			.forEach((encoding) -> checkEncoding(settings, "accept", encoding, readable, Decompressor.class));
	}

	private void checkEncoding(ChannelSettings settings, String key, String encoding, Set<String> known,
			Class<?> bean) {
		if (!known.contains(encoding)) {
			throw this.failures.refuse(ChannelCatalog.CHANNELS + settings.name() + ".compression." + key, encoding,
					"there is no encoding of this name." + Suggestion.question(encoding, known),
					"Use one of: " + String.join(", ", known) + ". Another encoding needs a bean of type "
							+ bean.getName() + ".");
		}
	}

	private static Set<String> builtInAnd(Stream<String> ofBeans) {
		return Stream.concat(Stream.of("gzip", ChannelSettings.IDENTITY), ofBeans)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Makes the connection of a channel. No I/O.
	 */
	ClientConn create(ChannelSettings settings) {
		return build(describe(settings), settings);
	}

	/**
	 * Describes the connection of a channel, customizers included.
	 */
	Description describe(ChannelSettings settings) {
		validate(settings);
		ClientConnBuilder builder = ClientConn.builder(settings.target());
		settings.applyTo(builder);
		ChannelSecurity.Applied security = this.security.applyTo(builder, settings);
		this.beans.applyTo(builder, settings.name());
		this.security.complete(builder, settings, security);
		return new Description(builder, security);
	}

	/**
	 * Makes a connection as described.
	 */
	ClientConn build(Description description, ChannelSettings settings) {
		try {
			ClientConn conn = description.builder().build();
			this.security.follow(conn, settings, description.security());
			conn.watch(new ChannelStateLog(settings.name(), settings.target()));
			return conn;
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
	 * What a connection will be.
	 *
	 * @param builder makes it
	 * @param security what it is secured with
	 */
	record Description(ClientConnBuilder builder, ChannelSecurity.Applied security) {

		Description with(ClientConnBuilder changed) {
			return new Description(changed, this.security);
		}

	}

}
