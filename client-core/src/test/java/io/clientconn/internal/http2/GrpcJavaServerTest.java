package io.clientconn.internal.http2;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import io.clientconn.internal.wire.CountingAllocator;
import io.clientconn.resolver.Address;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.testing.HeldPort;
import io.clientconn.transport.ClientTransport;
import io.clientconn.transport.ConnectRequest;
import io.clientconn.transport.OpenRequest;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.TransportStream;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.buffer.ByteBuf;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The transport against the server that most of its peers run.
 */
class GrpcJavaServerTest {

	private static final long SECOND = 1_000_000_000L;

	private final CountingAllocator memory = new CountingAllocator();

	private final RealScheduler scheduler = new RealScheduler();

	private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final RecordingTransportListener connection = new RecordingTransportListener();

	private final List<AutoCloseable> servers = new ArrayList<>();

	private final List<ClientTransport> transports = new ArrayList<>();

	@AfterEach
	void everythingIsClosedAndReleased() throws Exception {
		for (ClientTransport transport : this.transports) {
			transport.close(Status.unavailable("the test is over"));
			this.connection.closedStatus();
		}
		for (AutoCloseable server : this.servers) {
			server.close();
		}
		this.loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
		this.scheduler.close();
		this.memory.assertAllReleased();
	}

	@Test
	void aUnaryCallBringsHeadersMessageAndTrailers() throws Exception {
		GrpcJavaServer server = start(GrpcJavaServer.service().addMethod(GrpcJavaServer.unary("echo", echo())));
		ClientTransport transport = connect(server.address());
		RecordingStreamListener listener = new RecordingStreamListener();
		transport.open(request("/test/echo"), framed("hello"), listener);
		assertThat(listener.outcome().status()).isEqualTo(Status.OK);
		assertThat(listener.nextMessage()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
		assertThat(listener.events()).startsWith("headers(identity)", "message(5)", "closed(OK)");
		assertThat(transport.peer().remoteAddress()).isEqualTo(server.address());
	}

	@Test
	void anUnknownMethodIsUnimplemented() throws Exception {
		GrpcJavaServer server = start(GrpcJavaServer.service().addMethod(GrpcJavaServer.unary("echo", echo())));
		RecordingStreamListener listener = new RecordingStreamListener();
		connect(server.address()).open(request("/test/none"), framed("hello"), listener);
		StreamOutcome outcome = listener.outcome();
		assertThat(outcome.status().code()).isEqualTo(StatusCode.UNIMPLEMENTED);
		assertThat(listener.events()).startsWith("closed(UNIMPLEMENTED)");
	}

	@Test
	void aThousandCallsShareOneConnection() throws Exception {
		GrpcJavaServer server = start(GrpcJavaServer.service().addMethod(GrpcJavaServer.unary("echo", echo())));
		ClientTransport transport = connect(server.address());
		List<RecordingStreamListener> listeners = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			RecordingStreamListener listener = new RecordingStreamListener();
			listeners.add(listener);
			transport.open(request("/test/echo"), framed("x".repeat(i * 17 % 5000)), listener);
		}
		for (int i = 0; i < 1000; i++) {
			assertThat(listeners.get(i).outcome().status()).isEqualTo(Status.OK);
			assertThat(listeners.get(i).nextMessage()).hasSize(i * 17 % 5000);
		}
	}

	@Test
	void sixtyFourMebibytesComeBackFromAnEcho() throws Exception {
		GrpcJavaServer server = start(GrpcJavaServer.service().addMethod(GrpcJavaServer.bidi("echo", echoStream())));
		ClientTransport transport = connect(server.address());
		int count = 1024;
		RecordingStreamListener listener = new RecordingStreamListener();
		TransportStream stream = transport.open(request("/test/echo"), null, listener);
		for (int i = 0; i < count; i++) {
			stream.send(framed(64 * 1024), i == count - 1);
		}
		long received = 0;
		for (int i = 0; i < count; i++) {
			int size = listener.nextMessage().length;
			received += size;
			stream.consumed(size + 5);
		}
		assertThat(received).isEqualTo(64L * 1024 * 1024);
		assertThat(listener.outcome().status()).isEqualTo(Status.OK);
	}

	@Test
	void aMessageManyTimesTheWindowArrivesWhenItIsAwaited() throws Exception {
		GrpcJavaServer server = start(GrpcJavaServer.service().addMethod(GrpcJavaServer.unary("echo", echo())));
		RecordingStreamListener listener = new RecordingStreamListener();
		connect(server.address()).open(request("/test/echo"), framed(3_000_000), listener);
		assertThat(listener.outcome().status()).isEqualTo(Status.OK);
		assertThat(listener.nextMessage()).hasSize(3_000_000);
	}

	@Test
	void aServerWaitsForAClientThatDoesNotConsume() throws Exception {
		AtomicLong sent = new AtomicLong();
		AtomicReference<CountDownLatch> blocked = new AtomicReference<>(new CountDownLatch(1));
		GrpcJavaServer server = start(GrpcJavaServer.service().addMethod(GrpcJavaServer.bidi("flood", (responses) -> {
			ServerCallStreamObserver<byte[]> out = (ServerCallStreamObserver<byte[]>) responses;
			Runnable pump = () -> {
				while (out.isReady() && sent.get() < 1000) {
					out.onNext(new byte[1019]);
					sent.incrementAndGet();
				}
				if (!out.isReady()) {
					blocked.get().countDown();
				}
			};
			out.setOnReadyHandler(pump);
			return ignoring(out);
		})));
		ClientTransport transport = connect(server.address());
		RecordingStreamListener listener = new RecordingStreamListener();
		listener.awaiting(false);
		TransportStream stream = transport.open(request("/test/flood"), null, listener);
		assertThat(blocked.get().await(30, TimeUnit.SECONDS)).isTrue();
		// The window holds 63 messages; the server has a little more in its own buffers.
		assertThat(sent.get()).isLessThan(200);
		for (int i = 0; i < 1000; i++) {
			stream.consumed(listener.nextMessage().length + 5);
		}
		stream.halfClose();
		assertThat(listener.outcome().status()).isEqualTo(Status.OK);
	}

	@Test
	void aClientHearsReadyWhenTheServerCatchesUp() throws Exception {
		AtomicReference<ServerCallStreamObserver<byte[]>> call = new AtomicReference<>();
		CountDownLatch started = new CountDownLatch(1);
		GrpcJavaServer server = start(GrpcJavaServer.service().addMethod(GrpcJavaServer.bidi("slow", (responses) -> {
			ServerCallStreamObserver<byte[]> out = (ServerCallStreamObserver<byte[]>) responses;
			out.disableAutoRequest();
			call.set(out);
			started.countDown();
			return ignoring(out);
		})), (builder) -> builder.flowControlWindow(65_535));
		ClientTransport transport = connect(server.address());
		RecordingStreamListener listener = new RecordingStreamListener();
		CountDownLatch readyAgain = new CountDownLatch(2);
		listener.onReady(readyAgain::countDown);
		TransportStream stream = transport.open(request("/test/slow"), null, listener);
		assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
		for (int i = 0; i < 4; i++) {
			stream.send(framed(50_000), false);
		}
		// The window takes one message and a little; the rest waits, however fast the
		// loop writes.
		assertThat(stream.isReady()).isFalse();
		call.get().request(4);
		assertThat(readyAgain.await(30, TimeUnit.SECONDS)).isTrue();
		stream.halfClose();
		assertThat(listener.outcome().status()).isEqualTo(Status.OK);
	}

	@Test
	void cancellingTellsTheServer() throws Exception {
		CountDownLatch started = new CountDownLatch(1);
		CountDownLatch cancelled = new CountDownLatch(1);
		GrpcJavaServer server = start(GrpcJavaServer.service().addMethod(GrpcJavaServer.bidi("hang", (responses) -> {
			((ServerCallStreamObserver<byte[]>) responses).setOnCancelHandler(cancelled::countDown);
			started.countDown();
			return ignoring(responses);
		})));
		ClientTransport transport = connect(server.address());
		RecordingStreamListener listener = new RecordingStreamListener();
		TransportStream stream = transport.open(request("/test/hang"), null, listener);
		assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
		stream.cancel(Status.of(StatusCode.CANCELLED, "changed my mind"));
		assertThat(listener.outcome().status().description()).isEqualTo("changed my mind");
		assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aServerThatShutsDownLetsItsCallsFinish() throws Exception {
		AtomicReference<StreamObserver<byte[]>> call = new AtomicReference<>();
		CountDownLatch started = new CountDownLatch(1);
		GrpcJavaServer server = start(GrpcJavaServer.service().addMethod(GrpcJavaServer.bidi("hang", (responses) -> {
			call.set(responses);
			started.countDown();
			return ignoring(responses);
		})));
		ClientTransport transport = connect(server.address());
		RecordingStreamListener listener = new RecordingStreamListener();
		TransportStream stream = transport.open(request("/test/hang"), null, listener);
		assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
		server.shutdownGracefully();
		assertThat(this.connection.draining().description()).contains("received goaway: code: NO_ERROR");
		RecordingStreamListener late = new RecordingStreamListener();
		transport.open(request("/test/hang"), null, late);
		assertThat(late.outcome().progress()).isEqualTo(StreamOutcome.Progress.NOT_SENT);
		stream.halfClose();
		assertThat(listener.outcome().status()).isEqualTo(Status.OK);
		this.connection.closedStatus();
		assertThat(this.connection.events()).containsExactly("ready", "draining", "closed");
	}

	@Test
	void aServerThatIsKilledMakesItsCallsUnavailable() throws Exception {
		CountDownLatch started = new CountDownLatch(1);
		GrpcJavaServer server = start(GrpcJavaServer.service().addMethod(GrpcJavaServer.bidi("hang", (responses) -> {
			started.countDown();
			return ignoring(responses);
		})));
		RecordingStreamListener listener = new RecordingStreamListener();
		connect(server.address()).open(request("/test/hang"), null, listener);
		assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
		server.kill();
		assertThat(listener.outcome().status().code()).isIn(StatusCode.UNAVAILABLE, StatusCode.CANCELLED);
		this.connection.closedStatus();
	}

	@Test
	void oneStreamAtATimeServesManyCallsInOrder() throws Exception {
		GrpcJavaServer server = start(GrpcJavaServer.service().addMethod(GrpcJavaServer.unary("echo", echo())),
				(builder) -> builder.maxConcurrentCallsPerConnection(1));
		ClientTransport transport = connect(server.address());
		List<RecordingStreamListener> listeners = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			RecordingStreamListener listener = new RecordingStreamListener();
			listeners.add(listener);
			transport.open(request("/test/echo"), framed("call " + i), listener);
		}
		for (int i = 0; i < 200; i++) {
			assertThat(listeners.get(i).outcome().status()).isEqualTo(Status.OK);
			assertThat(listeners.get(i).nextMessage()).asString(StandardCharsets.UTF_8).isEqualTo("call " + i);
		}
	}

	@Test
	void aPortWithoutListenerIsRefused() throws Exception {
		try (HeldPort port = new HeldPort()) {
			open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number()), 20 * SECOND);
			assertThat(this.connection.closedStatus().description())
				.isEqualTo("connect to 127.0.0.1:" + port.number() + " refused");
		}
		assertThat(this.connection.events()).containsExactly("closed");
	}

	@Test
	void aSilentServerIsNotAGrpcServer() throws Exception {
		try (ServerSocket socket = new ServerSocket(0)) {
			open(new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort()), SECOND);
			assertThat(this.connection.closedStatus().description()).isEqualTo("no HTTP/2 SETTINGS from 127.0.0.1:"
					+ socket.getLocalPort() + " within 1 s (is it a gRPC server in plaintext, or does it expect TLS?)");
		}
	}

	private GrpcJavaServer start(ServerServiceDefinition.Builder service) throws IOException {
		return start(service, UnaryOperator.identity());
	}

	private GrpcJavaServer start(ServerServiceDefinition.Builder service, UnaryOperator<NettyServerBuilder> customize)
			throws IOException {
		GrpcJavaServer server = new GrpcJavaServer(service, customize);
		this.servers.add(server);
		return server;
	}

	private ClientTransport connect(InetSocketAddress address) {
		ClientTransport transport = open(address, 20 * SECOND);
		this.connection.awaitReady();
		return transport;
	}

	private ClientTransport open(InetSocketAddress address, long timeoutNanos) {
		Http2TransportFactory factory = new Http2TransportFactory(this.loops,
				new Sockets(NioSocketChannel::new, NioDomainSocketChannel::new, (unix) -> unix), ProxyRules.NONE,
				this.memory.allocator(), this.scheduler, Runnable::run, ChannelCredentials.plaintext(),
				"clientconn-test", TransportSettings.defaults());
		ClientTransport transport = factory
			.connect(new ConnectRequest(Address.of(address), "test.example", timeoutNanos), this.connection);
		this.transports.add(transport);
		return transport;
	}

	private static OpenRequest request(String path) {
		return new OpenRequest(path, null, Metadata.EMPTY, 0, false, 4 * 1024 * 1024, null, null);
	}

	private ByteBuf framed(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return this.memory.allocator().buffer().writeByte(0).writeInt(bytes.length).writeBytes(bytes);
	}

	private ByteBuf framed(int size) {
		return this.memory.allocator().buffer(5 + size).writeByte(0).writeInt(size).writeZero(size);
	}

	private static ServerCalls.UnaryMethod<byte[], byte[]> echo() {
		return (request, responses) -> {
			responses.onNext(request);
			responses.onCompleted();
		};
	}

	private static ServerCalls.BidiStreamingMethod<byte[], byte[]> echoStream() {
		return (responses) -> new StreamObserver<>() {
			@Override
			public void onNext(byte[] request) {
				responses.onNext(request);
			}

			@Override
			public void onError(Throwable cause) {
				// The test sees it on its side.
			}

			@Override
			public void onCompleted() {
				responses.onCompleted();
			}
		};
	}

	private static StreamObserver<byte[]> ignoring(StreamObserver<byte[]> responses) {
		return new StreamObserver<>() {
			@Override
			public void onNext(byte[] request) {
				// Whatever comes is dropped.
			}

			@Override
			public void onError(Throwable cause) {
				// The test sees it on its side.
			}

			@Override
			public void onCompleted() {
				responses.onCompleted();
			}
		};
	}

}
