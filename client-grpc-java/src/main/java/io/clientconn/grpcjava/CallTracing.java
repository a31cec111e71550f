package io.clientconn.grpcjava;

import java.util.ArrayList;
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

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the tracers of one call, new ones for each attempt, and knows which attempt the
 * response belongs to.
 * <p>
 * Attempts start one after another. The sending thread, the event loop and callbacks meet
 * in the attempt and in the list of sizes.
 */
@AnyThread
final class CallTracing implements CallObserver {

	private static final Logger LOG = LoggerFactory.getLogger(CallTracing.class);

	private final BridgeCall<?, ?> call;

	private final CallOptions callOptions;

	/** What every attempt sends. */
	private final io.grpc.Metadata headers;

	/** What the messages had before compression, for every attempt to read. */
	private final SentSizes.Start sizes = new SentSizes.Start();

	/** The latest attempt. */
	private final AtomicReference<@Nullable TracedAttempt> latest = new AtomicReference<>();

	CallTracing(BridgeCall<?, ?> call, CallOptions callOptions, io.grpc.Metadata headers) {
		this.call = call;
		this.callOptions = callOptions;
		this.headers = headers;
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
		Context before = this.call.context().attach();
		try {
			TracedAttempt started = new TracedAttempt(this.call, tracers(info, own), this.sizes);
			this.latest.set(started);
			started.created(Translation.attributes(attempt.peer()), own);
			return started;
		}
		finally {
			this.call.context().detach(before);
			Translation.addTo(target, own);
		}
	}

	/**
	 * A factory that fails traces nothing; the others do.
	 */
	private List<ClientStreamTracer> tracers(ClientStreamTracer.StreamInfo info, io.grpc.Metadata own) {
		List<ClientStreamTracer> tracers = new ArrayList<>();
		for (ClientStreamTracer.Factory factory : this.callOptions.getStreamTracerFactories()) {
			try {
				tracers.add(factory.newClientStreamTracer(info, own));
			}
			catch (Throwable ex) {
				LOG.warn("The factory of tracers {} failed", factory.getClass().getName(), ex);
			}
		}
		return tracers;
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
