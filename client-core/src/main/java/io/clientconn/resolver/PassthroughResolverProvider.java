package io.clientconn.resolver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/**
 * {@code passthrough:///host:port}: one backend with the address as it is written. A name
 * stays unresolved; the transport looks it up each time it connects. Stateless; never
 * does a look-up itself.
 */
final class PassthroughResolverProvider implements ResolverProvider {

	static final String SCHEME = "passthrough";

	private static final String SHAPE = "write passthrough:///host:port, for example passthrough:///localhost:50051";

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
		return new StaticResolver(List.of(Endpoint.of(Address.of(address(hostPort(target))))), host);
	}

	private static SocketAddress address(HostPort hostPort) {
		InetAddress literal = hostPort.literal();
		return (literal != null) ? new InetSocketAddress(literal, hostPort.port())
				: InetSocketAddress.createUnresolved(hostPort.host(), hostPort.port());
	}

	private static HostPort hostPort(Target target) {
		TargetErrors.refuseAuthority(target, SHAPE);
		return TargetErrors.explain(target, SHAPE, () -> HostPort.parse(target.endpoint()));
	}

}
