package io.clientconn.internal.http2;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executor;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;

/**
 * Looks up the names of addresses that no resolver looked up, as those of
 * {@code passthrough} targets: with the JDK, each time a connection is made.
 * <p>
 * The look-up blocks a thread of the given executor, never an event loop.
 */
final class NameLookup extends AddressResolverGroup<InetSocketAddress> {

	private final Executor offload;

	NameLookup(Executor offload) {
		this.offload = offload;
	}

	@Override
	protected AddressResolver<InetSocketAddress> newResolver(EventExecutor loop) {
		return new OffLoop(loop, this.offload).asAddressResolver();
	}

	private static final class OffLoop extends InetNameResolver {

		private final Executor offload;

		OffLoop(EventExecutor loop, Executor offload) {
			super(loop);
			this.offload = offload;
		}

		@Override
		protected void doResolve(String host, Promise<InetAddress> promise) {
			this.offload.execute(() -> {
				try {
					promise.trySuccess(InetAddress.getAllByName(host)[0]);
				}
				catch (UnknownHostException | RuntimeException ex) {
					promise.tryFailure(ex);
				}
			});
		}

		@Override
		protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
			this.offload.execute(() -> {
				try {
					promise.trySuccess(List.of(InetAddress.getAllByName(host)));
				}
				catch (UnknownHostException | RuntimeException ex) {
					promise.tryFailure(ex);
				}
			});
		}

	}

}
