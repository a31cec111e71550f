package io.clientconn.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.clientconn.bench.proto.BenchGrpc;
import io.clientconn.bench.proto.Payload;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * grpc-java's own server, for what {@link BenchServer} could flatter: response headers
 * and frames are as applications send them. It does more for a call than most clients, so
 * it often is what limits the rate.
 */
public final class PeerServer implements AutoCloseable {

	private final Server server;

	private PeerServer(Server server) {
		this.server = server;
	}

	static PeerServer start() throws IOException {
		return new PeerServer(NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.directExecutor()
			.addService(new Answers())
			.build()
			.start());
	}

	int port() {
		return this.server.getPort();
	}

	@Override
	public void close() {
		this.server.shutdownNow();
	}

	/**
	 * Serves until its standard input ends.
	 */
	public static void main(String[] arguments) throws IOException {
		try (PeerServer server = start()) {
			System.out.println(Worker.ANSWER + Reach.plain(server.port()).toArgument());
			System.in.read();
		}
	}

	/**
	 * The service.
	 */
	private static final class Answers extends BenchGrpc.BenchImplBase {

		@Override
		public void echo(Payload request, StreamObserver<Payload> responses) {
			responses.onNext(request);
			responses.onCompleted();
		}

		@Override
		public void repeat(Payload request, StreamObserver<Payload> responses) {
			ServerCallStreamObserver<Payload> call = (ServerCallStreamObserver<Payload>) responses;
			call.setOnReadyHandler(new Repetition(request, call));
		}

		@Override
		public StreamObserver<Payload> chat(StreamObserver<Payload> responses) {
			return new StreamObserver<>() {

				@Override
				public void onNext(Payload message) {
					responses.onNext(message);
				}

				@Override
				public void onError(Throwable thrown) {
					// The client is gone.
				}

				@Override
				public void onCompleted() {
					responses.onCompleted();
				}

			};
		}

	}

	/**
	 * Answers one request many times, as fast as the client reads.
	 */
	private static final class Repetition implements Runnable {

		private final Payload request;

		private final ServerCallStreamObserver<Payload> call;

		private int left;

		Repetition(Payload request, ServerCallStreamObserver<Payload> call) {
			this.request = request;
			this.call = call;
			this.left = request.getRepeat();
		}

		@Override
		public void run() {
			while (this.left > 0 && this.call.isReady()) {
				this.left--;
				this.call.onNext(this.request);
				if (this.left == 0) {
					this.call.onCompleted();
				}
			}
		}

	}

}
