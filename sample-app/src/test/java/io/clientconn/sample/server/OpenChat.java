package io.clientconn.sample.server;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.clientconn.sample.routeguide.RouteGuideGrpc;
import io.clientconn.sample.routeguide.RouteNote;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A RouteChat call that is known to run at its server: it has already been answered
 * there.
 */
final class OpenChat implements StreamObserver<RouteNote>, AutoCloseable {

	private final ManagedChannel channel;

	private final BlockingQueue<RouteNote> heard = new LinkedBlockingQueue<>();

	private final CompletableFuture<Status.Code> end = new CompletableFuture<>();

	private final StreamObserver<RouteNote> mouth;

	@SuppressWarnings("this-escape")
	OpenChat(ManagedChannel channel) {
		this.channel = channel;
		this.mouth = RouteGuideGrpc.newStub(channel).routeChat(this);
		say("hello?");
		say("anybody there?");
		hear();
	}

	void say(String message) {
		this.mouth.onNext(RouteNote.newBuilder().setMessage(message).build());
	}

	void hear() {
		try {
			assertThat(this.heard.poll(10, TimeUnit.SECONDS)).isNotNull();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	void hangUp() {
		this.mouth.onCompleted();
	}

	Status.Code end() {
		return this.end.orTimeout(10, TimeUnit.SECONDS).join();
	}

	@Override
	public void onNext(RouteNote note) {
		this.heard.add(note);
	}

	@Override
	public void onError(Throwable ex) {
		this.end.complete(Status.fromThrowable(ex).getCode());
	}

	@Override
	public void onCompleted() {
		this.end.complete(Status.Code.OK);
	}

	@Override
	public void close() {
		this.channel.shutdownNow();
	}

}
