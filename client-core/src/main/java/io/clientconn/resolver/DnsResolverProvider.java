package io.clientconn.resolver;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;

/**
 * {@code dns:///host:port}: every IP address of a name is one backend. The port is 443
 * unless the target names one. Stateless.
 * <p>
 * Names are looked up through the JDK, which knows no way to ask a certain DNS server: a
 * target that names one is refused when the channel is built.
 */
final class DnsResolverProvider implements ResolverProvider {

	static final String SCHEME = "dns";

	private static final String SHAPE = "write dns:///host:port, for example dns:///orders:9090";

	private final HostLookup lookup;

	private final Predicate<InetSocketAddress> leftToOthers;

	/**
	 * A provider.
	 * @param lookup looks names up
	 * @param leftToOthers which names are not looked up here, but by who connects
	 */
	DnsResolverProvider(HostLookup lookup, Predicate<InetSocketAddress> leftToOthers) {
		this.lookup = lookup;
		this.leftToOthers = leftToOthers;
	}

	@Override
	public String scheme() {
		return SCHEME;
	}

	@Override
	public void validate(Target target) {
		hostPort(target);
	}

	@Override
	public Resolver create(Target target, ResolverHost host) {
		List<HostPort> hosts = List.of(hostPort(target));
		List<Endpoint> known = StaticResolverProvider.known(hosts, this.leftToOthers);
		return (known != null) ? new StaticResolver(known, host) : new DnsResolver(hosts, this.lookup, host);
	}

	@Override
	public String authority(Target target) {
		String endpoint = target.endpoint();
		return endpoint.startsWith(":") && endpoint.indexOf(':', 1) < 0 ? "localhost" + endpoint : endpoint;
	}

	private static HostPort hostPort(Target target) {
		if (!target.authority().isEmpty() && target.endpoint().isEmpty()) {
			throw TargetErrors.refuse(target, "'" + target.authority() + "' stands where a DNS server belongs",
					"write dns:///" + target.authority());
		}
		if (!target.authority().isEmpty()) {
			throw TargetErrors.refuse(target,
					"asking a certain DNS server ('" + target.authority() + "') is not supported yet",
					"write dns:///" + target.endpoint() + " to use the DNS of this machine");
		}
		return TargetErrors.explain(target, SHAPE, () -> HostPort.parse(target.endpoint()));
	}

}
