package io.clientconn.bench;

import java.util.concurrent.TimeUnit;

import io.clientconn.bench.proto.BenchGrpc;
import io.clientconn.bench.proto.Payload;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * grpc-java, through its generated stubs.
 */
final class GrpcJavaSubject implements Subject {

	private final ManagedChannel channel;

	private final BenchGrpc.BenchBlockingStub blocking;

	private final BenchGrpc.BenchStub async;

	GrpcJavaSubject(ManagedChannel channel) {
		this.channel = channel;
		this.blocking = BenchGrpc.newBlockingStub(channel);
		this.async = BenchGrpc.newStub(channel);
	}

	@Override
	public Runnable echoes(Payload request, Extras extras, Slot slot) {
		Observer observer = new Observer(slot);
		BenchGrpc.BenchStub stub = (extras == Extras.HEADERS) ? this.async.withInterceptors(RealHeaders.grpcJava())
				: this.async;
		if (extras == Extras.NONE) {
			return () -> stub.echo(request, observer);
		}
		return () -> stub.withDeadlineAfter(1, TimeUnit.MINUTES).echo(request, observer);
	}

	@Override
	public Payload echo(Payload request) {
		return this.blocking.echo(request);
	}

	@Override
	public Runnable repeats(Payload request, Slot slot) {
		Observer observer = new Observer(slot);
		return () -> this.async.repeat(request, observer);
	}

	@Override
	public Runnable chats(Payload request, Slot slot) {
		Chat chat = new Chat(request, slot);
		return () -> chat.start(this.async.chat(chat));
	}

	@Override
	public void open(Payload request, Gate answered) {
		this.async.chat(new Kept(answered)).onNext(request);
	}

	@Override
	public void close() {
		this.channel.shutdownNow();
	}

	/**
	 * Passes on what a call brings.
	 */
	private static class Observer implements StreamObserver<Payload> {

		final Slot slot;

		Observer(Slot slot) {
			this.slot = slot;
		}

		@Override
		public void onNext(Payload message) {
			this.slot.message();
		}

		@Override
		public void onError(Throwable thrown) {
			this.slot.closed(thrown);
		}

		@Override
		public void onCompleted() {
			this.slot.closed(null);
		}

	}

	/**
	 * One stream with a message each way in turn.
	 */
	private static final class Chat extends Observer {

		private final Payload request;

		private volatile @Nullable StreamObserver<Payload> requests;

		Chat(Payload request, Slot slot) {
			super(slot);
			this.request = request;
		}

		void start(StreamObserver<Payload> opened) {
			this.requests = opened;
			opened.onNext(this.request);
		}

		@Override
		public void onNext(Payload message) {
			StreamObserver<Payload> open = this.requests;
			if (open == null) {
				throw new IllegalStateException("a response came before the request went out");
			}
			if (this.slot.message()) {
				open.onNext(this.request);
			}
			else {
				open.onCompleted();
			}
		}

	}

	/**
	 * A stream that stays open.
	 */
	private record Kept(Gate answered) implements StreamObserver<Payload> {

		@Override
		public void onNext(Payload message) {
			this.answered.passed();
		}

		@Override
		public void onError(Throwable thrown) {
			this.answered.failed(thrown);
		}

		@Override
		public void onCompleted() {
			this.answered.failed(new IllegalStateException("the server ended a stream"));
		}

	}

}
