package io.clientconn.contract;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.clientconn.test.FakeService;
import io.clientconn.test.RequestListener;
import io.clientconn.test.ServedCall;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;

/** Serves a fake service with text messages by grpc-java, on a free port of 127.0.0.1. */
final class GrpcJavaServer implements AutoCloseable {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final Server server;

	GrpcJavaServer(FakeService service) {
		NettyServerBuilder builder = NettyServerBuilder
			.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.executor(this.executor);
		Map<String, ServerServiceDefinition.Builder> definitions = new HashMap<>();
		for (io.clientconn.rpc.MethodDescriptor<?, ?> method : service.methods()) {
			add(definitions.computeIfAbsent(method.serviceName(), ServerServiceDefinition::builder), service, method);
		}
		definitions.values().forEach((definition) -> builder.addService(definition.build()));
		this.server = builder.build();
		try {
			this.server.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@SuppressWarnings("unchecked")
	private static void add(ServerServiceDefinition.Builder definition, FakeService service,
			io.clientconn.rpc.MethodDescriptor<?, ?> method) {
		io.clientconn.rpc.MethodDescriptor<String, String> text = (io.clientconn.rpc.MethodDescriptor<String, String>) method;
		MethodDescriptor<String, String> theirs = MethodDescriptor.<String, String>newBuilder()
			.setFullMethodName(method.fullName())
			.setType(MethodType.valueOf(method.kind().name()))
			.setRequestMarshaller(new Utf8())
			.setResponseMarshaller(new Utf8())
			.build();
		definition.addMethod(theirs,
				(call, headers) -> new Requests(call, service.serve(text, new Served(call, headers))));
	}

	String target() {
		return "static:///127.0.0.1:" + this.server.getPort();
	}

	@Override
	public void close() {
		this.server.shutdownNow();
		this.executor.shutdownNow();
	}

	private static io.clientconn.rpc.Metadata ours(Metadata theirs) {
		io.clientconn.rpc.Metadata.Builder ours = io.clientconn.rpc.Metadata.builder();
		for (String name : theirs.keys()) {
			if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
				theirs.getAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER))
					.forEach((value) -> ours.add(name, value));
			}
			else if (name.startsWith("x-")) {
				theirs.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER))
					.forEach((value) -> ours.add(name, value));
			}
		}
		return ours.build();
	}

	private static Metadata theirs(io.clientconn.rpc.Metadata ours) {
		Metadata theirs = new Metadata();
		for (int i = 0; i < ours.size(); i++) {
			if (ours.isBinary(i)) {
				theirs.put(Metadata.Key.of(ours.name(i), Metadata.BINARY_BYTE_MARSHALLER), ours.bytes(i));
			}
			else {
				theirs.put(Metadata.Key.of(ours.name(i), Metadata.ASCII_STRING_MARSHALLER), ours.value(i));
			}
		}
		return theirs;
	}

	/** The service's end of a call. */
	private static final class Served implements ServedCall<String> {

		private final ServerCall<String, String> call;

		private final io.clientconn.rpc.Metadata headers;

		private boolean headersSent;

		private volatile boolean closed;

		Served(ServerCall<String, String> call, Metadata headers) {
			this.call = call;
			this.headers = ours(headers);
		}

		private boolean isOver() {
			return this.closed || this.call.isCancelled();
		}

		@Override
		public io.clientconn.rpc.Metadata headers() {
			return this.headers;
		}

		@Override
		public void request(int count) {
			this.call.request(count);
		}

		@Override
		public void sendHeaders(io.clientconn.rpc.Metadata sent) {
			if (!this.headersSent && !isOver()) {
				this.headersSent = true;
				this.call.sendHeaders(theirs(sent));
			}
		}

		@Override
		public void send(String message) {
			sendHeaders(io.clientconn.rpc.Metadata.EMPTY);
			if (!isOver()) {
				this.call.sendMessage(message);
			}
		}

		@Override
		public boolean isReady() {
			return !isOver() && this.call.isReady();
		}

		@Override
		public void close(io.clientconn.rpc.Status status, io.clientconn.rpc.Metadata trailers) {
			if (!isOver()) {
				this.closed = true;
				this.call.close(Status.fromCodeValue(status.code().value()).withDescription(status.description()),
						theirs(trailers));
			}
		}

	}

	/** The events of a call. */
	private static final class Requests extends ServerCall.Listener<String> {

		private final ServerCall<String, String> call;

		private final RequestListener<String> listener;

		Requests(ServerCall<String, String> call, RequestListener<String> listener) {
			this.call = call;
			this.listener = listener;
		}

		@Override
		public void onMessage(String message) {
			this.listener.onMessage(message);
		}

		@Override
		public void onHalfClose() {
			this.listener.onHalfClose();
		}

		@Override
		public void onCancel() {
			this.listener.onCancel();
		}

		@Override
		public void onReady() {
			this.listener.onReady();
		}

		@Override
		public String toString() {
			return "Requests[" + this.call + "]";
		}

	}

	private static final class Utf8 implements MethodDescriptor.Marshaller<String> {

		@Override
		public InputStream stream(String value) {
			return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
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

}
