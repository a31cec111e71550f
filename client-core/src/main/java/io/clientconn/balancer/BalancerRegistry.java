package io.clientconn.balancer;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * The load balancing policies that one channel knows: the built-in ones and the user's.
 * Immutable, and never shared behind the user's back: there is no global registry.
 *
 * @since 0.1.0
 */
public final class BalancerRegistry {

	/** The policy of channels that choose none. */
	public static final String DEFAULT_POLICY = PickFirstProvider.NAME;

	private static final BalancerRegistry BUILT_INS = new BalancerRegistry(builtIns());

	private final Map<String, BalancerProvider> providers;

	private BalancerRegistry(Map<String, BalancerProvider> providers) {
		this.providers = providers;
	}

	/**
	 * The built-in policies and more.
	 * @param providers providers of the user's; one with the name of a built-in policy,
	 * or of one that stands earlier in this list, replaces it
	 * @return the registry
	 */
	public static BalancerRegistry withBuiltIns(Collection<? extends BalancerProvider> providers) {
		if (providers.isEmpty()) {
			return BUILT_INS;
		}
		Map<String, BalancerProvider> all = builtIns();
		for (BalancerProvider provider : providers) {
			all.put(provider.policyName(), provider);
		}
		return new BalancerRegistry(all);
	}

	private static Map<String, BalancerProvider> builtIns() {
		Map<String, BalancerProvider> all = new TreeMap<>();
		for (BalancerProvider builtIn : List.of(new PickFirstProvider(), new RoundRobinProvider())) {
			all.put(builtIn.policyName(), builtIn);
		}
		return all;
	}

	/**
	 * The provider of a policy.
	 * @param policyName the name; case matters
	 * @return the provider, or null if the policy is unknown
	 */
	public @Nullable BalancerProvider find(String policyName) {
		return this.providers.get(policyName);
	}

	/**
	 * The known policies.
	 * @return names in alphabetical order
	 */
	public Set<String> policyNames() {
		return Collections.unmodifiableSet(this.providers.keySet());
	}

	@Override
	public String toString() {
		return "policies " + this.providers.keySet();
	}

}
