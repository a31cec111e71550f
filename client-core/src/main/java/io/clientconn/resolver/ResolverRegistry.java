package io.clientconn.resolver;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The schemes that one channel knows: the built-in ones and the user's. Immutable, and
 * never shared behind the user's back: there is no global registry.
 *
 * @since 0.1.0
 */
public final class ResolverRegistry {

	/** The scheme of targets that name none. */
	public static final String DEFAULT_SCHEME = DnsResolverProvider.SCHEME;

	private final Map<String, ResolverProvider> providers;

	private ResolverRegistry(Map<String, ResolverProvider> providers) {
		this.providers = providers;
	}

	/**
	 * The built-in schemes and more.
	 * @param providers providers of the user's; one of a built-in scheme, or of one that
	 * stands earlier in this list, replaces it
	 * @return the registry
	 */
	public static ResolverRegistry withBuiltIns(Collection<? extends ResolverProvider> providers) {
		return withBuiltIns(providers, (name) -> false);
	}

	/**
	 * The built-in schemes and more, where not every name is looked up on this machine.
	 * @param providers as above
	 * @param leftToOthers tells of host and port whether {@code dns} and {@code static}
	 * leave a name as it is, because a proxy looks it up
	 * @return the registry
	 */
	public static ResolverRegistry withBuiltIns(Collection<? extends ResolverProvider> providers,
			Predicate<InetSocketAddress> leftToOthers) {
		Map<String, ResolverProvider> all = new TreeMap<>();
		List<ResolverProvider> builtIns = List.of(new DnsResolverProvider(HostLookup.JDK, leftToOthers),
				new StaticResolverProvider(HostLookup.JDK, leftToOthers), new PassthroughResolverProvider(),
				UnixResolverProvider.ofPaths(), UnixResolverProvider.ofNames());
		for (ResolverProvider provider : builtIns) {
			all.put(provider.scheme(), provider);
		}
		for (ResolverProvider provider : providers) {
			all.put(provider.scheme().toLowerCase(Locale.ROOT), provider);
		}
		return new ResolverRegistry(all);
	}

	/**
	 * The provider of a scheme.
	 * @param scheme the scheme, in any case
	 * @return the provider, or null if the scheme is unknown
	 */
	public @Nullable ResolverProvider find(String scheme) {
		return this.providers.get(scheme.toLowerCase(Locale.ROOT));
	}

	/**
	 * The known schemes.
	 * @return lower-case names in alphabetical order
	 */
	public Set<String> schemes() {
		return Collections.unmodifiableSet(this.providers.keySet());
	}

	/**
	 * Takes a target apart and checks it.
	 * @param text the target as the user wrote it
	 * @param defaultScheme the scheme of a target that names none
	 * @return a target whose scheme is known and whose provider can serve it
	 * @throws IllegalArgumentException if the target is of no use, with a text that says
	 * what a right one looks like
	 */
	public Target target(String text, String defaultScheme) {
		Target target = Target.parse(text, schemes(), defaultScheme);
		ResolverProvider provider = find(target.scheme());
		if (provider == null) {
			throw new IllegalArgumentException(
					"the default scheme '" + defaultScheme + "' is not known; known are " + schemes());
		}
		provider.validate(target);
		return target;
	}

	@Override
	public String toString() {
		return "resolvers of " + this.providers.keySet();
	}

}
