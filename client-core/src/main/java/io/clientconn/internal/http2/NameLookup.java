package io.clientconn.internal.http2;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
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

	/**
	 * Made anew: it holds nothing, and is not worth a place for each event loop.
	 */
	@Override
	public AddressResolver<InetSocketAddress> getResolver(EventExecutor loop) {
		return newResolver(loop);
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
			keep(promise, () -> InetAddress.getAllByName(host)[0]);
		}

		@Override
		protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
			keep(promise, () -> List.of(InetAddress.getAllByName(host)));
		}

		/**
		 * Whatever is thrown answers the promise, a thread that cannot be started
		 * included.
		 */
		private <T> void keep(Promise<T> promise, Callable<T> lookUp) {
			try {
				this.offload.execute(() -> {
					try {
						promise.trySuccess(lookUp.call());
					}
					catch (Throwable ex) {
						promise.tryFailure(ex);
					}
				});
			}
			catch (Throwable ex) {
				promise.tryFailure(ex);
			}
		}

	}

}
