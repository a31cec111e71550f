package io.clientconn.resolver;

import java.util.List;

import io.clientconn.concurrent.OnSerializer;

/**
 * Answers once, with backends that were known beforehand. Owned by the channel's
 * serializer. Never looks anything up and never answers again: what the channel rejects
 * it would reject the next time too.
 */
@OnSerializer
final class StaticResolver implements Resolver {

	private final List<Endpoint> endpoints;

	private final ResolverHost host;

	StaticResolver(List<Endpoint> endpoints, ResolverHost host) {
		this.endpoints = List.copyOf(endpoints);
		this.host = host;
	}

	@Override
	public void start() {
		this.host.update(ResolutionResult.of(this.endpoints), (rejection) -> {
		});
	}

	@Override
	public void resolveNow() {
	}

	@Override
	public void close() {
	}

	@Override
	public String toString() {
		return "static resolver of " + this.endpoints;
	}

}
