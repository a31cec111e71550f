package io.clientconn.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;

import io.clientconn.ClientConn;
import io.clientconn.ClientConnBuilder;
import io.clientconn.ClientRuntime;
import io.clientconn.EventLoopTransport;
import io.clientconn.bench.proto.BenchAsyncClient;
import io.clientconn.bench.proto.BenchClient;
import io.clientconn.bench.proto.BenchMethods;
import io.clientconn.bench.proto.Payload;
import io.clientconn.rpc.CallOutcome;
import io.clientconn.rpc.ClientStream;
import io.clientconn.rpc.ResponseListener;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusException;
import io.clientconn.security.ChannelCredentials;
import io.clientconn.security.TlsMaterial;
import org.jspecify.annotations.Nullable;

/**
 * This project's client, through the interfaces that are generated for applications.
 */
final class OurSubject implements Subject {

	private static final java.time.Duration DEADLINE = java.time.Duration.ofMinutes(1);

	private final ClientConn conn;

	private @Nullable ClientRuntime runtime;

	private final BenchClient blocking;

	private final BenchAsyncClient async;

	OurSubject(Reach reach, boolean direct, boolean uring) {
		ClientConnBuilder builder = ClientConn.builder(target(reach));
		if (reach.isTls()) {
			builder.credentials(ChannelCredentials.tls(trusting(reach)));
		}
		else {
			builder.plaintext();
		}
		if (reach.endpoints() > 1) {
			builder.loadBalancingPolicy("round_robin");
		}
		if (uring) {
			this.runtime = ClientRuntime.builder().transport(EventLoopTransport.IO_URING).build();
			builder.runtime(this.runtime);
		}
		this.conn = (direct ? builder.executor(Runnable::run) : builder).build();
		this.blocking = BenchClient.over(this.conn);
		this.async = BenchAsyncClient.over(this.conn);
	}

	static String target(Reach reach) {
		StringBuilder target = new StringBuilder("static:///");
		for (String host : reach.hosts()) {
			target.append(host).append(':').append(reach.port()).append(',');
		}
		target.setLength(target.length() - 1);
		return target.toString();
	}

	private static TlsMaterial trusting(Reach reach) {
		try (InputStream pem = Files.newInputStream(Path.of(reach.certificate()))) {
			return TlsMaterial.trusting(pem);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the certificate cannot be read", ex);
		}
	}

	@Override
	public Runnable echoes(Payload request, Extras extras, Slot slot) {
		BiConsumer<@Nullable Payload, @Nullable Throwable> done = (response, thrown) -> slot.closed(thrown);
		RpcOptions options = (extras == Extras.NONE) ? RpcOptions.NONE : RpcOptions.NONE.timeout(DEADLINE);
		BenchAsyncClient client = (extras == Extras.HEADERS)
				? BenchAsyncClient.over(RealHeaders.ours().around(this.conn)) : this.async;
		return () -> {
			CompletableFuture<Payload> unused = client.echo(request, options).whenComplete(done);
		};
	}

	@Override
	public Payload echo(Payload request) {
		return this.blocking.echo(request);
	}

	@Override
	public Runnable repeats(Payload request, Slot slot) {
		Flow.Subscriber<Payload> subscriber = new Flow.Subscriber<>() {

			@Override
			public void onSubscribe(Flow.Subscription subscription) {
				subscription.request(Long.MAX_VALUE);
			}

			@Override
			public void onNext(Payload message) {
				slot.message();
			}

			@Override
			public void onError(Throwable thrown) {
				slot.closed(thrown);
			}

			@Override
			public void onComplete() {
				slot.closed(null);
			}

		};
		return () -> this.async.repeat(request).subscribe(subscriber);
	}

	@Override
	public Runnable chats(Payload request, Slot slot) {
		Chat chat = new Chat(request, slot);
		return () -> chat.start(this.conn.newStream(BenchMethods.CHAT, RpcOptions.NONE, chat));
	}

	@Override
	public void open(Payload request, Gate answered) {
		ClientStream<Payload> stream = this.conn.newStream(BenchMethods.CHAT, RpcOptions.NONE, new Kept(answered));
		stream.request(Integer.MAX_VALUE);
		stream.send(request, 0);
	}

	@Override
	public void close() {
		this.conn.close();
		if (this.runtime != null) {
			this.runtime.close();
		}
	}

	/**
	 * One stream with a message each way in turn.
	 */
	private static final class Chat implements ResponseListener<Payload> {

		private final Payload request;

		private final Slot slot;

		private volatile @Nullable ClientStream<Payload> stream;

		Chat(Payload request, Slot slot) {
			this.request = request;
			this.slot = slot;
		}

		void start(ClientStream<Payload> opened) {
			this.stream = opened;
			opened.request(Integer.MAX_VALUE);
			opened.send(this.request, 0);
		}

		@Override
		public void onMessage(Payload message) {
			ClientStream<Payload> open = this.stream;
			if (open == null) {
				throw new IllegalStateException("a response came before the request went out");
			}
			if (this.slot.message()) {
				open.send(this.request, 0);
			}
			else {
				open.halfClose();
			}
		}

		@Override
		public void onClose(CallOutcome outcome) {
			this.slot.closed(outcome.status().isOk() ? null : new StatusException("bench.Bench/Chat", outcome));
		}

	}

	/**
	 * A stream that stays open.
	 */
	private record Kept(Gate answered) implements ResponseListener<Payload> {

		@Override
		public void onMessage(Payload message) {
			this.answered.passed();
		}

		@Override
		public void onClose(CallOutcome outcome) {
			this.answered.failed(new StatusException("bench.Bench/Chat", outcome));
		}

	}

}
