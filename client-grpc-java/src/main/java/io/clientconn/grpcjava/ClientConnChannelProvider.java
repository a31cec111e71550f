package io.clientconn.grpcjava;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.List;

import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ManagedChannelProvider;

/**
 * Puts ClientConn behind {@code ManagedChannelBuilder.forTarget} and {@code Grpc
 * .newChannelBuilder}, for all code in the JVM. It is not registered: whoever wants that
 * names it in {@code META-INF/services/io.grpc.ManagedChannelProvider}, or registers it
 * with {@code ManagedChannelRegistry}.
 *
 * @since 0.1.0
 */
public final class ClientConnChannelProvider extends ManagedChannelProvider {

	/** Above grpc-java's own transports, or registering it would mean nothing. */
	private static final int PRIORITY = 8;

	/**
	 * Creates a provider.
	 */
	public ClientConnChannelProvider() {
	}

	@Override
	protected boolean isAvailable() {
		return true;
	}

	@Override
	protected int priority() {
		return PRIORITY;
	}

	@Override
	protected ManagedChannelBuilder<?> builderForAddress(String name, int port) {
		return ClientConnChannelBuilder.forAddress(name, port);
	}

	@Override
	protected ManagedChannelBuilder<?> builderForTarget(String target) {
		return ClientConnChannelBuilder.forTarget(target);
	}

	@Override
	protected NewChannelBuilderResult newChannelBuilder(String target, ChannelCredentials credentials) {
		try {
			return NewChannelBuilderResult.channelBuilder(ClientConnChannelBuilder.forTarget(target, credentials));
		}
		catch (IllegalArgumentException ex) {
			return NewChannelBuilderResult.error(ex.getMessage());
		}
	}

	@Override
	protected Collection<Class<? extends SocketAddress>> getSupportedSocketAddressTypes() {
		return List.of(InetSocketAddress.class);
	}

}
