package io.clientconn.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.testing.integration.TestServiceImpl;

/**
 * grpc-java's server for the interoperability cases, on a free port. Of the features that
 * the cases ask of servers it lacks CompressedRequest and, for streams,
 * CompressedResponse; {@link CompressedRequests} and {@link CompressedResponses} add
 * them.
 */
final class InteropServer implements AutoCloseable {

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private final Server server;

	private InteropServer() throws IOException {
		CompressedRequests compressedRequests = new CompressedRequests();
		this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.addStreamTracerFactory(compressedRequests)
			.intercept(compressedRequests)
			.intercept(new CompressedResponses())
			.addService(ServerInterceptors.intercept(new TestServiceImpl(this.timer), TestServiceImpl.interceptors()))
			.build()
			.start();
	}

	static InteropServer start() throws IOException {
		return new InteropServer();
	}

	String address() {
		return "127.0.0.1:" + this.server.getPort();
	}

	@Override
	public void close() {
		this.server.shutdownNow();
		this.timer.shutdownNow();
	}

}
