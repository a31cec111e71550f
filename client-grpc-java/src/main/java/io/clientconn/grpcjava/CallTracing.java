package io.clientconn.grpcjava;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.clientconn.concurrent.AnyThread;
import io.clientconn.rpc.AttemptInfo;
import io.clientconn.rpc.AttemptObserver;
import io.clientconn.rpc.CallObserver;
import io.clientconn.rpc.Metadata;

import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.Context;
import io.grpc.Status;

import org.jspecify.annotations.Nullable;

/**
 * Makes the tracers of one call, new ones for each attempt, and knows which attempt the
 * response belongs to.
 * <p>
 * Attempts start one after another. The sending thread, the event loop and callbacks meet
 * in the attempt and in the list of sizes.
 */
@AnyThread
final class CallTracing implements CallObserver {

	private final CallOptions callOptions;

	private final Context context;

	/** What the messages had before compression, for every attempt to read. */
	private final SentSizes.Start sizes = new SentSizes.Start();

	/** The latest attempt. */
	private final AtomicReference<@Nullable TracedAttempt> latest = new AtomicReference<>();

	/** Written before the call starts. */
	private io.grpc.Metadata headers = new io.grpc.Metadata();

	CallTracing(CallOptions callOptions, Context context) {
		this.callOptions = callOptions;
		this.context = context;
	}

	/**
	 * Sets what every attempt sends. Before the call starts.
	 */
	void start(io.grpc.Metadata all) {
		this.headers = all;
	}

	void encoded(long bytes) {
		this.sizes.add(bytes);
	}

	@Override
	public AttemptObserver attemptStarted(AttemptInfo attempt, Metadata.Builder target) {
		ClientStreamTracer.StreamInfo info = ClientStreamTracer.StreamInfo.newBuilder()
			.setCallOptions(this.callOptions)
			.setPreviousAttempts(attempt.previousAttempts())
			.setIsTransparentRetry(attempt.transparentRetry())
			.build();
		io.grpc.Metadata own = new io.grpc.Metadata();
		own.merge(this.headers);
		Context before = this.context.attach();
		try {
			List<ClientStreamTracer.Factory> factories = this.callOptions.getStreamTracerFactories();
			ClientStreamTracer[] tracers = new ClientStreamTracer[factories.size()];
			for (int i = 0; i < tracers.length; i++) {
				tracers[i] = factories.get(i).newClientStreamTracer(info, own);
			}
			TracedAttempt started = new TracedAttempt(tracers, this.sizes);
			this.latest.set(started);
			started.created(Translation.attributes(attempt.peer()), own);
			return started;
		}
		finally {
			this.context.detach(before);
			Translation.addTo(target, own);
		}
	}

	/**
	 * A message is about to be handed to the listener.
	 */
	void received(int wireBytes, int bytes) {
		TracedAttempt attempt = this.latest.get();
		if (attempt != null) {
			attempt.received(wireBytes, bytes);
		}
	}

	/**
	 * The listener is about to hear the end.
	 * @param trailers those of the server, or null if it did not end the call
	 */
	void callEnded(Status status, io.grpc.@Nullable Metadata trailers) {
		TracedAttempt attempt = this.latest.get();
		if (attempt != null) {
			attempt.close(status, trailers);
		}
	}

}
