package io.clientconn.resolver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * {@code static:///h1:p1,h2:p2}, or {@code static://h1:p1,h2:p2} as Spring applications
 * write it: a fixed list of backends. IP addresses are taken as they are; if the list has
 * names, they are looked up like those of {@code dns}. Stateless.
 */
final class StaticResolverProvider implements ResolverProvider {

	static final String SCHEME = "static";

	private static final String SHAPE = "write static:///host:port,host:port, "
			+ "for example static:///10.0.0.7:9090,10.0.0.8:9090";

	private final HostLookup lookup;

	private final Predicate<InetSocketAddress> leftToOthers;

	/**
	 * A provider.
	 * @param lookup looks names up
	 * @param leftToOthers which names are not looked up here, but by who connects
	 */
	StaticResolverProvider(HostLookup lookup, Predicate<InetSocketAddress> leftToOthers) {
		this.lookup = lookup;
		this.leftToOthers = leftToOthers;
	}

	@Override
	public String scheme() {
		return SCHEME;
	}

	@Override
	public void validate(Target target) {
		hosts(target);
	}

	@Override
	public Resolver create(Target target, ResolverHost host) {
		List<HostPort> hosts = hosts(target);
		List<Endpoint> known = known(hosts, this.leftToOthers);
		return (known != null) ? new StaticResolver(known, host) : new DnsResolver(hosts, this.lookup, host);
	}

	/**
	 * The first of the list: an authority names one host.
	 */
	@Override
	public String authority(Target target) {
		return hosts(target).get(0).toString();
	}

	/**
	 * The backends, or null if one of them is a name that has to be looked up.
	 */
	static @Nullable List<Endpoint> known(List<HostPort> hosts, Predicate<InetSocketAddress> leftToOthers) {
		List<Endpoint> endpoints = new ArrayList<>();
		for (HostPort host : hosts) {
			InetAddress literal = host.literal();
			InetSocketAddress address = (literal != null) ? new InetSocketAddress(literal, host.port())
					: InetSocketAddress.createUnresolved(host.host(), host.port());
			if (literal == null && !leftToOthers.test(address)) {
				return null;
			}
			endpoints.add(Endpoint.of(Address.of(address)));
		}
		return endpoints;
	}

	private static List<HostPort> hosts(Target target) {
		boolean inAuthority = target.endpoint().isEmpty();
		if (!inAuthority) {
			TargetErrors.refuseAuthority(target, SHAPE);
		}
		String list = inAuthority ? target.authority() : target.endpoint();
		return TargetErrors.explain(target, SHAPE, () -> {
			List<HostPort> hosts = new ArrayList<>();
			for (String host : list.split(",", -1)) {
				hosts.add(HostPort.parse(host.strip()));
			}
			return hosts;
		});
	}

}
