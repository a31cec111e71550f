package io.clientconn.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * What a server does with its first calls, one after the other, without sending headers;
 * the calls after those are served. Thread-safe.
 */
public final class CallScript implements ServerInterceptor {

	private static final Metadata.Key<String> PUSHBACK = Metadata.Key.of("grpc-retry-pushback-ms",
			Metadata.ASCII_STRING_MARSHALLER);

	private static final int NEVER = Integer.MAX_VALUE;

	private final Queue<Step> steps = new ConcurrentLinkedQueue<>();

	/**
	 * A call fails after some requests, with pauses in its trailers.
	 */
	public CallScript fail(Status.Code code, int afterRequests, String... pushback) {
		this.steps.add(new Step(code, afterRequests, List.of(pushback)));
		return this;
	}

	/**
	 * A call gets no answer.
	 */
	public CallScript hang() {
		this.steps.add(new Step(Status.Code.OK, NEVER, List.of()));
		return this;
	}

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		Step step = this.steps.poll();
		if (step == null) {
			return next.startCall(call, headers);
		}
		call.request(NEVER);
		return new ServerCall.Listener<>() {

			private final List<Q> requests = new ArrayList<>();

			@Override
			public void onMessage(Q message) {
				this.requests.add(message);
				if (this.requests.size() == step.afterRequests()) {
					Metadata trailers = new Metadata();
					step.pushback().forEach((millis) -> trailers.put(PUSHBACK, millis));
					call.close(step.code().toStatus().withDescription("by the script"), trailers);
				}
			}

		};
	}

	private record Step(Status.Code code, int afterRequests, List<String> pushback) {

	}

}
