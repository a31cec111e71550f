package io.clientconn.grpcjava;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.grpc.HandlerRegistry;
import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;

/**
 * A server of grpc-java with one method of each kind, which does what the test says.
 * Methods without a handler answer each message with itself and end with the client.
 */
final class TextServer extends HandlerRegistry implements AutoCloseable {

	private final Map<String, ServerCallHandler<String, String>> handlers = new ConcurrentHashMap<>();

	/** The headers of every call, in order of arrival. */
	final CopyOnWriteArrayList<Metadata> headers = new CopyOnWriteArrayList<>();

	/** What the client reset. */
	final CopyOnWriteArrayList<String> cancelled = new CopyOnWriteArrayList<>();

	private final Server server;

	/** Takes 64 KiB of what nobody asked for, and no more whatever is measured. */
	TextServer() throws IOException {
		this((builder) -> builder.flowControlWindow(64 * 1024));
	}

	TextServer(java.util.function.Consumer<NettyServerBuilder> options) throws IOException {
		NettyServerBuilder builder = NettyServerBuilder
			.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.fallbackHandlerRegistry(this);
		options.accept(builder);
		this.server = builder.build().start();
	}

	static MethodDescriptor<String, String> method(MethodType type) {
		return MethodDescriptor.newBuilder(new Text(), new Text())
			.setType(type)
			.setFullMethodName("text.Text/" + type)
			.build();
	}

	int port() {
		return this.server.getPort();
	}

	void on(MethodType type, ServerCallHandler<String, String> handler) {
		this.handlers.put("text.Text/" + type, handler);
	}

	@Override
	public ServerMethodDefinition<?, ?> lookupMethod(String name, String authority) {
		if (!name.startsWith("text.Text/")) {
			return null;
		}
		MethodType type = MethodType.valueOf(name.substring("text.Text/".length()));
		return ServerMethodDefinition.create(method(type), (call, received) -> {
			this.headers.add(received);
			return this.handlers.getOrDefault(name, (each, ignored) -> new Echo(each, this)).startCall(call, received);
		});
	}

	@Override
	public void close() {
		this.server.shutdownNow();
		try {
			this.server.awaitTermination(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Answers each message with itself.
	 */
	static final class Echo extends ServerCall.Listener<String> {

		private final ServerCall<String, String> call;

		private final TextServer server;

		private boolean answered;

		Echo(ServerCall<String, String> call, TextServer server) {
			this.call = call;
			this.server = server;
			call.request(1000);
		}

		@Override
		public void onMessage(String message) {
			if (!this.answered) {
				this.answered = true;
				this.call.sendHeaders(new Metadata());
			}
			this.call.sendMessage(message);
		}

		@Override
		public void onHalfClose() {
			this.call.close(Status.OK, new Metadata());
		}

		@Override
		public void onCancel() {
			this.server.cancelled.add(this.call.getMethodDescriptor().getFullMethodName());
		}

	}

	/**
	 * Strings in UTF-8 with a known length.
	 */
	private static final class Text implements MethodDescriptor.Marshaller<String> {

		@Override
		public InputStream stream(String value) {
			return new Known(value.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public String parse(InputStream stream) {
			try {
				return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	private static final class Known extends ByteArrayInputStream implements KnownLength {

		Known(byte[] bytes) {
			super(bytes);
		}

	}

}
