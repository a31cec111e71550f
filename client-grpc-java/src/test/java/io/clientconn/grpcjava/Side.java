package io.clientconn.grpcjava;

import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.netty.NettyChannelBuilder;

/**
 * What a test runs on. A rule of grpc-java holds on both.
 */
enum Side {

	/** The original. */
	GRPC_JAVA {

		@Override
		ManagedChannelBuilder<?> channel(int port) {
			return NettyChannelBuilder.forAddress("127.0.0.1", port, InsecureChannelCredentials.create());
		}

	},
	/** Ours. */
	CLIENT_CONN {

		@Override
		ManagedChannelBuilder<?> channel(int port) {
			return ClientConnChannelBuilder.forAddress("127.0.0.1", port, InsecureChannelCredentials.create());
		}

	};

	abstract ManagedChannelBuilder<?> channel(int port);

}
