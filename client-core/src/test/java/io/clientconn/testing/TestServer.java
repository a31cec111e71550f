package io.clientconn.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.RetryInfo;
import io.clientconn.rpc.MethodDescriptor.Kind;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;
import io.netty.handler.ssl.SslContext;

/**
 * A real grpc-java server on a free port of the loopback interface, with one service of
 * text messages:
 * <ul>
 * <li>{@code test.Text/Echo} (unary): the request; {@code fail:CODE:words} fails,
 * {@code hang} never answers, {@code size:N} answers N characters, {@code details:CODE}
 * fails with a RetryInfo of 7 seconds</li>
 * <li>{@code test.Text/Count} (server streaming): 1 to the number asked for</li>
 * <li>{@code test.Text/Join} (client streaming): all requests, joined by commas</li>
 * <li>{@code test.Text/Chat} (bidi): every request at once, back again</li>
 * </ul>
 * Every answer names the server in a {@code served-by} header.
 */
public final class TestServer implements AutoCloseable {

	private static final String SERVICE = "test.Text";

	private static final Metadata.Key<String> SERVED_BY = Metadata.Key.of("served-by",
			Metadata.ASCII_STRING_MARSHALLER);

	private final String name;

	private final Setup setup;

	private final int port;

	/** Empty when a server has taken the place of this one. */
	private final AtomicReference<@Nullable HeldPort> held;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final AtomicInteger calls = new AtomicInteger();

	private final CopyOnWriteArrayList<Metadata> headers = new CopyOnWriteArrayList<>();

	private final CopyOnWriteArrayList<String> authorities = new CopyOnWriteArrayList<>();

	private final Server server;

	private TestServer(String name, HeldPort port, Setup setup) {
		this.name = name;
		this.setup = setup;
		this.held = new AtomicReference<>(port);
		this.port = port.number();
		this.server = setup.customize()
			.apply(NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port)))
			.executor(this.executor)
			.maxInboundMessageSize(128 * 1024 * 1024)
			.maxConcurrentCallsPerConnection(setup.maxConcurrentCalls())
			.intercept(new Signature())
			.addService(service())
			.build();
		try {
			this.server.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts a server on a free port.
	 */
	public static TestServer start(String name) {
		return startWith(name, UnaryOperator.identity());
	}

	/**
	 * Starts a server that speaks TLS.
	 */
	public static TestServer startWithTls(String name, SslContext tls) {
		return startWith(name, (builder) -> builder.sslContext(tls));
	}

	/**
	 * Starts a server that admits so many calls at a time on each connection.
	 */
	public static TestServer startWithLimit(String name, int maxConcurrentCalls) {
		return new TestServer(name, new HeldPort(), new Setup(maxConcurrentCalls, null, UnaryOperator.identity()));
	}

	/**
	 * Starts a server that is built in a way of its own.
	 */
	public static TestServer startWith(String name, UnaryOperator<NettyServerBuilder> customize) {
		return new TestServer(name, new HeldPort(), new Setup(Integer.MAX_VALUE, null, customize));
	}

	/**
	 * Starts a server that keeps no headers but hands them to a ledger.
	 */
	public static TestServer startWithLedger(String name, Consumer<Metadata> ledger) {
		return new TestServer(name, new HeldPort(), new Setup(Integer.MAX_VALUE, ledger, UnaryOperator.identity()));
	}

	/**
	 * Starts a server like this one in its place, once. This one has to be stopped; since
	 * then its port was closed and nobody else could take it.
	 * @param another the name of the new server
	 */
	public TestServer startAgain(String another) {
		HeldPort free = this.held.getAndSet(null);
		if (free == null) {
			throw new IllegalStateException(this.name + " was replaced or closed already");
		}
		return new TestServer(another, free, this.setup);
	}

	/**
	 * The client's view of a method of the service.
	 */
	public static io.clientconn.rpc.MethodDescriptor<String, String> method(String method) {
		Kind kind = switch (method) {
			case "Count" -> Kind.SERVER_STREAMING;
			case "Join" -> Kind.CLIENT_STREAMING;
			case "Chat" -> Kind.BIDI_STREAMING;
			default -> Kind.UNARY;
		};
		return io.clientconn.rpc.MethodDescriptor.of(SERVICE + "/" + method, kind, new TextMarshaller(),
				new TextMarshaller());
	}

	public int port() {
		return this.port;
	}

	public String address() {
		return "127.0.0.1:" + this.port;
	}

	/**
	 * How many calls reached the service.
	 */
	public int calls() {
		return this.calls.get();
	}

	/**
	 * The headers of the calls that reached the service.
	 */
	public CopyOnWriteArrayList<Metadata> headers() {
		return this.headers;
	}

	/**
	 * The authorities of the calls that reached the service.
	 */
	public CopyOnWriteArrayList<String> authorities() {
		return this.authorities;
	}

	/**
	 * Sends GOAWAY, lets calls finish and waits for that.
	 * @return whether all connections are gone
	 */
	public boolean stopGracefully() throws InterruptedException {
		this.server.shutdown();
		return this.server.awaitTermination(10, TimeUnit.SECONDS);
	}

	/**
	 * Cuts all connections.
	 */
	public void stopHard() throws InterruptedException {
		this.server.shutdownNow();
		this.server.awaitTermination(10, TimeUnit.SECONDS);
	}

	@Override
	public void close() {
		this.server.shutdownNow();
		this.executor.shutdownNow();
		HeldPort free = this.held.getAndSet(null);
		if (free != null) {
			free.close();
		}
	}

	private ServerServiceDefinition service() {
		return ServerServiceDefinition.builder(SERVICE)
			.addMethod(method("Echo", MethodType.UNARY), ServerCalls.asyncUnaryCall(TestServer::echo))
			.addMethod(method("Count", MethodType.SERVER_STREAMING),
					ServerCalls.asyncServerStreamingCall(TestServer::count))
			.addMethod(method("Join", MethodType.CLIENT_STREAMING),
					ServerCalls.asyncClientStreamingCall(TestServer::join))
			.addMethod(method("Chat", MethodType.BIDI_STREAMING), ServerCalls.asyncBidiStreamingCall(TestServer::chat))
			.build();
	}

	private static void echo(String request, StreamObserver<String> response) {
		if (request.equals("hang")) {
			return;
		}
		if (request.startsWith("fail:")) {
			String[] parts = request.split(":", 3);
			Metadata trailers = new Metadata();
			trailers.put(Metadata.Key.of("why", Metadata.ASCII_STRING_MARSHALLER), "asked-to");
			response.onError(Status.fromCode(Status.Code.valueOf(parts[1]))
				.withDescription(parts[2])
				.asRuntimeException(trailers));
			return;
		}
		if (request.startsWith("gzip:")) {
			((ServerCallStreamObserver<String>) response).setCompression("gzip");
		}
		if (request.startsWith("details:")) {
			response.onError(StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
				.setCode(Status.Code.valueOf(request.substring("details:".length())).value())
				.setMessage("come back later")
				.addDetails(Any
					.pack(RetryInfo.newBuilder().setRetryDelay(Duration.newBuilder().setSeconds(7).build()).build()))
				.build()));
			return;
		}
		response.onNext(request.startsWith("size:") ? "x".repeat(Integer.parseInt(request.substring("size:".length())))
				: request);
		response.onCompleted();
	}

	private static void count(String request, StreamObserver<String> response) {
		ServerCallStreamObserver<String> call = (ServerCallStreamObserver<String>) response;
		// Without a handler the observer throws when the client has cancelled.
		call.setOnCancelHandler(() -> {
		});
		for (int i = 1; i <= Integer.parseInt(request); i++) {
			response.onNext(Integer.toString(i));
		}
		response.onCompleted();
	}

	private static StreamObserver<String> join(StreamObserver<String> response) {
		((ServerCallStreamObserver<String>) response).setOnCancelHandler(() -> {
		});
		StringBuilder all = new StringBuilder();
		return new Requests(response) {

			@Override
			public void onNext(String request) {
				all.append(all.isEmpty() ? "" : ",").append(request);
			}

			@Override
			public void onCompleted() {
				response.onNext(all.toString());
				response.onCompleted();
			}

		};
	}

	private static StreamObserver<String> chat(StreamObserver<String> response) {
		((ServerCallStreamObserver<String>) response).setOnCancelHandler(() -> {
		});
		return new Requests(response) {

			@Override
			public void onNext(String request) {
				response.onNext(request);
			}

		};
	}

	private static MethodDescriptor<String, String> method(String name, MethodType type) {
		return MethodDescriptor.<String, String>newBuilder()
			.setFullMethodName(SERVICE + "/" + name)
			.setType(type)
			.setRequestMarshaller(new Text())
			.setResponseMarshaller(new Text())
			.build();
	}

	/** What a server keeps when it is started again. */
	private record Setup(int maxConcurrentCalls, @Nullable Consumer<Metadata> ledger,
			UnaryOperator<NettyServerBuilder> customize) {

	}

	/**
	 * Requests that end the response when they end.
	 */
	private static class Requests implements StreamObserver<String> {

		private final StreamObserver<String> response;

		Requests(StreamObserver<String> response) {
			this.response = response;
		}

		@Override
		public void onNext(String request) {
		}

		@Override
		public void onError(Throwable error) {
			// The client is gone; there is nobody to tell.
		}

		@Override
		public void onCompleted() {
			this.response.onCompleted();
		}

	}

	private static final class Text implements MethodDescriptor.Marshaller<String> {

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

	private final class Signature implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			TestServer.this.calls.incrementAndGet();
			Consumer<Metadata> ledger = TestServer.this.setup.ledger();
			if (ledger != null) {
				ledger.accept(headers);
			}
			else {
				TestServer.this.headers.add(headers);
				TestServer.this.authorities.add(call.getAuthority());
			}
			return next.startCall(new io.grpc.ForwardingServerCall.SimpleForwardingServerCall<Q, R>(call) {

				@Override
				public void sendHeaders(Metadata responseHeaders) {
					responseHeaders.put(SERVED_BY, TestServer.this.name);
					super.sendHeaders(responseHeaders);
				}

			}, headers);
		}

	}

}
