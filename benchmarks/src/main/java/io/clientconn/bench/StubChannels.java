package io.clientconn.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

import io.clientconn.grpcjava.ClientConnChannelBuilder;
import io.grpc.EquivalentAddressGroup;
import io.grpc.ManagedChannel;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslProvider;
import org.jspecify.annotations.Nullable;

/**
 * Makes the channels under stubs of grpc-java: its own, and ours.
 */
final class StubChannels {

	private static final String LIST = "list";

	private StubChannels() {
	}

	/** Of grpc-java on Netty. TLS is the JDK's, as it is in our client. */
	static ManagedChannel peer(Reach reach, boolean direct, boolean noRetry) {
		NettyChannelBuilder builder;
		if (reach.endpoints() == 1) {
			builder = NettyChannelBuilder.forAddress("127.0.0.1", reach.port());
		}
		else {
			NameResolverRegistry.getDefaultRegistry().register(new ListProvider(reach));
			builder = NettyChannelBuilder.forTarget(LIST + ":///all").defaultLoadBalancingPolicy("round_robin");
		}
		if (reach.isTls()) {
			try {
				builder.sslContext(GrpcSslContexts.configure(GrpcSslContexts.forClient(), SslProvider.JDK)
					.trustManager(new File(reach.certificate()))
					.build());
			}
			catch (IOException ex) {
				throw new UncheckedIOException("the certificate cannot be read", ex);
			}
		}
		else {
			builder.usePlaintext();
		}
		if (direct) {
			builder.directExecutor();
		}
		if (noRetry) {
			builder.disableRetry();
		}
		return builder.build();
	}

	/** Of this project. */
	static ManagedChannel bridge(Reach reach, boolean direct) {
		ClientConnChannelBuilder builder;
		String target = OurSubject.target(reach);
		if (reach.isTls()) {
			try {
				builder = ClientConnChannelBuilder.forTarget(target,
						TlsChannelCredentials.newBuilder().trustManager(new File(reach.certificate())).build());
			}
			catch (IOException ex) {
				throw new UncheckedIOException("the certificate cannot be read", ex);
			}
		}
		else {
			builder = ClientConnChannelBuilder.forTarget(target).usePlaintext();
		}
		if (reach.endpoints() > 1) {
			builder.defaultLoadBalancingPolicy("round_robin");
		}
		if (direct) {
			builder.directExecutor();
		}
		return builder.build();
	}

	/**
	 * Knows one list of addresses.
	 */
	private static final class ListProvider extends NameResolverProvider {

		private final List<EquivalentAddressGroup> endpoints;

		ListProvider(Reach reach) {
			this.endpoints = reach.hosts()
				.stream()
				.map((host) -> new EquivalentAddressGroup(new InetSocketAddress(host, reach.port())))
				.toList();
		}

		@Override
		protected boolean isAvailable() {
			return true;
		}

		@Override
		protected int priority() {
			return 5;
		}

		@Override
		public String getDefaultScheme() {
			return LIST;
		}

		@Override
		public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
			if (!LIST.equals(target.getScheme())) {
				return null;
			}
			return new NameResolver() {

				@Override
				public String getServiceAuthority() {
					return "localhost";
				}

				@Override
				public void start(Listener2 listener) {
					listener.onResult(ResolutionResult.newBuilder()
						.setAddressesOrError(StatusOr.fromValue(ListProvider.this.endpoints))
						.build());
				}

				@Override
				public void shutdown() {
					// Nothing runs.
				}

			};
		}

	}

}
