package io.clientconn.internal.http2;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.UnaryOperator;

import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;

/**
 * A grpc-java server with methods of plain bytes.
 */
final class GrpcJavaServer implements AutoCloseable {

	private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
		@Override
		public InputStream stream(byte[] value) {
			return new ByteArrayInputStream(value);
		}

		@Override
		public byte[] parse(InputStream stream) {
			try {
				return stream.readAllBytes();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	};

	private final Server server;

	GrpcJavaServer(ServerServiceDefinition.Builder service, UnaryOperator<NettyServerBuilder> customize)
			throws IOException {
		NettyServerBuilder builder = NettyServerBuilder
			.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.maxInboundMessageSize(128 * 1024 * 1024)
			.directExecutor()
			.addService(service.build());
		this.server = customize.apply(builder).build().start();
	}

	static ServerServiceDefinition.Builder service() {
		return ServerServiceDefinition.builder("test");
	}

	static ServerMethodDefinition<byte[], byte[]> unary(String name, ServerCalls.UnaryMethod<byte[], byte[]> method) {
		return method(name, MethodDescriptor.MethodType.UNARY, ServerCalls.asyncUnaryCall(method));
	}

	static ServerMethodDefinition<byte[], byte[]> bidi(String name,
			ServerCalls.BidiStreamingMethod<byte[], byte[]> method) {
		return method(name, MethodDescriptor.MethodType.BIDI_STREAMING, ServerCalls.asyncBidiStreamingCall(method));
	}

	private static ServerMethodDefinition<byte[], byte[]> method(String name, MethodDescriptor.MethodType type,
			ServerCallHandler<byte[], byte[]> handler) {
		MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.newBuilder(BYTES, BYTES)
			.setType(type)
			.setFullMethodName("test/" + name)
			.build();
		return ServerMethodDefinition.create(descriptor, handler);
	}

	InetSocketAddress address() {
		return (InetSocketAddress) this.server.getListenSockets().get(0);
	}

	void shutdownGracefully() {
		this.server.shutdown();
	}

	void kill() {
		this.server.shutdownNow();
	}

	@Override
	public void close() {
		this.server.shutdownNow();
	}

}
