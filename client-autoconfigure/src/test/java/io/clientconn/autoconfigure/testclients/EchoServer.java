package io.clientconn.autoconfigure.testclients;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.grpc.Attributes;
import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;

/**
 * A real grpc-java server for {@link EchoClient}: it answers its name and the request;
 * {@code hang} is never answered, {@code hold} when the test says so, and {@code gzip} in
 * a compressed message.
 */
public final class EchoServer {

	private final Set<Object> connections = ConcurrentHashMap.newKeySet();

	private final CopyOnWriteArrayList<Metadata> headers = new CopyOnWriteArrayList<>();

	private final BlockingQueue<Object> closed = new LinkedBlockingQueue<>();

	private final BlockingQueue<StreamObserver<String>> held = new LinkedBlockingQueue<>();

	private final String name;

	private final Server server;

	private EchoServer(String name, ServerCredentials credentials, BindableService... more) throws IOException {
		this.name = name;
		NettyServerBuilder builder = NettyServerBuilder
			.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credentials)
			.intercept(new Headers())
			.addTransportFilter(new Connections())
			.addService(ServerServiceDefinition.builder("test.Echo")
				.addMethod(EchoGrpc.SAY, ServerCalls.asyncUnaryCall(this::say))
				.build());
		for (BindableService service : more) {
			builder.addService(service);
		}
		this.server = builder.build().start();
	}

	/**
	 * A server that offers other services too.
	 */
	public static EchoServer start(String name, BindableService... more) throws IOException {
		return new EchoServer(name, InsecureServerCredentials.create(), more);
	}

	public static EchoServer start(String name, ServerCredentials credentials) throws IOException {
		return new EchoServer(name, credentials);
	}

	public String address() {
		return "127.0.0.1:" + this.server.getPort();
	}

	/**
	 * Connections that are open.
	 */
	public Set<Object> connections() {
		return this.connections;
	}

	/**
	 * Waits until the last connection is closed.
	 */
	public void awaitNoConnections() throws InterruptedException {
		while (!this.connections.isEmpty()) {
			if (this.closed.poll(10, TimeUnit.SECONDS) == null) {
				throw new AssertionError("nothing closed " + this.connections);
			}
		}
	}

	/**
	 * The value of a header of the latest call.
	 */
	public String header(String header) {
		return this.headers.get(this.headers.size() - 1).get(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER));
	}

	/**
	 * The next call that is held.
	 */
	public StreamObserver<String> held() throws InterruptedException {
		StreamObserver<String> call = this.held.poll(10, TimeUnit.SECONDS);
		if (call == null) {
			throw new AssertionError("no call is held");
		}
		return call;
	}

	public void stop() {
		this.server.shutdownNow();
		try {
			this.server.awaitTermination(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void say(String request, StreamObserver<String> response) {
		if (request.startsWith("gzip")) {
			((ServerCallStreamObserver<String>) response).setCompression("gzip");
		}
		if (request.equals("hold")) {
			this.held.add(response);
		}
		else if (!request.equals("hang")) {
			response.onNext(this.name + ": " + request);
			response.onCompleted();
		}
	}

	private final class Connections extends ServerTransportFilter {

		@Override
		public Attributes transportReady(Attributes attributes) {
			EchoServer.this.connections.add(attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
			return attributes;
		}

		@Override
		public void transportTerminated(Attributes attributes) {
			// Null for a connection that ended before it was ready.
			if (attributes != null) {
				Object peer = attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
				EchoServer.this.connections.remove(peer);
				EchoServer.this.closed.add(peer);
			}
		}

	}

	private final class Headers implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata received,
				ServerCallHandler<Q, R> next) {
			received.put(Metadata.Key.of("seen-authority", Metadata.ASCII_STRING_MARSHALLER),
					String.valueOf(call.getAuthority()));
			EchoServer.this.headers.add(received);
			return next.startCall(call, received);
		}

	}

}
